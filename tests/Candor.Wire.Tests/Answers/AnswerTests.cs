using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Events;
using Candor.Wire.Answers;
using Candor.Wire.Definitions;
using Candor.Wire.Signing;
using Candor.Wire.Tests.Support;

namespace Candor.Wire.Tests.Answers;

/// <summary>What a server says of the golden market.</summary>
public sealed class AnswerTests
{
    [Fact]
    public void Market_AtEveryVersion_IsWhatItsOperatorSigned()
    {
        MarketState? state = null;
        foreach (MarketEvent next in GoldenTranscript.Events)
        {
            state = MarketState.Apply(state, next);
            V1.Market market = MarketMessages.ToMessage(state);

            Assert.True(Envelopes.TryRead(market.Creation, out var creation, out _));
            Assert.True(SignedMarket.TryRead(creation, out SignedMarket? signed, out _));
            Assert.Equal(signed.Creation.Payload.Definition, market.Definition);
            Assert.Equal(signed.DefinitionDigest.ToArray(), market.DefinitionDigest.ToByteArray());
            Assert.Equal(["north", "south", "west"], market.Participants.Select(p => p.Name.Split('/')[^1]));
            Assert.Equal((ulong)state.Version, market.LastEvent);
        }

        Assert.Equal(V1.MarketPhase.Settled, MarketMessages.ToMessage(state!).Phase);
        Assert.Equal(3, MarketMessages.ToSummary(state!).ReportCount);
    }

    [Fact]
    public void PublicEvents_OfEveryEvent_TellNoReportAndNoPayment()
    {
        MarketState state = MarketState.Fold(GoldenTranscript.Events)!;
        long sequence = 0;
        foreach (MarketEvent next in GoldenTranscript.Events)
        {
            V1.WatchMarketResponse message = PublicEvents.ToMessage(state, next, ++sequence, $"token {sequence}");

            Assert.Equal(next.GetType().Name, message.EventCase.ToString());
            Assert.Equal(((ulong)sequence, $"token {sequence}"), (message.Sequence, message.ResumeToken));
        }
    }

    [Fact]
    public void AssignmentUpdates_OfOneParticipant_TellItsPhasesAndItsAssignment()
    {
        MarketState state = MarketState.Fold(GoldenTranscript.Events)!;
        V1.WatchAssignmentResponse[] updates =
        [
            .. GoldenTranscript.Events
                .Select((next, i) => AssignmentUpdates.ToMessage(state, 2, next, i + 1, "token"))
                .OfType<V1.WatchAssignmentResponse>(),
        ];

        Assert.Equal(
            [
                V1.ParticipantPhase.Invited, V1.ParticipantPhase.Joined, V1.ParticipantPhase.Committed,
                V1.ParticipantPhase.Refused, V1.ParticipantPhase.Committed, V1.ParticipantPhase.Validated,
                V1.ParticipantPhase.Reported, V1.ParticipantPhase.Assigned,
            ],
            updates.Select(update => update.Phase));
        Assert.Equal(6UL, updates[^1].Assignment.ReportedRecords);
    }

    [Fact]
    public void Opening_Written_ReadsBack()
    {
        var opening = new AuditOpening(new byte[] { 1, 2 }, new byte[] { 3 }, [new byte[] { 4 }, new byte[] { 5 }]);

        AuditOpening read = AuditMessages.FromMessage(AuditMessages.ToMessage(opening));

        Assert.Equal(opening.Record.ToArray(), read.Record.ToArray());
        Assert.Equal(opening.Tag.ToArray(), read.Tag.ToArray());
        Assert.Equal(
            opening.InclusionProof.Select(hash => hash.ToArray()), read.InclusionProof.Select(hash => hash.ToArray()));
    }
}
