using Candor.Client.Internal;
using Candor.V1;
using static Candor.V1.WatchMarketResponse;

namespace Candor.Client.Markets;

/// <summary>Reads a market's public events.</summary>
internal static class MarketUpdateReader
{
    /// <summary>Reads an event.</summary>
    internal static MarketUpdate Read(WatchMarketResponse message) => EventOf(message) with
    {
        Sequence = message.Sequence,
        Time = AnswerTimes.Read(message.Time),
        ResumeToken = message.ResumeToken,
        Message = message,
    };

    private static MarketUpdate EventOf(WatchMarketResponse message) => message.EventCase switch
    {
        EventOneofCase.MarketCreated => new MarketCreatedUpdate(message.MarketCreated.DefinitionDigest.Memory),
        EventOneofCase.ParticipantJoined => new ParticipantJoinedUpdate(IdOf(message.ParticipantJoined.Participant)),
        EventOneofCase.CommitmentAccepted => new CommitmentAcceptedUpdate(
            IdOf(message.CommitmentAccepted.Participant), message.CommitmentAccepted.Commitment.Memory),
        EventOneofCase.CommitmentValidated => new CommitmentValidatedUpdate(
            IdOf(message.CommitmentValidated.Participant), message.CommitmentValidated.Validator),
        EventOneofCase.CommitmentRefused => new CommitmentRefusedUpdate(
            IdOf(message.CommitmentRefused.Participant),
            message.CommitmentRefused.Validator,
            (Candor.Market.AuditRefusal)message.CommitmentRefused.Refusal),
        EventOneofCase.OverlapChecked => new OverlapCheckedUpdate(
            IdOf(message.OverlapChecked.Earlier),
            IdOf(message.OverlapChecked.Later),
            message.OverlapChecked.SharedRecords,
            message.OverlapChecked.LaterRefused),
        EventOneofCase.ReportAccepted => new ReportAcceptedUpdate(IdOf(message.ReportAccepted.Participant)),
        EventOneofCase.MarketSettled => new MarketSettledUpdate(
            (Candor.Market.Events.SettlementCause)message.MarketSettled.Cause,
            [.. message.MarketSettled.Out.Select(IdOf)]),
        EventOneofCase.MarketCancelled => new MarketCancelledUpdate(message.MarketCancelled.Reason),
        EventOneofCase.TrainingStepBegun => new TrainingStepUpdate(
            (Candor.Market.Training.TrainingStep)message.TrainingStepBegun.Step,
            message.TrainingStepBegun.Epoch,
            message.TrainingStepBegun.AnswerDeadline is { } deadline ? AnswerTimes.Read(deadline) : null),
        EventOneofCase.ContributionReceived => new ContributionReceivedUpdate(
            IdOf(message.ContributionReceived.Participant),
            (Candor.Market.Training.TrainingStep)message.ContributionReceived.Step),
        EventOneofCase.ReportFell => new ReportFellUpdate(
            IdOf(message.ReportFell.Participant), (Candor.Market.Training.FallCause)message.ReportFell.Cause),
        EventOneofCase.TrainingEnded => new TrainingEndedUpdate(MarketPhases.Read(message.TrainingEnded.Result)),
        EventOneofCase.ModelsDelivered => new ModelsDeliveredUpdate(),
        EventOneofCase.TrainingNoted => new TrainingNotedUpdate(),
        _ => new UnknownUpdate(),
    };

    private static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];
}
