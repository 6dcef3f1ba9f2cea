using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Candor.Client.Transcripts;

namespace Candor.Client.Participation;

/// <content>Waiting for the market's end: answers to overlap checks, refusals, and the end itself.</content>
internal sealed partial class ParticipationRun
{
    // Stops the answers alone.
    private CancellationTokenSource? _answering;

    // Until the market is over, or the commitment is refused and may be made anew.
    private async IAsyncEnumerable<ParticipationProgress> WaitAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Also who has reported answers: a commitment that stays silent falls, with its report.
        StartAnswering(cancellationToken);
        if (_phase == ParticipantPhase.Reported && ComparesRecords && _answering is null)
        {
            yield return CannotAnswer("the receipt of its commitment, with the record key, is not there");
        }

        if (_trains && _phase == ParticipantPhase.Reported && WhyNoContribution() is { } why)
        {
            handle.NoteCannotContribute(why);
            yield return new ParticipationCannotContribute(why);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<AssignmentUpdate> updates = handle
            .WatchAssignmentAsync(data.Records, null, stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        Task<ParticipationProgress?>? contribution = null;
        try
        {
            while (true)
            {
                next ??= updates.MoveNextAsync().AsTask();
                contribution ??= NextContribution(stop.Token);
                await WaitForAnyAsync(next, contribution).ConfigureAwait(false);
                if (TakeFailureOfAnswers() is { } failure)
                {
                    yield return CannotAnswer(failure);
                    continue;
                }

                if (contribution is { IsCompleted: true })
                {
                    ParticipationProgress? contributed = await contribution.ConfigureAwait(false);
                    contribution = null;
                    if (TakeContribution(contributed) is { } told)
                    {
                        yield return told;
                    }

                    continue;
                }

                if (!next.IsCompleted)
                {
                    continue;
                }

                if (!await next.ConfigureAwait(false))
                {
                    yield break;
                }

                next = null;
                AssignmentUpdate update = updates.Current;
                if (update.IsFinal)
                {
                    // What was answered just before the end is told before it.
                    while (contribution is not null)
                    {
                        ParticipationProgress? contributed = await contribution.ConfigureAwait(false);
                        if (TakeContribution(contributed) is { } told)
                        {
                            yield return told;
                        }

                        contribution = NextContribution(stop.Token);
                    }

                    await foreach (ParticipationProgress step in EndAsync(update, cancellationToken).ConfigureAwait(false))
                    {
                        yield return step;
                    }

                    _isOver = true;
                    yield break;
                }

                if (await FallToldByAsync(update, cancellationToken).ConfigureAwait(false) is { } fall)
                {
                    await StopAnsweringAsync().ConfigureAwait(false);
                    (_phase, _receipt, _report, _seen) = (ParticipantPhase.Refused, null, null, update.Sequence);
                    yield return new ParticipationRefused(fall.ToString());
                    if (MayReplaceRefused)
                    {
                        yield break;
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task task in new Task?[] { next, contribution }.OfType<Task>())
            {
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await updates.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<ParticipationProgress> EndAsync(
        AssignmentUpdate update, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EndCheck check = handle.EndCheckOf(participant);
        if (update.Assignment is not { } assignment)
        {
            string reason = update.CancelReason ?? string.Empty;
            await check.RequireCancelledAsync(reason, cancellationToken).ConfigureAwait(false);
            if (_trains)
            {
                await CancelTrainingAsync(cancellationToken).ConfigureAwait(false);
            }

            yield return new ParticipationCancelled(reason);
            yield break;
        }

        // A report that fell in the training is none: the transcript, which is verified next, says why.
        bool mayHaveFallen = _trains && assignment.IsOut;
        if (_report is not null && assignment.ReportedRecords != _report.Records && !mayHaveFallen)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Assignment,
                $"{_market} settled with a report of {assignment.ReportedRecords?.ToString() ?? "none"} of "
                + $"'{participant.Context.Participant}'; it reported {_report.Records} records in event {_report.Event}.")
            {
                Evidence = [_report.Transcript.Checkpoint],
            };
        }

        yield return new ParticipationAssigned(assignment);
        (ParticipationTranscriptVerified verified, VerifiedEnd end) = await check
            .VerifyAsync(assignment, cancellationToken).ConfigureAwait(false);
        if (_trains)
        {
            await foreach (ParticipationProgress step in DeliverAsync(end, cancellationToken).ConfigureAwait(false))
            {
                yield return step;
            }
        }

        yield return verified;
    }

    private Task<Task> WaitForAnyAsync(Task next, Task? contribution) => Task.WhenAny(
        new[] { next, contribution, _answers.IsCompleted ? null : _answers }.OfType<Task>());

    private void StartAnswering(CancellationToken cancellationToken)
    {
        bool isDue = ComparesRecords
            && _answering is null
            && _phase is ParticipantPhase.Validated or ParticipantPhase.Reported;
        if (isDue && (_receipt ?? _kept.Record.Commitment) is { RecordKey: { } recordKey } receipt)
        {
            _answering = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _answers = handle.AnswerOverlapsAsync(receipt, recordKey, _answering.Token);
        }
    }

    private async Task StopAnsweringAsync()
    {
        if (_answering is not null)
        {
            await _answering.CancelAsync().ConfigureAwait(false);
            await _answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _answering.Dispose();
            (_answering, _answers) = (null, Task.CompletedTask);
        }
    }

    // Why answering ended, once, where it failed. What does not hold ends everything.
    private string? TakeFailureOfAnswers()
    {
        if (_answers.Exception?.InnerException is not { } failure)
        {
            return null;
        }

        _answers = Task.CompletedTask;
        if (failure is not CandorException or UnverifiedAnswerException)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return failure.Message;
    }

    private ParticipationCannotAnswer CannotAnswer(string why)
    {
        string message = $"{why}; the first check that is not answered in time takes the report back. Run with the receipt "
            + "of the commitment (ParticipationOptions.ReceiptPath), or be ready to commit again.";
        handle.NoteUnanswered(message);
        return new ParticipationCannotAnswer(message);
    }

    // The refusal that the stream tells, as it is signed in the transcript; null for what was there before, or was
    // replaced since.
    private async Task<Fall?> FallToldByAsync(AssignmentUpdate update, CancellationToken cancellationToken)
    {
        if (update.Phase != ParticipantPhase.Refused
            || _phase != ParticipantPhase.Reported
            || update.Sequence <= Math.Max(_seen, _receipt?.Event ?? 0))
        {
            return null;
        }

        await _standing.AdvanceAsync(cancellationToken).ConfigureAwait(false);
        return _standing.Own is { } own && own.Event > update.Sequence
            ? null
            : TakeFall();
    }

    private async Task RequireFallAsync(CancellationToken cancellationToken)
    {
        await _standing.AdvanceAsync(cancellationToken).ConfigureAwait(false);
        TakeFall();
    }

    // A commitment that is called lost would be made anew, and audited again.
    private async Task RequireLossAsync(CancellationToken cancellationToken)
    {
        if (!IsValidated)
        {
            return;
        }

        await _standing.AdvanceAsync(cancellationToken).ConfigureAwait(false);
        if (_standing.Own is { IsFallen: false } own && own.Event == _receipt!.Event)
        {
            throw Lies($"the last commitment of {participant.Name} is another than {own.Event}");
        }
    }

    private Fall TakeFall()
    {
        Fall fall = _standing.Own?.Fall ?? throw Lies($"the commitment of {participant.Name} was refused");
        _fellForSilence = fall.IsForSilence;
        return fall;
    }

    private UnverifiedAnswerException Lies(string what) => new(
        AnswerFault.Phase,
        $"The server says that {what}; no validator's signature in the transcript of {_market} says so. Nothing is committed "
        + "or opened again on its word.");
}
