using Candor.Hosting.Calls;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Platform.Calls;

/// <summary>Events as anyone may see them: reports without their size, outcomes without qualities and
/// payments.</summary>
internal static class PublicEvents
{
    /// <summary>Makes the message of a stream.</summary>
    /// <param name="state">The market, at any version.</param>
    /// <param name="numbered">The event.</param>
    /// <returns>The message.</returns>
    internal static WatchMarketResponse ToMessage(MarketState state, NumberedEvent<Candor.Market.Events.MarketEvent> numbered)
    {
        string market = state.Name;
        var message = new WatchMarketResponse
        {
            ResumeToken = OpaqueToken.ForResume(market, numbered.Sequence),
            Sequence = (ulong)numbered.Sequence,
            Time = Timestamp.FromDateTimeOffset(numbered.Event.Time),
        };
        switch (numbered.Event)
        {
            case Candor.Market.Events.MarketCreated:
                message.MarketCreated = new V1.MarketCreated
                {
                    DefinitionDigest = UnsafeByteOperations.UnsafeWrap(state.DefinitionDigest),
                };
                break;
            case Candor.Market.Events.ParticipantJoined e:
                message.ParticipantJoined = new V1.ParticipantJoined { Participant = Name(e.Participant) };
                break;
            case Candor.Market.Events.CommitmentAccepted e:
                message.CommitmentAccepted = new V1.CommitmentAccepted
                {
                    Participant = Name(e.Participant),
                    Commitment = UnsafeByteOperations.UnsafeWrap(e.Commitment),
                };
                break;
            case Candor.Market.Events.ReportAccepted e:
                message.ReportAccepted = new V1.ReportAccepted { Participant = Name(e.Participant) };
                break;
            case Candor.Market.Events.CommitmentValidated e:
                message.CommitmentValidated = new V1.CommitmentValidated
                {
                    Participant = Name(e.Participant),
                    Validator = e.Validator,
                };
                break;
            case Candor.Market.Events.CommitmentRefused e:
                message.CommitmentRefused = new V1.CommitmentRefused
                {
                    Participant = Name(e.Participant),
                    Validator = e.Validator,
                    Refusal = (V1.AuditRefusal)e.Refusal,
                };
                break;
            case Candor.Market.Events.OverlapChecked e:
                message.OverlapChecked = new V1.OverlapChecked
                {
                    Earlier = Name(e.Earlier),
                    Later = Name(e.Later),
                    SharedRecords = e.SharedRecords,
                    LaterRefused = state.RefusesLater(e),
                };
                break;
            case Candor.Market.Events.MarketSettled e:
                message.MarketSettled = new V1.MarketSettled
                {
                    Cause = ToCause(e.Cause),
                    Out = { e.Outcome.Assignments.Where(a => a.Records is null).Select(a => Name(a.Participant)) },
                };
                break;
            case Candor.Market.Events.MarketCancelled e:
                message.MarketCancelled = new V1.MarketCancelled { Reason = e.Reason };
                break;
            default:
                throw new ArgumentException($"Unknown event {numbered.Event.GetType().Name}.", nameof(numbered));
        }

        return message;

        string Name(string participant) => ResourceName.OfParticipant(market, participant);
    }

    private static V1.SettlementCause ToCause(Candor.Market.Events.SettlementCause cause) => cause switch
    {
        Candor.Market.Events.SettlementCause.AllReported => V1.SettlementCause.AllReported,
        Candor.Market.Events.SettlementCause.Deadline => V1.SettlementCause.Deadline,
        Candor.Market.Events.SettlementCause.Operator => V1.SettlementCause.Operator,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "An unknown cause."),
    };
}
