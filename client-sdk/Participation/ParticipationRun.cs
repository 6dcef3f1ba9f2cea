using System.Runtime.CompilerServices;
using Candor.Client.Datasets;
using Candor.Client.Receipts;

namespace Candor.Client.Participation;

/// <summary>One participant's way through one market, from the phase in which it stands. The phase that the server says is
/// where it looks first; what it does anew, such as a commitment in place of one that was refused, rests on what is
/// signed in the transcript.</summary>
/// <param name="handle">Makes the calls.</param>
/// <param name="participant">The participant.</param>
/// <param name="data">What it brings.</param>
/// <param name="options">How it takes part.</param>
internal sealed partial class ParticipationRun(
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
    private readonly KeptParticipation _kept = handle.KeptOf(participant);
    private readonly OwnStanding _standing = handle.StandingOf(participant);

    // Where the participant stands, or `Out` once the market takes no more steps: its stream then tells which end it
    // was.
    private ParticipantPhase _phase;
    private CommitmentReceipt? _receipt;

    // Commitments that this run has made, and whether the last that fell has nothing but silence against it: records that
    // were refused would be refused again for the same cause.
    private int _commitments;
    private bool _fellForSilence;

    // Refusals up to this event were there before.
    private ulong _seen;
    private bool _isOver;

    // Answers to overlap checks with others' records, given from the attestation until the market's end.
    private Task _answers = Task.CompletedTask;
    private ReportReceipt? _report;

    private bool IsValidated => participant.Market.Rules.Validation is not null;

    private bool ComparesRecords => participant.Market.Rules.Validation is
    {
        Overlap: not Candor.Market.Definitions.OverlapPolicy.None,
    };

    private bool SamplesAreUsedUp => IsValidated && _kept.Samples.Length >= options.MaxSamples;

    private bool MayReplaceRefused => _commitments == 0 || _fellForSilence;

    /// <summary>Goes all the way.</summary>
    /// <param name="phase">Where the participant stands, as the server says.</param>
    /// <param name="lastEvent">The market's last event by then.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Each step as it is done.</returns>
    internal async IAsyncEnumerable<ParticipationProgress> RunAsync(
        ParticipantPhase phase, ulong lastEvent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (_phase, _seen) = (phase, lastEvent);
        using ReceiptLock? alone = options.ReceiptPath is { } path ? ReceiptLock.Take(path, participant.Name) : null;
        if (options.ReceiptPath is not null)
        {
            _kept.KeepAt(options.ReceiptPath);
        }

        if (_trains)
        {
            BeginTraining(cancellationToken);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var overlaps = new OverlapWatch(handle);
        await using (overlaps.ConfigureAwait(false))
        {
            try
            {
                await foreach (ParticipationProgress step in
                    StepsAsync(overlaps, ending.Token).ConfigureAwait(false))
                {
                    yield return step;
                }
            }
            finally
            {
                await ending.CancelAsync().ConfigureAwait(false);
                await _answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_training is not null)
                {
                    await _training.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private async IAsyncEnumerable<ParticipationProgress> StepsAsync(
        OverlapWatch overlaps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_phase == ParticipantPhase.Invited)
        {
            RequireRecords();
            if (await JoinAsync(cancellationToken).ConfigureAwait(false) is { } joined)
            {
                yield return joined;
            }
        }

        await ResumeAsync(cancellationToken).ConfigureAwait(false);
        if (_receipt is { } kept && _phase is ParticipantPhase.Committed or ParticipantPhase.Validated)
        {
            yield return new ParticipationCommitted(_receipt, IsNew: false);
            if (_phase == ParticipantPhase.Validated)
            {
                yield return new ParticipationValidated(null);
            }
        }

        while (!_isOver)
        {
            while (_phase is ParticipantPhase.Joined or ParticipantPhase.Committed or ParticipantPhase.Validated
                || (_phase == ParticipantPhase.Refused && MayReplaceRefused && !SamplesAreUsedUp))
            {
                if (await NextAsync(overlaps, cancellationToken).ConfigureAwait(false) is { } step)
                {
                    yield return step;
                }
            }

            if (_phase == ParticipantPhase.Reported)
            {
                yield return new ParticipationReported(_report);
            }
            else if (_phase == ParticipantPhase.Refused && MayReplaceRefused)
            {
                yield return new ParticipationRefused($"no commitment follows: {SamplesUsedUp()}");
            }

            await foreach (ParticipationProgress step in WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return step;
            }
        }
    }

    private async Task<ParticipationProgress?> NextAsync(OverlapWatch overlaps, CancellationToken cancellationToken)
    {
        RequireRecords();
        if (_receipt is null)
        {
            return await CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_phase == ParticipantPhase.Committed && data.Tagged is not null)
        {
            return await ValidateAsync(cancellationToken).ConfigureAwait(false);
        }

        StartAnswering(cancellationToken);
        if (_trains && !_hasKey)
        {
            return await GiveKeyAsync(cancellationToken).ConfigureAwait(false);
        }

        return await ReportAsync(overlaps, cancellationToken).ConfigureAwait(false);
    }

    // A report of nothing is final and charged, and a file of which every row is broken is rarely meant. Who has reported goes
    // on all the same: whatever became of the file, overlap checks are to be answered and the end to be verified.
    private void RequireRecords()
    {
        if (data.Records == 0 && options.ReportRecords is null)
        {
            throw NoRecords.In(data);
        }
    }

    // Goes on with what is kept. A receipt shows what the server has accepted, whatever phase it says now; only a
    // validator's signature in the transcript undoes that.
    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (_kept.Record.Commitment is not { } kept
            || _phase is not (ParticipantPhase.Joined or ParticipantPhase.Committed or ParticipantPhase.Validated
                or ParticipantPhase.Reported or ParticipantPhase.Refused))
        {
            return;
        }

        if (_phase == ParticipantPhase.Refused)
        {
            await RequireFallAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_phase == ParticipantPhase.Reported || HasReportedAgainst(kept))
        {
            // Nothing but overlap checks is left to answer, and that takes the record key alone.
            (_phase, _receipt) = (ParticipantPhase.Reported, kept);
        }
        else if (data.IsCommittedIn(kept))
        {
            _receipt = kept;
            _phase = _phase == ParticipantPhase.Joined ? ParticipantPhase.Committed : _phase;
        }
    }

    private bool HasReportedAgainst(CommitmentReceipt commitment) => _kept.Record.Messages.Any(message =>
        SignedEntries.Decode(message.Entry.Span, message.Index, _market)
            is Candor.Market.Events.ReportAccepted report && report.CommitmentEvent == (long)commitment.Event);

    private async Task<ParticipationProgress?> JoinAsync(CancellationToken cancellationToken)
    {
        (JoinReceipt? receipt, ErrorReason reason) = await StepAsync<JoinReceipt>(
            async () => await handle.JoinAsync(cancellationToken).ConfigureAwait(false),
            [.. s_marketIsOver, ErrorReason.AlreadyJoined]).ConfigureAwait(false);
        if (receipt is not null)
        {
            _kept.Keep(receipt.Transcript);
        }

        _phase = s_marketIsOver.Contains(reason) ? ParticipantPhase.Out : ParticipantPhase.Joined;
        return _phase == ParticipantPhase.Joined ? new ParticipationJoined(receipt) : null;
    }

    private async Task<ParticipationProgress?> CommitAsync(CancellationToken cancellationToken)
    {
        if (SamplesAreUsedUp)
        {
            throw new CandorException(
                "MAX_SAMPLES_REACHED", $"{participant.Name} does not commit again: {SamplesUsedUp()}.");
        }

        (_receipt, ErrorReason reason) = await StepAsync<CommitmentReceipt>(
            async () => await handle.CommitAsync(data, cancellationToken).ConfigureAwait(false),
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
        _commitments++;
        _kept.Commit(_receipt);
        return new ParticipationCommitted(_receipt, IsNew: true);
    }

    private async Task<ParticipationProgress> ValidateAsync(CancellationToken cancellationToken)
    {
        ValidationResult result = await handle.ValidateAsync(
            _receipt!, data, options.ValidatorId, null, cancellationToken).ConfigureAwait(false);

        // A verdict that the market did not take is told by the report's rejection.
        _phase = result.IsAttested ? ParticipantPhase.Validated : ParticipantPhase.Refused;
        _receipt = result.IsAttested ? _receipt : null;
        _fellForSilence = result.Refusal == Candor.Market.AuditRefusal.NoResponse;
        return new ParticipationValidated(result);
    }

    // Nothing where the participant has reported, the market is over, or the commitment is to be made anew.
    private async Task<ParticipationProgress?> ReportAsync(OverlapWatch overlaps, CancellationToken cancellationToken)
    {
        string rejection = string.Empty;
        bool mayCommitAnew = _commitments < MaxCommitments;
        (_report, ErrorReason reason) = await StepAsync(
            () => TryReportAsync(cancellationToken),
            [
                .. s_marketIsOver, ErrorReason.AlreadyReported, ErrorReason.CommitmentRefused,
                ErrorReason.OverlapPending, .. mayCommitAnew ? s_commitmentIsLost : [],
            ],
            message => rejection = message).ConfigureAwait(false);
        if (_report is null && reason is ErrorReason.OverlapPending or ErrorReason.Unspecified)
        {
            await overlaps.NextAsync(_answers, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (s_commitmentIsLost.Contains(reason))
        {
            await RequireLossAsync(cancellationToken).ConfigureAwait(false);
            _receipt = null;
            return null;
        }

        if (reason == ErrorReason.CommitmentRefused)
        {
            await RequireFallAsync(cancellationToken).ConfigureAwait(false);
            await StopAnsweringAsync().ConfigureAwait(false);
            (_phase, _receipt) = (ParticipantPhase.Refused, null);
            return new ParticipationRefused(rejection);
        }

        _phase = s_marketIsOver.Contains(reason) ? ParticipantPhase.Out : ParticipantPhase.Reported;
        return null;
    }

    // Null where overlap checks are pending: before they are all there, a proof would be against the wrong credits.
    private async Task<ReportReceipt?> TryReportAsync(CancellationToken cancellationToken)
    {
        Debit debit = await handle.DebitOfAsync(_receipt!, participant, _standing, cancellationToken)
            .ConfigureAwait(false);
        if (!ReferenceEquals(debit, Debit.None) && _standing.HasOverlapsPending)
        {
            return null;
        }

        uint records = _receipt!.Records - (uint)debit.Records;
        return await handle.ReportAsync(
            participant, _receipt, Math.Min(options.ReportRecords ?? records, records), debit, cancellationToken)
            .ConfigureAwait(false);
    }

    private string SamplesUsedUp() =>
        $"validators have drawn {_kept.Samples.Length} samples of its records, and no more than {options.MaxSamples} are shown "
        + "(ParticipationOptions.MaxSamples)";

    // An iterator cannot yield inside a try block, so a step that may be rejected hands its rejection back.
    private static async Task<(T? Value, ErrorReason Reason)> StepAsync<T>(
        Func<Task<T?>> step, ErrorReason[] expected, Action<string>? told = null)
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
