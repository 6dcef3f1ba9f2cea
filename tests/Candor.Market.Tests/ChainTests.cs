using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests;

/// <summary>The chain of each participant's messages, in markets of version 2.</summary>
public sealed class ChainTests
{
    private readonly TestMarket _market = new(2, static text => text["version"] = 2);

    [Fact]
    public void Messages_OfTwoParticipants_AreTwoChains()
    {
        Assert.Equal(_market.State.DefinitionDigest.ToArray(), _market.State.PredecessorOf(0).ToArray());
        _market.Enter(0, 100);
        byte[] last = _market.State.PredecessorOf(0).ToArray();
        _market.Enter(1, 100);
        Assert.Equal(last, _market.State.PredecessorOf(0).ToArray());
        Assert.Equal(
            Assert.IsType<CommitmentAccepted>(_market.Events[2]).Envelope.BodyDigest(), last);
        Assert.Equal(3, _market.State.Participants[0].LastMessage!.Event);

        _market.Report(0, 60);
        _market.Report(1, 70);

        Assert.Equal(MarketPhase.Settled, _market.State.Phase);
        Assert.Equal(3, _market.State.Participants[0].RequestIds.Count);
    }

    [Fact]
    public void Message_WithARequestIdSeenBefore_IsRejected()
    {
        JoinMarket join = _market.Join(0);
        _market.Accept(join);
        _market.Refuse(RejectionReason.RequestIdReused, join);
        CommitmentClaim claim = _market.CommitmentClaim(0, 100) with
        {
            RequestId = join.RequestId,
            Predecessor = _market.State.PredecessorOf(0),
        };

        Assert.Equal(RejectionReason.RequestIdReused, _market.TryCommit(claim, _market.Keys[0])?.Reason);
        Assert.Null(_market.TryCommit(claim with { RequestId = "another" }, _market.Keys[0]));

        // The other participant's ids are its own.
        _market.Accept(_market.Join(1) with { RequestId = join.RequestId });
    }

    [Fact]
    public void Message_AfterAnotherThanTheLast_IsRejected()
    {
        _market.Refuse(RejectionReason.PredecessorMismatch, _market.Join(0) with { Predecessor = default });
        _market.Refuse(RejectionReason.PredecessorMismatch, _market.Join(0) with { Predecessor = new byte[32] });
        _market.Accept(_market.Join(0));
        ReadOnlyMemory<byte> join = _market.State.PredecessorOf(0);
        _market.Commit(0, 100);

        CommitmentClaim commit = _market.CommitmentClaim(0, 200) with { RequestId = "again", Predecessor = join };
        Assert.Equal(RejectionReason.PredecessorMismatch, _market.TryCommit(commit, _market.Keys[0])?.Reason);
        Assert.Null(_market.TryCommit(
            commit with { Predecessor = _market.State.PredecessorOf(0) }, _market.Keys[0]));

        ReportClaim report = _market.ReportClaim(0, 50) with { RequestId = "report", Predecessor = join };
        Assert.Equal(RejectionReason.PredecessorMismatch, _market.TryReport(report, _market.Keys[0])?.Reason);
        Assert.Null(_market.TryReport(
            report with { Predecessor = _market.State.PredecessorOf(0) }, _market.Keys[0]));
    }

    [Fact]
    public void Messages_InVersion1_AreNoChain()
    {
        var market = new TestMarket(1);
        JoinMarket join = market.Join(0) with { RequestId = "a", Predecessor = new byte[7] };
        market.Accept(join);
        Assert.Null(market.TryCommit(
            market.CommitmentClaim(0, 5) with { RequestId = "a", Predecessor = new byte[3] }, market.Keys[0]));

        Assert.Empty(market.State.Participants[0].RequestIds);
        Assert.Null(Assert.IsType<ParticipantJoined>(market.Events[1]).RequestId);
        Assert.DoesNotContain(
            "requestId", System.Text.Encoding.UTF8.GetString(EventCodec.Encode(market.Events[1])), StringComparison.Ordinal);
    }
}
