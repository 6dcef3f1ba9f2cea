using Candor.Hosting.Calls;
using Candor.Market;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MarketPhase = Candor.Market.MarketPhase;
using ParticipantPhase = Candor.Market.ParticipantPhase;

namespace Candor.Platform.Calls;

/// <summary>A market's state as anyone may see it.</summary>
internal static class MarketMessages
{
    /// <summary>The market: no report and no payment is in it.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The message.</returns>
    internal static V1.Market ToMarket(MarketState state)
    {
        SignedEnvelope creation = state.Created.Envelope;
        var market = new V1.Market
        {
            Name = state.Name,
            Definition = CreateMarketPayload.Parser.ParseFrom(creation.Payload.Span).Definition,
            Creation = EnvelopeMessages.ToMessage(creation),
            DefinitionDigest = UnsafeByteOperations.UnsafeWrap(state.DefinitionDigest),
            Phase = ToPhase(state.Phase),
            CreateTime = Timestamp.FromDateTimeOffset(state.Created.Time),
            LastEvent = (ulong)state.Version,
        };
        for (int i = 0; i < state.Participants.Length; i++)
        {
            market.Participants.Add(new ParticipantStatus
            {
                Name = ResourceName.OfParticipant(state.Name, state.Definition.Roster[i].Id),
                Phase = ToPhase(state.Phase, state.Participants[i].Phase),
            });
        }

        return market;
    }

    /// <summary>A participant's standing commitment.</summary>
    /// <param name="state">The market.</param>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <returns>The message; without an envelope where there is no commitment.</returns>
    internal static GetCommitmentResponse ToCommitment(MarketState state, int index)
    {
        ParticipantState participant = state.Participants[index];
        var message = new GetCommitmentResponse { Phase = ToPhase(state.Phase, participant.Phase) };
        if (participant.Commitment is { } standing)
        {
            message.Envelope = EnvelopeMessages.ToMessage(standing.Envelope);
            message.Event = (ulong)standing.Event;
            message.DebitedRecords = standing.Debited;
        }

        return message;
    }

    /// <summary>A market's phase on the wire.</summary>
    /// <param name="phase">The phase.</param>
    /// <returns>The phase.</returns>
    internal static V1.MarketPhase ToPhase(MarketPhase phase) => phase switch
    {
        MarketPhase.Open => V1.MarketPhase.Open,
        MarketPhase.Settled => V1.MarketPhase.Settled,
        MarketPhase.Cancelled => V1.MarketPhase.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "An unknown phase."),
    };

    /// <summary>A participant's phase on the wire: what the market's end makes of it.</summary>
    /// <param name="market">The market's phase.</param>
    /// <param name="participant">Where the participant came in the open market.</param>
    /// <returns>The phase.</returns>
    internal static V1.ParticipantPhase ToPhase(MarketPhase market, ParticipantPhase participant) =>
        (market, participant) switch
        {
            (MarketPhase.Cancelled, _) => V1.ParticipantPhase.Cancelled,
            (MarketPhase.Settled, ParticipantPhase.Reported) => V1.ParticipantPhase.Assigned,
            (MarketPhase.Settled, _) => V1.ParticipantPhase.Out,
            (_, ParticipantPhase.Invited) => V1.ParticipantPhase.Invited,
            (_, ParticipantPhase.Joined) => V1.ParticipantPhase.Joined,
            (_, ParticipantPhase.Committed) => V1.ParticipantPhase.Committed,
            (_, ParticipantPhase.Validated) => V1.ParticipantPhase.Validated,
            (_, ParticipantPhase.Refused) => V1.ParticipantPhase.Refused,
            (_, ParticipantPhase.Reported) => V1.ParticipantPhase.Reported,
            _ => throw new ArgumentOutOfRangeException(nameof(participant), participant, "An unknown phase."),
        };
}
