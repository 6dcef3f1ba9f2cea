using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Audits;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Market.Signing;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Audits;

/// <summary>A market with one validator and a participant with a dataset of integers, driven by commands
/// alone.</summary>
internal sealed class AuditFixture
{
    internal const string Market = "markets/hospitals";
    internal const ulong CommitmentEvent = 3;
    internal const int Answer = 60;
    internal static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TestKey s_operator = new();
    private static readonly TestKey s_validator = new();
    private static readonly TestKey s_participant = new();

    internal AuditFixture(
        int records = 40, bool keepRepeats = false, Action<JsonObject>? change = null, Func<int, long>? value = null,
        Func<int, ReadOnlyMemory<byte>>? record = null)
    {
        JsonObject text = DefinitionText.For(s_operator, s_participant, new TestKey());
        text["validation"] = new JsonObject
        {
            ["records"] = JsonNode.Parse("""{"columns": [{"name": "id", "integer": {"minimum": 0}}]}"""),
            ["validators"] = new JsonArray(new JsonObject { ["id"] = "v", ["publicKey"] = s_validator.Base64 }),
            ["audit"] = JsonNode.Parse(
                $$"""{"badSharePerMillion": 200000, "securityBits": 20, "answerSeconds": {{Answer}}}"""),
        };
        change?.Invoke(text);
        Assert.True(MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? definition, out _));
        Audited = new AuditedMarket(Market, definition, SHA256.HashData("definition"u8));
        Context = new StatementContext(
            Market, Audited.DefinitionDigest, "p0", s_participant.Public.SubjectPublicKeyInfo);
        Records = [.. Enumerable.Range(0, records).Select(record ?? (i => Encode(value?.Invoke(i) ?? i)))];
        Key = RecordKey.Create(Random);
        Dataset = DatasetTagging.Tag(
            Context, Key, Records, new DatasetOptions { Threads = 1, KeepRepeats = keepRepeats });
        Opening = CommitmentOpening.Create(Dataset.Size, Random);
    }

    internal RandomNumberGenerator Random { get; } = new SeededRandom(7);

    internal AuditedMarket Audited { get; set; }

    internal StatementContext Context { get; }

    internal IReadOnlyList<ReadOnlyMemory<byte>> Records { get; }

    internal RecordKey Key { get; }

    internal TaggedDataset Dataset { get; }

    internal CommitmentOpening Opening { get; }

    internal TestSigner Signer { get; } = new(s_validator);

    internal List<AuditEvent> Events { get; } = [];

    internal AuditState? State { get; private set; }

    internal static TestKey Participant => s_participant;

    internal static byte[] MessageDigest { get; } = [.. Enumerable.Repeat((byte)5, 32)];

    internal static ReadOnlyMemory<byte> Encode(long value)
    {
        var encoder = new RecordEncoder();
        encoder.AppendInteger(value);
        return encoder.Written.ToArray();
    }

    internal StandingCommitment Standing() => new(
        CommitmentEvent, Opening.Commit().ToArray(), Dataset.Root, Key.PublicKey, IsRefused: false, MessageDigest);

    internal AuditClaim Claim() => new("p0", Audited.DefinitionDigest, CommitmentEvent, Dataset.Size, Proof());

    internal byte[] Proof() => DatasetStatement.Prove(
        new DatasetTerms(Context, Dataset.Root, Key.PublicKey, Dataset.Size, Opening.Commit()), Key, Opening, Random);

    internal OpenAudit Open() => new(
        Start, Audited, Standing(), Claim(), s_validator.Public, Envelope(s_participant));

    internal static AuthenticatedEnvelope Envelope(TestKey key)
    {
        SignedEnvelope envelope = key.Sign("open", Encoding.UTF8.GetBytes("open"));
        Assert.True(AuthenticatedEnvelope.TryVerify(envelope, "open", key.Public, out var authenticated, out _));
        return authenticated;
    }

    internal byte[] Tags()
    {
        byte[] tags = new byte[Dataset.Size * IncomingTags.TagSize];
        Dataset.CopyTags(0, tags);
        return tags;
    }

    internal IncomingTags Incoming(byte[]? tags = null)
    {
        var incoming = new IncomingTags(State!);
        Assert.Null(incoming.Add(tags ?? Tags()));
        return incoming;
    }

    internal CompleteTags Complete(DateTimeOffset? at = null) => new(at ?? Start, Incoming(), Random);

    internal OpenSample Sample(
        DateTimeOffset? at = null,
        Func<int, ReadOnlyMemory<byte>>? record = null,
        RecordKey? key = null)
    {
        Assert.True(AuditChallenge.TryCreate(
            new DatasetTerms(Context, Dataset.Root, Key.PublicKey, Dataset.Size, Opening.Commit()),
            Audited.Definition.Validation!.Audit,
            State!.Nonce,
            State.Positions.AsSpan(),
            out AuditChallenge? challenge));
        AuditResponse response = AuditStatement.Open(
            challenge,
            Dataset,
            [.. State.Positions.Select(p => (int)Dataset.RecordPosition(p)).Select(record ?? (i => Records[i]))],
            key ?? Key,
            Random);
        return new OpenSample(
            at ?? Start,
            [.. response.Openings.Select(o => new AuditOpening(o.Record, o.Tag, o.InclusionProof))],
            response.Proof,
            Audited.Definition.Validation!.Records.IsValid,
            Signer,
            Audited.Definition.Training);
    }

    internal AuditState Accept(AuditCommand command)
    {
        AuditDecision decision = AuditDecider.Decide(State, command);
        Assert.Null(decision.Rejection);
        foreach (AuditEvent next in decision.Events)
        {
            Events.Add(next);
            State = AuditState.Apply(State, next);
        }

        return State!;
    }

    internal void Refuse(RejectionReason reason, AuditCommand command)
    {
        AuditDecision decision = AuditDecider.Decide(State, command);
        Assert.Equal(reason, decision.Rejection?.Reason);
        Assert.Empty(decision.Events);
    }

    /// <summary>Opens, and gives the event.</summary>
    internal AuditOpened Opened() => Accept(Open()).Opened;

    /// <summary>Opens, sends the tags and has the sample drawn.</summary>
    internal AuditFixture Drawn()
    {
        Accept(Open());
        Accept(Complete());
        return this;
    }
}

/// <summary>Signs verdicts for tests; a refusal's payload is its name.</summary>
internal sealed class TestSigner(TestKey key) : IVerdictSigner
{
    public VerificationKey Key => key.Public;

    public SignedEnvelope Attest(ReadOnlySpan<byte> attestation) => key.Sign("attestation", attestation.ToArray());

    public SignedEnvelope Refuse(AuditState audit, AuditRefusal refusal, ulong? position) =>
        key.Sign("refusal", Encoding.UTF8.GetBytes($"{audit.Participant} {refusal} {position}"));

    public SignedEnvelope Count(OverlapState overlap, ulong sharedRecords, ulong debitedRecords) =>
        key.Sign("overlap", Encoding.UTF8.GetBytes($"{overlap.Due.Earlier} {overlap.Due.Later} {sharedRecords}"));

    public SignedEnvelope OpenProjections(
        AuditState audit, CommittedStatistics statistics, ReadOnlyMemory<byte> bounds) =>
        key.Sign("projections", (byte[])[.. audit.ProjectionsSeed!.Value.Span, .. bounds.Span]);

    public SignedEnvelope JudgeNearness(AuditState audit, ReadOnlyMemory<byte> statisticsDigest, bool isNear) =>
        key.Sign("nearness", Encoding.UTF8.GetBytes($"{audit.Participant} {isNear}"));
}
