using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Signing;

namespace Candor.Market.Tests.Support;

/// <summary>A market driven by commands alone, with everyone's keys and openings at hand.</summary>
internal sealed class TestMarket
{
    internal const string Name = "markets/hospitals";
    internal static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    internal static readonly byte[] Root = new byte[32];

    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [.. Enumerable.Range(0, 6).Select(_ => new TestKey())];

    private readonly RandomNumberGenerator _random;
    private int _requests;

    internal TestMarket(int participants, Action<JsonObject>? change = null, int seed = 1)
    {
        _random = new SeededRandom(seed);
        Keys = s_keys[..participants];
        JsonObject text = DefinitionText.For(s_operator, Keys);
        change?.Invoke(text);
        Assert.True(MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? definition, out _));
        Accept(new CreateMarket(Start, Name, definition, Signed(s_operator, "create", text.ToJsonString())));
    }

    internal TestKey[] Keys { get; }

    internal static TestKey Operator => s_operator;

    internal List<MarketEvent> Events { get; } = [];

    internal MarketState State { get; private set; } = null!;

    internal Dictionary<int, CommitmentOpening> Openings { get; } = [];

    internal static AuthenticatedEnvelope Signed(TestKey key, string type, string payload) =>
        Signed(key, type, Encoding.UTF8.GetBytes(payload));

    internal static AuthenticatedEnvelope Signed(TestKey key, string type, byte[] payload)
    {
        SignedEnvelope envelope = key.Sign(type, payload);
        Assert.True(AuthenticatedEnvelope.TryVerify(envelope, type, key.Public, out var authenticated, out _));
        return authenticated;
    }

    internal Decision Send(MarketCommand command)
    {
        Decision decision = MarketDecider.Decide(State, command);
        foreach (MarketEvent next in decision.Events)
        {
            Events.Add(next);
            State = MarketState.Apply(State, next);
        }

        return decision;
    }

    internal void Accept(MarketCommand command) => Assert.Null(Send(command).Rejection);

    internal void Refuse(RejectionReason reason, MarketCommand command)
    {
        long before = State.Version;
        Assert.Equal(reason, Send(command).Rejection?.Reason);
        Assert.Equal(before, State.Version);
    }

    internal JoinMarket Join(int i, TestKey? key = null, DateTimeOffset? at = null) => new(
        at ?? Start,
        $"p{i}",
        State.DefinitionDigest,
        Signed(key ?? Keys[i], "join", $"join {i}"),
        NextId(),
        State.PredecessorOf(i));

    internal CommitmentClaim CommitmentClaim(int i, ulong size)
    {
        var opening = CommitmentOpening.Create(size, _random);
        Openings[i] = opening;
        return new CommitmentClaim(
            $"p{i}",
            State.DefinitionDigest,
            opening.Commit().ToArray(),
            Root,
            OpeningStatement.Prove(State.ContextOf(i), opening, Root, _random));
    }

    /// <summary>Sends a commitment; one that names no message before it as the participant's next.</summary>
    internal Rejection? TryCommit(CommitmentClaim claim, TestKey key, DateTimeOffset? at = null)
    {
        if (claim.RequestId.Length == 0)
        {
            claim = claim with { RequestId = NextId(), Predecessor = PredecessorOf(claim.Participant) };
        }

        return VerifiedCommitment.TryVerify(State, claim, at ?? Start, out VerifiedCommitment? verified, out Rejection? refused)
            ? Send(new SubmitCommitment(at ?? Start, verified, Nonce(), Signed(key, "commit", $"{claim.Participant} {State.Version}")))
                .Rejection
            : refused;
    }

    internal void Commit(int i, ulong size) => Assert.Null(TryCommit(CommitmentClaim(i, size), Keys[i]));

    internal ReportTerms Terms(int i, uint records)
    {
        CommitmentState standing = State.Participants[i].Commitment!;
        return new ReportTerms(
            State.ContextOf(i), (ulong)standing.Event, standing.DatasetRoot, standing.Commitment, records, standing.Nonce);
    }

    /// <summary>The claim that a participant sends; above its commitment, the one that a cheater sends.</summary>
    internal ReportClaim ReportClaim(int i, uint records)
    {
        ReportTerms terms = Terms(i, records);
        byte[] proof = records <= Openings[i].Value
            ? ReportStatement.Prove(terms, Openings[i], _random)
            : ReportStatement.ProveRange(terms, Openings[i], _random);
        return new ReportClaim($"p{i}", State.DefinitionDigest, records, terms.CommitmentEvent, proof);
    }

    /// <summary>Sends a report; one that names no message before it as the participant's next.</summary>
    internal Rejection? TryReport(ReportClaim claim, TestKey key, DateTimeOffset? at = null)
    {
        if (claim.RequestId.Length == 0)
        {
            claim = claim with { RequestId = NextId(), Predecessor = PredecessorOf(claim.Participant) };
        }

        return VerifiedReport.TryVerify(State, claim, at ?? Start, out VerifiedReport? verified, out Rejection? refused)
            ? Send(new SubmitReport(at ?? Start, verified, Signed(key, "report", claim.Participant))).Rejection
            : refused;
    }

    internal void Report(int i, uint records) => Assert.Null(TryReport(ReportClaim(i, records), Keys[i]));

    /// <summary>Joins and commits.</summary>
    internal void Enter(int i, ulong size)
    {
        Accept(Join(i));
        Commit(i, size);
    }

    internal SettleMarket Settle(TestKey? key = null) =>
        new(Start, State.DefinitionDigest, Signed(key ?? s_operator, "settle", "settle"));

    internal CancelMarket Cancel(TestKey? key = null) =>
        new(Start, State.DefinitionDigest, "no quorum", Signed(key ?? s_operator, "cancel", "cancel"));

    internal string NextId() => $"request-{++_requests}";

    private ReadOnlyMemory<byte> PredecessorOf(string participant) =>
        State.Definition.TryFind(participant, out int index) ? State.PredecessorOf(index) : default;

    private byte[] Nonce()
    {
        byte[] nonce = new byte[32];
        _random.GetBytes(nonce);
        return nonce;
    }
}
