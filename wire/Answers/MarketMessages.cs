using Candor.Market;
using Candor.Market.Signing;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Times;
using Google.Protobuf;

namespace Candor.Wire.Answers;

/// <summary>A market's state as anyone may see it.</summary>
public static class MarketMessages
{
    /// <summary>The market: no report and no payment is in it.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The message.</returns>
    public static V1.Market ToMessage(MarketState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        SignedEnvelope creation = state.Created.Envelope;
        var market = new V1.Market
        {
            Name = state.Name,
            Definition = V1.CreateMarketPayload.Parser.ParseFrom(creation.Payload.Span).Definition,
            Creation = Envelopes.ToMessage(creation),
            DefinitionDigest = UnsafeByteOperations.UnsafeWrap(state.DefinitionDigest),
            Phase = Phases.ToMessage(state.Phase),
            CreateTime = Timestamps.ToMessage(state.Created.Time),
            LastEvent = (ulong)state.Version,
        };
        for (int i = 0; i < state.Participants.Length; i++)
        {
            market.Participants.Add(new V1.ParticipantStatus
            {
                Name = ParticipantName.Of(state.Name, state.Definition.Roster[i].Id),
                Phase = Phases.ToMessage(state.Phase, state.Participants[i].Phase),
            });
        }

        return market;
    }

    /// <summary>The line about a market in a list of markets.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The message.</returns>
    public static V1.MarketSummary ToSummary(MarketState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new V1.MarketSummary
        {
            Name = state.Name,
            DisplayName = state.Definition.DisplayName,
            Phase = Phases.ToMessage(state.Phase),
            CreateTime = Timestamps.ToMessage(state.Created.Time),
            ReportDeadline = Timestamps.ToMessage(state.Definition.ReportDeadline),
            ParticipantCount = state.Participants.Length,
            ReportCount = state.ReportCount,
        };
    }

    /// <summary>A participant's standing commitment.</summary>
    /// <param name="state">The market.</param>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <returns>The message; without an envelope where there is no commitment.</returns>
    public static V1.GetCommitmentResponse ToCommitment(MarketState state, int index)
    {
        ArgumentNullException.ThrowIfNull(state);
        ParticipantState participant = state.Participants[index];
        var message = new V1.GetCommitmentResponse { Phase = Phases.ToMessage(state.Phase, participant.Phase) };
        if (participant.Commitment is { } standing)
        {
            message.Envelope = Envelopes.ToMessage(standing.Envelope);
            message.Event = (ulong)standing.Event;
            message.DebitedRecords = standing.Debited;
        }

        return message;
    }
}
