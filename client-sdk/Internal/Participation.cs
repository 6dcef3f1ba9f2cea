using System.Runtime.CompilerServices;
using Candor.V1;

namespace Candor.Client.Internal;

/// <summary>One participant's way through one market, from the phase in which it stands.</summary>
/// <param name="client">Makes the calls.</param>
/// <param name="member">The participant.</param>
/// <param name="key">Its key.</param>
/// <param name="dataset">Its data set.</param>
/// <param name="options">How it takes part; the records to report are set.</param>
internal sealed class Participation(
    CandorClient client, Member member, SigningKey key, Dataset dataset, ParticipationOptions options)
{
    // A commitment is made anew when the server holds another than ours. More than a few times means that somebody else
    // commits with this participant's key.
    private const int MaxCommitments = 3;

    private static readonly ErrorReason[] s_marketIsOver =
        [ErrorReason.MarketSettled, ErrorReason.MarketCancelled, ErrorReason.ReportDeadlinePassed];

    private static readonly ErrorReason[] s_commitmentIsLost =
        [ErrorReason.CommitmentNotCurrent, ErrorReason.CommitmentRequired];

    private readonly string _market = member.Market.Name;
    private readonly string _participant = member.Context.Participant;

    // Where the participant stands, or `Out` once the market takes no more steps: its stream then tells which end it
    // was.
    private ParticipantPhase _phase;
    private CommitmentReceipt? _receipt;
    private ReportReceipt? _report;

    /// <summary>Goes all the way.</summary>
    /// <param name="phase">Where the participant stands.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Each step as it is done.</returns>
    internal async IAsyncEnumerable<ParticipationProgress> RunAsync(
        ParticipantPhase phase, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _phase = phase;
        if (_phase == ParticipantPhase.Invited
            && await JoinAsync(cancellationToken).ConfigureAwait(false) is { } joined)
        {
            yield return joined;
        }

        if (_phase == ParticipantPhase.Committed && KeptReceipt() is { } kept)
        {
            _receipt = kept;
            yield return new ParticipationCommitted(kept, IsNew: false);
        }

        for (int commitments = 0; _phase is ParticipantPhase.Joined or ParticipantPhase.Committed;)
        {
            if (_receipt is not null)
            {
                await ReportAsync(mayCommitAnew: commitments < MaxCommitments, cancellationToken).ConfigureAwait(false);
            }
            else if (await CommitAsync(cancellationToken).ConfigureAwait(false) is { } committed)
            {
                commitments++;
                yield return committed;
            }
        }

        if (_phase == ParticipantPhase.Reported)
        {
            yield return new ParticipationReported(_report);
        }

        await foreach (AssignmentUpdate update in client.WatchAssignmentAsync(
            _market, _participant, key, dataset.Records, null, cancellationToken).ConfigureAwait(false))
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
            () => client.JoinAsync(_market, _participant, key, cancellationToken),
            [.. s_marketIsOver, ErrorReason.AlreadyJoined]).ConfigureAwait(false);
        _phase = s_marketIsOver.Contains(reason) ? ParticipantPhase.Out : ParticipantPhase.Joined;
        return _phase == ParticipantPhase.Joined ? new ParticipationJoined(receipt) : null;
    }

    private async Task<ParticipationProgress?> CommitAsync(CancellationToken cancellationToken)
    {
        (_receipt, ErrorReason reason) = await StepAsync(
            () => client.CommitAsync(_market, _participant, key, dataset.Records, cancellationToken),
            [.. s_marketIsOver, ErrorReason.AlreadyReported]).ConfigureAwait(false);
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

    private async Task ReportAsync(bool mayCommitAnew, CancellationToken cancellationToken)
    {
        (_report, ErrorReason reason) = await StepAsync(
            () => client.ReportAsync(_receipt!, key, options.ReportRecords!.Value, cancellationToken),
            [.. s_marketIsOver, ErrorReason.AlreadyReported, .. mayCommitAnew ? s_commitmentIsLost : []])
            .ConfigureAwait(false);
        if (s_commitmentIsLost.Contains(reason))
        {
            _receipt = null;
        }
        else
        {
            _phase = s_marketIsOver.Contains(reason) ? ParticipantPhase.Out : ParticipantPhase.Reported;
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
            return member.Owns(kept) && kept.Records == dataset.Records ? kept : null;
        }
        catch (ReceiptException e) when (e.Fault is ReceiptFault.Missing or ReceiptFault.Damaged)
        {
            return null;
        }
    }

    // An iterator cannot yield inside a try block, so a step that may be refused hands its refusal back.
    private static async Task<(T? Value, ErrorReason Reason)> StepAsync<T>(Func<Task<T>> step, ErrorReason[] expected)
        where T : class
    {
        try
        {
            return (await step().ConfigureAwait(false), ErrorReason.Unspecified);
        }
        catch (CandorException e) when (expected.Contains(e.ErrorReason))
        {
            return (null, e.ErrorReason);
        }
    }
}
