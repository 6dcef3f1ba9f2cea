using System.Text.Json.Nodes;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Audits;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Market.Signing;
using Candor.Market.Tests.Support;
using Candor.Market.Training;
using Candor.Mechanism.Allocations;
using Candor.Training.Features;
using Candor.Training.Sums;

namespace Candor.Market.Tests.Audits;

/// <summary>An audited market that trains: from x and its ramps to y, with a participant whose records lie near a
/// line.</summary>
internal sealed class NearnessFixture
{
    internal const int Size = 600;

    internal NearnessFixture(bool trains = true, int version = 2, int? z = null)
    {
        Audit = new AuditFixture(Size, change: text => Change(text, version), record: i => Encode(i, X(i), Y(X(i))));
        RecordFormat records = Audit.Audited.Definition.Validation!.Records;
        var setting = new TrainingSetting
        {
            Records = records,
            Allocation = UniformAllocation.Best,
            Participants = 5,
            MostRecords = 1_000,
            IsAudited = true,
        };
        var rules = new TrainingRules
        {
            Target = "y",
            Features = ["x"],
            Ramps = 4,
            Seed = new byte[32],
            ZThousandths = z,
        };
        Assert.True(TrainingPlan.TryMake(rules, setting, out TrainingPlan? plan, out _));
        Plan = plan;
        if (trains)
        {
            typeof(MarketDefinition).GetProperty(nameof(MarketDefinition.Training))!
                .SetValue(Audit.Audited.Definition, plan);
        }
    }

    internal AuditFixture Audit { get; }

    internal TrainingPlan Plan { get; }

    internal AuditState State => Audit.State!;

    internal NearnessFixture Passed()
    {
        Audit.Drawn();
        Audit.Accept(Audit.Sample());
        Assert.Equal(AuditPhase.Passed, State.Phase);
        return this;
    }

    /// <summary>The statistics of some records, under a fresh opening.</summary>
    internal StatisticsOpening Statistics(Func<int, (long X, long Y)?>? record = null, long times = 1)
    {
        var sums = new SufficientStatistics(Plan.Task);
        var row = new FeatureValue[1];
        for (int i = 0; i < Size; i++)
        {
            if ((record is null ? (X(i), Y(X(i))) : record(i)) is var (x, y))
            {
                row[0] = FeatureValue.Number(x);
                sums.Add(row, FeatureValue.Number(y));
            }
        }

        long[] coordinates = [.. sums.Coordinates.ToArray().Select(value => value * times)];
        return StatisticsOpening.Create(Audit.Context, Plan.Shape, coordinates, Audit.Random);
    }

    internal OpenProjections Open(ReadOnlyMemory<byte> digest, ulong records = Size) => new(
        AuditFixture.Start,
        new CommittedStatistics(AuditFixture.CommitmentEvent, records, new byte[32], digest),
        Plan,
        Audit.Signer);

    /// <summary>Opens the projections for statistics, and proves as the honest client does where it would not.</summary>
    internal byte[] Prove(StatisticsOpening opening, StatisticsCommitments commitments)
    {
        Audit.Accept(Open(commitments.Digest));
        return ProjectionStatement.ProveRanges(
            NearnessDecider.TermsOf(State, Plan), opening, Audit.Random);
    }

    /// <summary>What the participant claims with a proof.</summary>
    internal NearnessClaim Claim(byte[] proof) => NearnessClaim.Of(
        State.Participant,
        State.Opened.DefinitionDigest,
        State.Nearness!.Opened.StatisticsDigest,
        State.Nearness.Opened.Projections,
        proof);

    /// <summary>A signed proof; the payload's encoding is the wire's, here it is the claim's digests one after the other.</summary>
    internal NearnessAnswer Answer(byte[] proof, NearnessClaim? claim = null, TestKey? key = null)
    {
        NearnessClaim signed = claim ?? Claim(proof);
        TestKey signer = key ?? AuditFixture.Participant;
        byte[] payload =
        [
            .. signed.StatisticsDigest.Span, .. signed.ProjectionsMessageDigest.Span, .. signed.ProofDigest.Span,
        ];
        Assert.True(AuthenticatedEnvelope.TryVerify(
            signer.Sign("answer", payload), "answer", signer.Public, out AuthenticatedEnvelope? envelope, out _));
        return new NearnessAnswer(signed, envelope, proof);
    }

    internal (VerifiedNearness? Nearness, Rejection? Rejection) Verify(ReadOnlySpan<byte> commitments, byte[] proof)
    {
        var incoming = new IncomingStatistics(State, Plan, Answer(proof));
        VerifiedNearness? nearness = null;
        Rejection? rejection = incoming.Add(commitments) ?? incoming.Verify(out nearness);
        Assert.Equal(rejection is null, nearness is not null);
        return (nearness, rejection);
    }

    internal static long X(int i) => i * 37 % 101;

    internal static long Y(long x) => (x / 2) + 10;

    private static void Change(JsonObject text, int version)
    {
        text["version"] = version;
        text["validation"]!["records"] = JsonNode.Parse(
            """
            {"columns": [
              {"name": "id", "integer": {"minimum": 0}},
              {"name": "x", "integer": {"minimum": 0, "maximum": 100}},
              {"name": "y", "integer": {"minimum": 0, "maximum": 100}}
            ]}
            """);
        text["validation"]!["audit"]!["badSharePerMillion"] = 50_000;
    }

    private static ReadOnlyMemory<byte> Encode(params long[] values)
    {
        var encoder = new RecordEncoder();
        foreach (long value in values)
        {
            encoder.AppendInteger(value);
        }

        return encoder.Written.ToArray();
    }
}
