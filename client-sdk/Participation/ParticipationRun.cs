using System.Runtime.CompilerServices;

namespace Candor.Client.Participation;

/// <summary>One participant's way through one market, from the phase in which it stands.</summary>
/// <param name="handle">Makes the calls.</param>
/// <param name="participant">The participant.</param>
/// <param name="data">What it brings.</param>
/// <param name="options">How it takes part.</param>
internal sealed class ParticipationRun(
    ParticipantHandle handle, VerifiedParticipant participant, Dataset data, ParticipationOptions options)
{
    // A commitment is made anew when the server holds another than ours. More than a few times means that somebody else
    // commits with this participant's key.
    private const int MaxCommitments = 3;

    private static readonly ErrorReason[] s_marketIsOver =
        [ErrorReason.MarketSettled, ErrorReason.MarketCancelled, ErrorReason.ReportDeadlinePassed];

    private static readonly ErrorReason[] s_commitmentIsLost =
        [ErrorReason.CommitmentNotCurrent, ErrorReason.CommitmentRequired];

    private static readonly ErrorReason[] s_tooLateToCommitAnew =
        [ErrorReason.CommitmentDeadlinePassed, ErrorReason.TooManyCommitments];

    private readonly string _market = participant.Market.Name;
    private readonly string _participant = participant.Context.Participant;

    // Where the participant stands, or `Out` once the market takes no more steps: its stream then tells which end it
    // was.
    private ParticipantPhase _phase;
    private CommitmentReceipt? _receipt;

    // Answers to overlap checks with others' records, given from the attestation until the market's end.
    private Task _answers = Task.CompletedTask;
    private ReportReceipt? _report;

    /// <summary>Goes all the way.</summary>
    /// <param name="phase">Where the participant stands.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Each step as it is done.</returns>
    internal async IAsyncEnumerable<ParticipationProgress> RunAsync(
        ParticipantPhase phase, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var overlaps = new OverlapWatch(handle);
        await using (overlaps.ConfigureAwait(false))
        {
            try
            {
                await foreach (ParticipationProgress step in
                    RunAsync(phase, overlaps, ending.Token).ConfigureAwait(false))
                {
                    yield return step;
                }
            }
            finally
            {
                await ending.CancelAsync().ConfigureAwait(false);
                await _answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async IAsyncEnumerable<ParticipationProgress> RunAsync(
        ParticipantPhase phase, OverlapWatch overlaps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _phase = phase;
        if (_phase == ParticipantPhase.Invited
            && await JoinAsync(cancellationToken).ConfigureAwait(false) is { } joined)
        {
            yield return joined;
        }

        if (_phase is ParticipantPhase.Committed or ParticipantPhase.Validated && KeptReceipt() is { } kept)
        {
            _receipt = kept;
            yield return new ParticipationCommitted(kept, IsNew: false);
            if (_phase == ParticipantPhase.Validated)
            {
                yield return new ParticipationValidated(null);
            }
        }

        // A refused commitment may be replaced, once by this run: records that were refused again would be refused for
        // the same cause.
        for (int commitments = 0; _phase is ParticipantPhase.Joined or ParticipantPhase.Committed
            or ParticipantPhase.Validated || (_phase == ParticipantPhase.Refused && commitments == 0);)
        {
            if (_receipt is null)
            {
                if (await CommitAsync(cancellationToken).ConfigureAwait(false) is { } committed)
                {
                    commitments++;
                    yield return committed;
                }
            }
            else if (_phase == ParticipantPhase.Committed && data.Tagged is not null)
            {
                yield return await ValidateAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                StartAnswering(cancellationToken);
                if (await ReportAsync(commitments < MaxCommitments, overlaps, cancellationToken)
                    .ConfigureAwait(false) is { } step)
                {
                    yield return step;
                }
            }
        }

        if (_phase == ParticipantPhase.Reported)
        {
            yield return new ParticipationReported(_report);
        }

        // Also who has reported answers: a commitment that stays silent falls, with its report.
        StartAnswering(cancellationToken);
        await foreach (AssignmentUpdate update in handle.WatchAssignmentAsync(
            data.Records, null, cancellationToken).ConfigureAwait(false))
        {
            if (update.IsFinal)
            {
                yield return Final(update);
            }
        }
    }

    private async Task<ParticipationProgress?> JoinAsync(CancellationToken cancellationToken)
    {
        (JoinReceipt? receipt, ErrorReason reason) = await StepAsync(
            () => handle.JoinAsync(cancellationToken),
            [.. s_marketIsOver, ErrorReason.AlreadyJoined]).ConfigureAwait(false);
        _phase = s_marketIsOver.Contains(reason) ? ParticipantPhase.Out : ParticipantPhase.Joined;
        return _phase == ParticipantPhase.Joined ? new ParticipationJoined(receipt) : null;
    }

    private async Task<ParticipationProgress?> CommitAsync(CancellationToken cancellationToken)
    {
        (_receipt, ErrorReason reason) = await StepAsync(
            () => handle.CommitAsync(data, cancellationToken),
            [
                .. s_marketIsOver, ErrorReason.AlreadyReported,
                .. _phase == ParticipantPhase.Refused ? s_tooLateToCommitAnew : [],
            ]).ConfigureAwait(false);
        if (_receipt is null)
        {
            _phase = reason == ErrorReason.AlreadyReported ? ParticipantPhase.Reported : ParticipantPhase.Out;
            return null;
        }

        _phase = ParticipantPhase.Committed;
        if (options.ReceiptPath is not null)
        {
            _receipt.Save(options.ReceiptPath);
        }

        return new ParticipationCommitted(_receipt, IsNew: true);
    }

    private async Task<ParticipationProgress> ValidateAsync(CancellationToken cancellationToken)
    {
        ValidationResult result = await handle.ValidateAsync(
            _receipt!, data, options.ValidatorId, null, cancellationToken).ConfigureAwait(false);

        // A verdict that the market did not take is told by the report's rejection.
        _phase = result.IsAttested ? ParticipantPhase.Validated : ParticipantPhase.Refused;
        _receipt = result.IsAttested ? _receipt : null;
        return new ParticipationValidated(result);
    }

    // Nothing where the participant has reported, the market is over, or the commitment is to be made anew.
    private async Task<ParticipationProgress?> ReportAsync(
        bool mayCommitAnew, OverlapWatch overlaps, CancellationToken cancellationToken)
    {
        uint records = await handle.ReportableAsync(_receipt!, cancellationToken).ConfigureAwait(false);
        string rejection = string.Empty;
        ErrorReason reason;
        try
        {
            (_report, reason) = await StepAsync(
                () => handle.ReportAsync(
                    _receipt!, Math.Min(options.ReportRecords ?? records, records), cancellationToken),
                [
                    .. s_marketIsOver, ErrorReason.AlreadyReported, ErrorReason.CommitmentRefused,
                    ErrorReason.OverlapPending, .. mayCommitAnew ? s_commitmentIsLost : [],
                ],
                message => rejection = message).ConfigureAwait(false);
        }
        catch (ReceiptException e) when (e.Fault == ReceiptFault.ReportTooLarge)
        {
            // More was credited to others since it was read.
            return null;
        }

        if (reason == ErrorReason.OverlapPending)
        {
            await overlaps.NextAsync(_answers, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (s_commitmentIsLost.Contains(reason))
        {
            _receipt = null;
            return null;
        }

        _phase = s_marketIsOver.Contains(reason) ? ParticipantPhase.Out
            : reason == ErrorReason.CommitmentRefused ? ParticipantPhase.Refused
            : ParticipantPhase.Reported;
        if (_phase != ParticipantPhase.Refused)
        {
            return null;
        }

        _receipt = null;
        return new ParticipationRefused(rejection);
    }

    private void StartAnswering(CancellationToken cancellationToken)
    {
        bool isDue = participant.Market.Rules.Validation is { Overlap: not Candor.Market.Definitions.OverlapPolicy.None }
            && _phase is ParticipantPhase.Validated or ParticipantPhase.Reported
            && _answers.IsCompletedSuccessfully;
        if (isDue && data.Tagged is { } tagged && (_receipt ?? KeptReceipt()) is { } receipt)
        {
            _answers = handle.AnswerOverlapsAsync(receipt, tagged.Key, cancellationToken);
        }
    }

    private ParticipationProgress Final(AssignmentUpdate update)
    {
        if (update.Assignment is not { } assignment)
        {
            return new ParticipationCancelled(update.CancelReason ?? string.Empty);
        }

        return _report is null || assignment.ReportedRecords == _report.Records
            ? new ParticipationAssigned(assignment)
            : throw new UnverifiedAnswerException(
                AnswerFault.Assignment,
                $"{_market} settled with a report of {assignment.ReportedRecords?.ToString() ?? "none"} of "
                + $"'{_participant}'; it reported {_report.Records} records in event {_report.Event}.");
    }

    // A receipt that is not there, damaged, or for another size is as good as none: the commitment is replaced.
    private CommitmentReceipt? KeptReceipt()
    {
        if (options.ReceiptPath is null)
        {
            return null;
        }

        try
        {
            CommitmentReceipt kept = CommitmentReceipt.Load(options.ReceiptPath);
            return participant.Owns(kept) && data.IsCommittedIn(kept) ? kept : null;
        }
        catch (ReceiptException e) when (e.Fault is ReceiptFault.Missing or ReceiptFault.Damaged)
        {
            return null;
        }
    }

    // An iterator cannot yield inside a try block, so a step that may be rejected hands its rejection back.
    private static async Task<(T? Value, ErrorReason Reason)> StepAsync<T>(
        Func<Task<T>> step, ErrorReason[] expected, Action<string>? told = null)
        where T : class
    {
        try
        {
            return (await step().ConfigureAwait(false), ErrorReason.Unspecified);
        }
        catch (CandorException e) when (expected.Contains(e.ErrorReason))
        {
            told?.Invoke(e.Message);
            return (null, e.ErrorReason);
        }
    }
}
