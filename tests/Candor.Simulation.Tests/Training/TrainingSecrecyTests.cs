using System.Text.Json.Nodes;
using Candor.Commitments.Audits;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Training;
using Candor.Simulation.Setup;
using Candor.Simulation.Training;
using Candor.Simulation.Training.Runs;

namespace Candor.Simulation.Tests.Training;

/// <summary>What a member reads before delivery does not depend on others' data, but where the claims say so.</summary>
[Trait("Category", "Slow")]
public sealed class TrainingSecrecyTests
{
    private const int Reader = 4;
    private const int Records = 40;

    // Hiding commitments and what is masked, points, openings, numbers of the model; and what is signed over all of them.
    private static readonly string[] s_named =
    [
        "commitment", "datasetRoot", "openingProof", "proof", "rangeProof", "envelope", "digest", "countOpening", "valuesDigest",
        "blindingsDigest", "sharesDigest", "points", "model", "reportsDigest", "recordKey", "maskKey", "seedCommitments",
        "nonce",
    ];

    [Fact]
    public void Log_OfTwoDataSetsOfTheOthers_DiffersWhereTheClaimsSaySoAndNowhereElse()
    {
        TrainingMarket one = Run(0);
        TrainingMarket other = Run(1);

        Assert.NotEqual(one.File.ToArray(), other.File.ToArray());
        Assert.Equal(one.Platform.Log.Count, other.Platform.Log.Count);
        foreach ((MarketEvent first, MarketEvent second) in one.Platform.Log.Zip(other.Platform.Log))
        {
            JsonObject left = Read(first);
            JsonObject right = Read(second);
            foreach (string name in left.Select(static pair => pair.Key).Union(right.Select(static pair => pair.Key)))
            {
                bool isSame = JsonNode.DeepEquals(left[name], right[name]);
                Assert.True(isSame || s_named.Contains(name), $"{first.GetType().Name}.{name}: {left[name]} and {right[name]}");
            }
        }

        // The model itself is in no entry, and neither is any share: what is beside the log is one's own.
        string file = Convert.ToBase64String(one.File.Span[..48]);
        Assert.DoesNotContain(one.Platform.Log, next => Read(next).ToJsonString().Contains(file, StringComparison.Ordinal));
        Assert.Equal(one.Members[Reader].Sum().Coordinates.ToArray(), other.Members[Reader].Sum().Coordinates.ToArray());
    }

    private static JsonObject Read(MarketEvent next) => JsonNode.Parse(EventCodec.Encode(next))!.AsObject();

    private static TrainingMarket Run(int shift)
    {
        var market = TrainingMarket.Open(
            new MarketSetup(
                new SimulatedRules("markets/secrecy", new AuditPolicy(), OverlapPolicy.None, 3) { Projections = 2 },
                TrainingBases.Members,
                Records,
                5,
                CancellationToken.None),
            [.. Enumerable.Repeat(TrainingConduct.Honest, TrainingBases.Members)],
            place => SyntheticRecords.Labelled(place == Reader ? place : place + (10 * shift), Records));
        market.Run();
        Assert.Equal(TrainingEnd.Summed, market.Training.State.End);
        return market;
    }
}
