using System.Globalization;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Logs;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Records;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Definitions;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Verdicts;
using Google.Protobuf;

namespace Candor.Client.Tests.Transcripts;

/// <summary>A market of three participants from its creation to its settlement, with every kind of entry that a
/// validator adds, made by the product's own code from secrets that everybody knows: the same bytes each time.</summary>
internal sealed class GoldenMarket
{
    internal const string Name = "markets/golden";

    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 12, 0, 0, 125, TimeSpan.Zero);

    private static readonly string[] s_north =
    [
        "1|34|wien|0.5|AB12", "2|41|graz||", "3|29|münchen|-0.0|", "4|63|wien|17.99|ZZ99", "5|50|graz|1e-3|",
        "6|18|wien|2|", "7|77|münchen||XY00", "8|35|graz|0.1|", "9|44|wien|3.25|", "10|59|graz|4|", "11|21|wien||",
        "12|90|münchen|100|AA00",
    ];

    private static readonly string[] s_south =
    [
        "+1| 34|wien |5e-1|AB12", "21|37|linz|0.75|", "22|45|linz||", "23|52|graz|1|", "24|61|linz|1.25|",
        "25|28|linz|1.5|", "26|70|graz||QQ11", "2|041|graz||\u00a0", "27|33|linz|2.5|",
    ];

    private static readonly string[] s_west =
    [
        "31|40|wien|9|", "32|47|linz|8|", "33|55|linz|7|", "1|34|wien|0.50|AB12", "34|62|linz|6|", "35|26|graz|5|",
        "36|71|linz|4|", "37|39|wien|3|", "38|48|linz|2|WW22", "39|58|linz|1|",
    ];

    private readonly int _version;
    private readonly GoldenSigner _operator;
    private readonly GoldenSigner _validator;
    private readonly GoldenRandom _nonces = new("candor golden market/nonces");

    internal GoldenMarket(int version = 1)
    {
        _version = version;
        bool lowS = version >= 2;
        _operator = new GoldenSigner("registry", lowS);
        _validator = new GoldenSigner("lab", lowS);
        North = new GoldenParticipant("north", lowS, s_north);
        South = new GoldenParticipant("south", lowS, s_south);
        West = new GoldenParticipant("west", lowS, s_west);
        Create();
        foreach (GoldenParticipant participant in Participants)
        {
            Join(participant);
        }

        foreach (GoldenParticipant participant in Participants)
        {
            Commit(participant);
        }

        // West is refused once and comes again; so the order of attestation is north, west, south.
        Attest(North);
        Refuse(West, AuditRefusal.InvalidRecord, 3);
        Commit(West);
        Attest(West);
        Attest(South);
        Compare(North, West, shared: 1, debited: 1);
        Compare(North, South, shared: 2, debited: 2);

        // The record that south shares with west is the one that north has too: it is debited once.
        Compare(West, South, shared: 1, debited: 0);
        if (version == 1)
        {
            Report(North, 12, debited: 0);
            Report(South, 7, debited: 2);
            Report(West, 6, debited: 1);
            return;
        }

        // North commits to the same records in another message: what was debited for its commitment falls with it, and it
        // is attested anew, now as the last.
        Commit(North);
        Attest(North);
        Compare(West, North, shared: 1, debited: 1);
        Compare(South, North, shared: 2, debited: 1);
        Report(North, 10, debited: 2);
        Report(South, 8, debited: 1);
        Report(West, 6, debited: 0);
    }

    /// <summary>Signs the checkpoints; its secret is 32 times 07.</summary>
    internal static NoteSigner Log { get; } = new("candor.example", Enumerable.Repeat((byte)7, 32).ToArray());

    internal static string Origin => $"{Log.Key.Name}/{Name}";

    internal GoldenParticipant North { get; }

    internal GoldenParticipant South { get; }

    internal GoldenParticipant West { get; }

    internal IReadOnlyList<GoldenParticipant> Participants => [North, South, West];

    internal List<MarketEvent> Events { get; } = [];

    internal MarketState? State { get; private set; }

    internal RecordFormat Format => State!.Definition.Validation!.Records;

    private DateTimeOffset Now => s_start.AddSeconds(Events.Count);

    private ByteString Digest => ByteString.CopyFrom(State!.DefinitionDigest.Span);

    private void Create()
    {
        Assert.True(MarketDefinitionReader.TryRead(Definition(), out var written, out _));
        Assert.True(DefinitionMessages.TryWrite(written, out V1.MarketDefinition? message, out _));
        var payload = new V1.CreateMarketPayload { Market = Name, RequestId = "create", Definition = message };
        SignedEnvelope envelope = Envelopes.Sign(_operator.Sign, payload);
        _ = OperatorCommands.TryCreate(envelope, Now, out CreateMarket? command, out Rejection? no);
        Decide(command, no);
    }

    private void Join(GoldenParticipant participant)
    {
        var payload = new V1.JoinMarketPayload
        {
            Participant = ParticipantName.Of(Name, participant.Id),
            RequestId = "join",
            DefinitionDigest = Digest,
            Predecessor = ByteString.CopyFrom(PredecessorOf(participant).Span),
        };
        SignedEnvelope envelope = Envelopes.Sign(participant.Signer.Sign, payload);
        _ = ParticipantCommands.TryJoin(State!, envelope, Now, out JoinMarket? command, out Rejection? no);
        Decide(command, no);
    }

    private void Commit(GoldenParticipant participant)
    {
        var context = State!.ContextOf(IndexOf(participant));
        TaggedDataset dataset = participant.Tag(context, Format);
        var claim = new CommitmentClaim(
            participant.Id,
            State.DefinitionDigest,
            participant.Opening.Commit().ToArray(),
            dataset.Root,
            participant.ProveOpening(context, dataset.Root),
            participant.Key.PublicKey,
            Predecessor: PredecessorOf(participant));
        SignedEnvelope envelope = Envelopes.Sign(
            participant.Signer.Sign, ClaimPayloads.ToPayload(Name, claim, $"commit-{Events.Count}"));
        byte[] nonce = new byte[32];
        _nonces.GetBytes(nonce);
        _ = ParticipantCommands.TryCommit(State, envelope, Now, nonce, out SubmitCommitment? command, out Rejection? no);
        Decide(command, no);
    }

    private void Attest(GoldenParticipant participant)
    {
        var standing = State!.Participants[IndexOf(participant)].Commitment!;
        byte[] payload = new Attestation(
            State.ContextOf(IndexOf(participant)),
            standing.DatasetRoot,
            standing.RecordKey!.Value,
            standing.Commitment,
            State.Definition.Validation!.Audit,
            DigestOf(participant)).ToPayload();
        Judge(_validator.Sign(AttestCommitment.PayloadType, payload));
    }

    private void Refuse(GoldenParticipant participant, AuditRefusal refusal, ulong position)
    {
        var claim = new RefusalClaim(participant.Id, State!.DefinitionDigest, EventOf(participant), refusal)
        {
            Position = _version == 1 ? position : null,
            MessageDigest = DigestOf(participant),
        };
        Judge(Envelopes.Sign(_validator.Sign, ClaimPayloads.ToPayload(Name, claim)));
    }

    private void Compare(GoldenParticipant earlier, GoldenParticipant later, ulong shared, ulong debited)
    {
        var claim = new OverlapClaim(
            State!.DefinitionDigest, earlier.Id, EventOf(earlier), later.Id, EventOf(later), shared, debited)
        {
            EarlierMessageDigest = DigestOf(earlier),
            LaterMessageDigest = DigestOf(later),
        };
        Judge(Envelopes.Sign(_validator.Sign, ClaimPayloads.ToPayload(Name, claim)));
    }

    private void Judge(SignedEnvelope verdict)
    {
        _ = VerdictCommands.TryRead(State!, verdict, Now, out MarketCommand? command, out Rejection? no);
        Decide(command, no);
    }

    private void Report(GoldenParticipant participant, uint records, ulong debited)
    {
        byte[] proof = participant.ProveReport(State!.TermsOf(IndexOf(participant), records), debited);
        var claim = new ReportClaim(participant.Id, State.DefinitionDigest, records, EventOf(participant), proof)
        {
            Predecessor = PredecessorOf(participant),
        };
        SignedEnvelope envelope = Envelopes.Sign(
            participant.Signer.Sign, ClaimPayloads.ToPayload(Name, claim, "report"));
        _ = ParticipantCommands.TryReport(State, envelope, Now, out SubmitReport? command, out Rejection? no);
        Decide(command, no);
    }

    private void Decide(MarketCommand? command, Rejection? rejection)
    {
        Assert.Null(rejection);
        Decision decision = MarketDecider.Decide(State, command!);
        Assert.Null(decision.Rejection);
        foreach (MarketEvent next in decision.Events)
        {
            Events.Add(next);
            State = MarketState.Apply(State, next);
        }
    }

    private int IndexOf(GoldenParticipant participant) =>
        State!.Definition.TryFind(participant.Id, out int index) ? index : -1;

    private ulong EventOf(GoldenParticipant participant) =>
        (ulong)State!.Participants[IndexOf(participant)].Commitment!.Event;

    private ReadOnlyMemory<byte> PredecessorOf(GoldenParticipant participant) =>
        _version == 1 ? default : State!.PredecessorOf(IndexOf(participant));

    private ReadOnlyMemory<byte> DigestOf(GoldenParticipant participant) =>
        _version == 1 ? default : State!.Participants[IndexOf(participant)].Commitment!.MessageDigest;

    private string VersionMember => _version == 1 ? "" : $"\"version\": {_version}, ";

    private const string Linear = """
        { "linear": { "rows": [
            { "values": [1, -0.25, 0.125] }, { "values": [-0.5, 1, -0.25] }, { "values": [-0.125, -1, 0.75] }
          ] } }
        """;

    /// <summary>Version 3: each gains from the product of the first two qualities, and the second loses by the third's
    /// beyond 2, so that the third is given that quality, which is in between.</summary>
    private static string Table()
    {
        double[] sizes = [0, 2, 4];
        double[] shares = [1, 1.25, 0.5];
        IEnumerable<string> tables = Enumerable.Range(0, 3).Select(i => Values(
            from a in sizes
            from b in sizes
            from c in sizes
            let q = (double[])[a, b, c]
            select (shares[i] * q[i]) + (a * b / 32) - (i == 1 ? Math.Max(0, c - 2) * 1.5 : 0)));
        return $$"""{ "table": { "sizes": [0, 2, 4], "tables": [ {{string.Join(", ", tables)}} ] } }""";

        static string Values(IEnumerable<double> values) => "{ \"values\": ["
            + string.Join(", ", values.Select(static v => v.ToString("R", CultureInfo.InvariantCulture))) + "] }";
    }

    // Sizes and externalities are sums of powers of two: a second implementation needs no care for rounding.
    private string Definition() => $$"""
        {
          {{VersionMember}}"displayName": "Golden market",
          "operator": { "id": "registry", "publicKey": "{{_operator.PublicKey}}" },
          "roster": [
            { "id": "north", "displayName": "North", "publicKey": "{{North.Signer.PublicKey}}" },
            { "id": "south", "displayName": "Süd", "publicKey": "{{South.Signer.PublicKey}}" },
            { "id": "west", "displayName": "West", "publicKey": "{{West.Signer.PublicKey}}" }
          ],
          "recordsPerUnit": 4,
          "quality": { "linear": {} },
          "valuation": {{(_version < 3 ? Linear : Table())}},
          "allocation": "ALLOCATION_RULE_EFFICIENT",
          "payment": "PAYMENT_RULE_MEP",
          "optOut": "OPT_OUT_RULE_EVERYONE",
          "currency": "EUR",
          "commitmentDeadline": "2030-01-02T00:00:00Z",
          "reportDeadline": "2030-01-03T00:00:00Z",
          "validation": {
            "records": { "columns": [
              { "name": "id", "integer": { "minimum": "0" } },
              { "name": "age", "integer": { "minimum": "0", "maximum": "120" } },
              { "name": "city", "category": { "values": ["graz", "linz", "münchen", "wien"] } },
              { "name": "score", "optional": true, "number": { "minimum": 0 } },
              { "name": "code", "optional": true, "text": { "pattern": "[A-Z]{2}[0-9]{2}", "maxBytes": 8 } }
            ] },
            "validators": [{ "id": "lab", "publicKey": "{{_validator.PublicKey}}" }],
            "audit": { "badSharePerMillion": 250000, "securityBits": 3 },
            "overlap": "OVERLAP_POLICY_CREDIT_EARLIER"
          },
          "logKey": "{{Log.Key}}",
          "transcriptAccess": "TRANSCRIPT_ACCESS_PUBLIC"
        }
        """;
}
