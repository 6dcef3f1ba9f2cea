using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Wire.Tests.Support;

/// <summary>The golden market's rules with keys of the test's own, so that it can sign whatever it likes. All have
/// joined and committed.</summary>
internal sealed class WireMarket
{
    internal const string Name = "markets/golden";

    internal static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    internal static readonly byte[] Nonce = [.. Enumerable.Repeat((byte)9, 32)];

    private static readonly RandomNumberGenerator s_random = RandomNumberGenerator.Create();

    internal WireMarket(bool isValidated = true, uint version = 1)
    {
        Definition = GoldenTranscript.Definition;
        if (version > 1)
        {
            Definition.Version = version;
        }

        Definition.Operator.PublicKey = KeyOf(Operator);
        for (int i = 0; i < Keys.Length; i++)
        {
            Definition.Roster[i].PublicKey = KeyOf(Keys[i]);
        }

        if (isValidated)
        {
            Definition.Validation.Validators[0].PublicKey = KeyOf(Validator);
        }
        else
        {
            Definition.Validation = null;
        }

        Creation = Envelopes.Sign(
            Operator.Sign,
            new V1.CreateMarketPayload { Market = Name, RequestId = "create", Definition = Definition });
        Assert.True(OperatorCommands.TryCreate(Creation, Now, out CreateMarket? create, out _));
        Accept(create);
        for (int i = 0; i < Keys.Length; i++)
        {
            Assert.True(ParticipantCommands.TryJoin(State, Sign(i, Join(i)), Now, out JoinMarket? join, out _));
            Accept(join);
            Assert.True(ParticipantCommands.TryCommit(
                State, Sign(i, Commit(i)), Now, Nonce, out SubmitCommitment? commit, out _));
            Accept(commit);
        }
    }

    internal TestKey Operator { get; } = new();

    internal TestKey Validator { get; } = new();

    internal TestKey[] Keys { get; } = [new(), new(), new()];

    internal V1.MarketDefinition Definition { get; }

    internal SignedEnvelope Creation { get; }

    internal MarketState State { get; private set; } = null!;

    private CommitmentOpening[] Openings { get; } =
        [.. Enumerable.Range(1, 3).Select(i => CommitmentOpening.Create((ulong)(100 * i), s_random))];

    internal SignedEnvelope Sign(int participant, IMessage payload) =>
        Envelopes.Sign(Keys[participant].Sign, payload);

    internal V1.JoinMarketPayload Join(int i) => new()
    {
        Participant = ParticipantName.Of(Name, IdOf(i)),
        RequestId = "join",
        DefinitionDigest = ByteString.CopyFrom(State.DefinitionDigest.Span),
        Predecessor = ByteString.CopyFrom(PredecessorOf(i).Span),
    };

    internal V1.SubmitCommitmentPayload Commit(int i)
    {
        byte[] root = [.. Enumerable.Repeat((byte)(i + 1), 32)];
        return ClaimPayloads.ToPayload(
            Name,
            new CommitmentClaim(
                IdOf(i),
                State.DefinitionDigest,
                Openings[i].Commit().ToArray(),
                root,
                OpeningStatement.Prove(State.ContextOf(i), Openings[i], root, s_random),
                State.Definition.Validation is null ? default : RecordKey.Create(s_random).PublicKey,
                Predecessor: PredecessorOf(i)),
            "commit");
    }

    internal V1.SubmitReportPayload Report(int i, uint records) => ClaimPayloads.ToPayload(
        Name,
        new ReportClaim(
            IdOf(i),
            State.DefinitionDigest,
            records,
            EventOf(i),
            ReportStatement.Prove(State.TermsOf(i, records), Openings[i], s_random),
            Predecessor: PredecessorOf(i)),
        "report");

    internal RefusalClaim Refusal(int i) =>
        new(IdOf(i), State.DefinitionDigest, EventOf(i), AuditRefusal.InvalidRecord, null, DigestOf(i));

    internal OverlapClaim Overlap() =>
        new(State.DefinitionDigest, IdOf(0), EventOf(0), IdOf(1), EventOf(1), 3, 2, DigestOf(0), DigestOf(1));

    internal string IdOf(int i) => Definition.Roster[i].Id;

    internal ulong EventOf(int i) => (ulong)State.Participants[i].Commitment!.Event;

    private ReadOnlyMemory<byte> PredecessorOf(int i) =>
        State.Definition.ChainsMessages ? State.PredecessorOf(i) : default;

    private ReadOnlyMemory<byte> DigestOf(int i) =>
        State.Definition.ChainsMessages ? State.Participants[i].Commitment!.MessageDigest : default;

    internal Decision Decide(MarketCommand command) => MarketDecider.Decide(State, command);

    private static ByteString KeyOf(TestKey key) => ByteString.CopyFrom(key.Public.SubjectPublicKeyInfo.Span);

    private void Accept(MarketCommand command)
    {
        Decision decision = MarketDecider.Decide(State, command);
        Assert.Null(decision.Rejection);
        State = decision.Events.Aggregate(State, MarketState.Apply);
    }
}
