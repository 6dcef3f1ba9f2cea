using Candor.Market;
using Candor.Market.Events;
using Candor.Wire.Names;
using Candor.Wire.Times;
using Google.Protobuf;

namespace Candor.Wire.Answers;

/// <summary>Events as anyone may see them: reports without their size, outcomes without qualities and
/// payments.</summary>
public static class PublicEvents
{
    /// <summary>Makes the message of a stream.</summary>
    /// <param name="state">The market, at any version.</param>
    /// <param name="next">The event.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="resumeToken">With which the stream goes on after it.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">There is no such event.</exception>
    public static V1.WatchMarketResponse ToMessage(
        MarketState state, MarketEvent next, long sequence, string resumeToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(next);
        string market = state.Name;
        var message = new V1.WatchMarketResponse
        {
            ResumeToken = resumeToken,
            Sequence = (ulong)sequence,
            Time = Timestamps.ToMessage(next.Time),
        };
        switch (next)
        {
            case MarketCreated:
                message.MarketCreated = new V1.MarketCreated
                {
                    DefinitionDigest = UnsafeByteOperations.UnsafeWrap(state.DefinitionDigest),
                };
                break;
            case ParticipantJoined e:
                message.ParticipantJoined = new V1.ParticipantJoined { Participant = Name(e.Participant) };
                break;
            case CommitmentAccepted e:
                message.CommitmentAccepted = new V1.CommitmentAccepted
                {
                    Participant = Name(e.Participant),
                    Commitment = UnsafeByteOperations.UnsafeWrap(e.Commitment),
                };
                break;
            case ReportAccepted e:
                message.ReportAccepted = new V1.ReportAccepted { Participant = Name(e.Participant) };
                break;
            case CommitmentValidated e:
                message.CommitmentValidated = new V1.CommitmentValidated
                {
                    Participant = Name(e.Participant),
                    Validator = e.Validator,
                };
                break;
            case CommitmentRefused e:
                message.CommitmentRefused = new V1.CommitmentRefused
                {
                    Participant = Name(e.Participant),
                    Validator = e.Validator,
                    Refusal = Phases.ToMessage(e.Refusal),
                };
                break;
            case OverlapChecked e:
                message.OverlapChecked = new V1.OverlapChecked
                {
                    Earlier = Name(e.Earlier),
                    Later = Name(e.Later),
                    SharedRecords = e.SharedRecords,
                    LaterRefused = state.RefusesLater(e),
                };
                break;
            case MarketSettled e:
                message.MarketSettled = new V1.MarketSettled
                {
                    Cause = Phases.ToMessage(e.Cause),
                    Out = { e.Outcome.Assignments.Where(a => a.Records is null).Select(a => Name(a.Participant)) },
                };
                break;
            case MarketCancelled e:
                message.MarketCancelled = new V1.MarketCancelled { Reason = e.Reason };
                break;
            default:
                throw new ArgumentException($"Unknown event {next.GetType().Name}.", nameof(next));
        }

        return message;

        string Name(string participant) => ParticipantName.Of(market, participant);
    }
}
