using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Training;
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
            case TrainingStepOpened e:
                message.TrainingStepBegun = new V1.TrainingStepBegun
                {
                    Step = Phases.ToMessage(e.Step),
                    Epoch = e.Epoch,
                    AnswerDeadline = e.Step is TrainingStep.Compare or TrainingStep.Sum
                        ? null
                        : Timestamps.ToMessage(e.Time + state.Definition.Training!.Rules.AnswerTime),
                };
                break;
            case ReportFell e:
                message.ReportFell = new V1.ReportFell
                {
                    Participant = Name(e.Participant),
                    Cause = Phases.ToMessage(e.Cause),
                };
                break;
            case TrainingClosed e:
                message.TrainingEnded = new V1.TrainingEnded { Result = Phases.ToMessage(e.End) };
                break;
            case ModelsDelivered:
                message.ModelsDelivered = new V1.ModelsDelivered();
                break;

            // No number of the stream is left out, also where the event says nothing that a reader waits for.
            case TrainingOpened or PointsCompared or SeedsJudged or StepPassed or PlatformFailed:
                message.TrainingNoted = new V1.TrainingNoted();
                break;
            case StatisticsChecked e:
                message.ContributionReceived = Received(e.Participant, TrainingStep.Nearness);
                break;
            case IContributionEntry e:
                message.ContributionReceived = Received(e.Participant, e.AnsweredStep);
                break;
            default:
                throw new ArgumentException($"Unknown event {next.GetType().Name}.", nameof(next));
        }

        return message;

        string Name(string participant) => ParticipantName.Of(market, participant);

        V1.ContributionReceived Received(string participant, TrainingStep step) =>
            new() { Participant = Name(participant), Step = Phases.ToMessage(step) };
    }
}
