using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Cli.Demo;
using Candor.Client;
using Candor.Commitments.Projections;
using Candor.Market.Definitions;
using Candor.Market.Training;
using Candor.Simulation.Dishonesty;
using Candor.Training.Models;
using Candor.Training.Sums;

namespace Candor.Cli.Tests.Demo;

/// <summary>The demo's markets on paper: their rules hold, can train, and tell what they are to tell.</summary>
public sealed class DemoMarketTests : IDisposable
{
    private readonly Harness.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Names => [.. DemoMarket.All.Select(static market => market.Data)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Definition_OfEachMarket_TrainsWhatItReports(string data)
    {
        var market = DemoMarket.Of(data);
        MarketDefinition definition = DefinitionOf(market);
        SettledDemo settled = SettledDemo.Settle(definition, Reports(market), Records(market), Threshold(market));
        for (int i = 0; i < market.Companies.Length; i++)
        {
            bool isIn = Reports(market)[i] is not null;
            Assert.Equal(
                isIn ? settled.Outcome.BestQuality : 0, settled.Outcome.Assignments[i].AllocatedQuality);
            Assert.True(!isIn || settled.Outcome.BestQuality > settled.OwnQualities[i]);
            Assert.True(!isIn || settled.PaymentOf(i) > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HidingRecords_InEachMarket_CostsWhoHides(string data)
    {
        var market = DemoMarket.Of(data);
        MarketDefinition definition = DefinitionOf(market);
        int hiding = market.Companies.IndexOf(market.Companies.Single(static one => one.Conduct == Conduct.Hides));
        ImmutableArray<uint> records = Records(market);
        ImmutableArray<uint?> reports = Reports(market);
        double hidden = SettledDemo.Settle(definition, reports, records, Threshold(market)).UtilityOf(hiding);
        double told = SettledDemo.Settle(definition, reports.SetItem(hiding, records[hiding]), records, Threshold(market))
            .UtilityOf(hiding);
        Assert.True(told > hidden + 1_000, $"told {told}, hidden {hidden}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TrainAlone_WithThePool_ThePoolIsBetterThanEachAlone(string data)
    {
        var market = DemoMarket.Of(data);
        var files = new DemoFiles(market);
        SampleSplit split = files.Split();
        var models = new DemoModels(
            files.Format, DefinitionOf(market).Training!, _folder.Write("held-out.csv", string.Join('\n', split.HeldOut)));
        string[] rows = [.. market.Companies.Zip(split.Parts)
            .Where(static pair => pair.First.Conduct is not (Conduct.StaysSilent or Conduct.FalseStatistics or Conduct.Copies))
            .SelectMany(static pair => pair.Second.Skip(1))];
        Model pool = models.TrainAlone(_folder.Write("pool.csv", string.Join('\n', [split.HeldOut[0], .. rows])));
        double pooled = models.Measure(pool).Quality;
        DemoMeasurement[] alone =
        [
            .. split.Parts.Select((part, i) =>
                models.Measure(models.TrainAlone(_folder.Write($"{i}.csv", string.Join('\n', part))))),
        ];
        Assert.All(alone, own => Assert.True(pooled > own.Quality, $"pooled {pooled}, alone {own.Quality}"));
    }

    [Theory]
    [InlineData("breast-cancer")]
    [InlineData("diabetes")]
    public void LabelsTurnedRound_OfWhoSendsFalseStatistics_AreNeverNearItsRecords(string data)
    {
        var market = DemoMarket.Of(data);
        MarketDefinition definition = DefinitionOf(market);
        TrainingPlan plan = definition.Training!;
        int cheater = market.Companies.IndexOf(
            market.Companies.Single(static one => one.Conduct == Conduct.FalseStatistics));
        SampleSplit split = new DemoFiles(market).Split();
        var models = new DemoModels(definition.Validation!.Records, plan, string.Empty);
        SufficientStatistics[] all =
        [
            .. split.Parts[cheater].Skip(1).Distinct()
                .Select((line, i) => models.Sum(_folder.Write($"{i}.csv", $"{split.Parts[cheater][0]}\n{line}")))
                .Where(static one => one.Records == 1),
        ];
        long[][] records = [.. all.Select(static one => one.Coordinates.ToArray())];
        long[][] forged = [.. all.Select(static one => FalseStatistics.TurnLabelsRound(one).Coordinates.ToArray())];
        int opened = (int)definition.Validation!.Audit.SampleSize((ulong)records.Length);
        int honest = 0;
        int caught = 0;
        const int Draws = 200;
        for (int draw = 0; draw < Draws; draw++)
        {
            var random = new Random(draw);
            byte[] seed = new byte[ProjectionMatrix.SeedSize];
            random.NextBytes(seed);
            var moments = new ProjectionMoments(new ProjectionMatrix(seed, plan.Shape, plan.Projections!));
            long[][] order = [.. records];
            random.Shuffle(order);
            foreach (long[] record in order.AsSpan(0, opened))
            {
                moments.Add(record);
            }

            Assert.True(ProjectionBounds.TryCompute(
                moments, (ulong)records.Length, (uint)records.Length, out ProjectionBounds? bounds));
            honest += IsNear(moments.Matrix, bounds, records) ? 1 : 0;
            caught += IsNear(moments.Matrix, bounds, forged) ? 0 : 1;
        }

        Assert.Equal((Draws, Draws), (honest, caught));
    }

    private static bool IsNear(ProjectionMatrix matrix, ProjectionBounds bounds, IEnumerable<long[]> records)
    {
        // The moments' first half is, for each row, what the statistics of all records together project to.
        var all = new ProjectionMoments(matrix);
        foreach (long[] record in records)
        {
            all.Add(record);
        }

        ReadOnlySpan<byte> sums = all.Export().AsSpan(sizeof(int));
        ReadOnlySpan<byte> intervals = bounds.ToArray();
        for (int row = 0; row < bounds.Rows; row++)
        {
            Int128 sum = BinaryPrimitives.ReadInt128LittleEndian(sums[(32 * row)..]);
            if (sum < BinaryPrimitives.ReadInt128LittleEndian(intervals[(32 * row)..])
                || sum > BinaryPrimitives.ReadInt128LittleEndian(intervals[((32 * row) + 16)..]))
            {
                return false;
            }
        }

        return true;
    }

    // Of all who report, who sends false statistics among them.
    private static int Threshold(DemoMarket market) => ShareThreshold.Of(market.Companies.Count(
        static company => company.Conduct is not (Conduct.StaysSilent or Conduct.Copies)));

    private static ImmutableArray<uint> Records(DemoMarket market) =>
        [.. market.Companies.Select(static company => (uint)company.Records)];

    private static ImmutableArray<uint?> Reports(DemoMarket market) =>
    [
        .. market.Companies.Select(company => company.Conduct switch
        {
            Conduct.StaysSilent or Conduct.Copies or Conduct.FalseStatistics => (uint?)null,
            Conduct.Hides => (uint)market.ReportOfTheHiding,
            _ => (uint)company.Records,
        }),
    ];

    private static MarketDefinition DefinitionOf(DemoMarket market)
    {
        var files = new DemoFiles(market);
        using SigningKey key = SigningKey.Create();
        JsonObject json = DemoDefinition.Write(
            market,
            key.PublicKey,
            [.. market.Companies.Select(static _ =>
            {
                using SigningKey own = SigningKey.Create();
                return own.PublicKey;
            })],
            files.Format,
            files.Curve,
            "https://registry.example.org",
            DateTimeOffset.UnixEpoch.AddYears(60));
        using SigningKey validator = SigningKey.Create();
        JsonNode named = json["validation"]!["validators"]![0]!;
        named["id"] = "registry";
        named["publicKey"] = validator.PublicKey;
        Assert.True(
            MarketDefinitionReader.TryRead(json.ToJsonString(), out MarketDefinition? definition, out var faults),
            string.Join('\n', faults));
        return definition;
    }
}
