using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.V1;

namespace Candor.Client;

/// <content>A participant's whole life in one call.</content>
public partial class CandorClient
{
    // A commitment is made anew when the server holds another than ours. More than once means that somebody else
    // commits with this participant's key.
    private const int MaxCommitmentsAtOnce = 3;

    private static readonly ErrorReason[] s_marketIsOver =
        [ErrorReason.MarketSettled, ErrorReason.MarketCancelled, ErrorReason.ReportDeadlinePassed];

    private static readonly ErrorReason[] s_commitmentIsLost =
        [ErrorReason.CommitmentNotCurrent, ErrorReason.CommitmentRequired];

    /// <summary>Takes part in a market from the first step to the assignment: joins, commits to the data set's size,
    /// reports, and waits until the market settles, however long that is. Survives a restart of the server, by trying
    /// again, and of this process, by being called again: what was done before is not done twice.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="dataset">Its data set, counted.</param>
    /// <param name="options">How it takes part; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it. Steps that the server has stored stay.</param>
    /// <returns>Each step as it is done; the last is <see cref="ParticipationAssigned"/> or
    /// <see cref="ParticipationCancelled"/>. A market that settles while the participant is still on its way leaves it
    /// out: that is an assignment too.</returns>
    /// <exception cref="CandorException">The roster lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another
    /// key for it (<c>KEY_NOT_ON_RECORD</c>); the commitment deadline has passed
    /// (<c>COMMITMENT_DEADLINE_PASSED</c>); the server refused otherwise; or it stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer does not hold: the market, its rules
    /// (<see cref="AnswerFault.OtherRules"/> where they are not the expected ones) or the assignment.</exception>
    /// <exception cref="ReceiptException">The receipt's file cannot be read or written.</exception>
    /// <exception cref="ArgumentException">A name is none, or more is to be reported than the data set has.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual async IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        string market,
        string participantId,
        SigningKey key,
        Dataset dataset,
        ParticipationOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new ParticipationOptions();
        uint records = RecordsToReport(dataset, options);
        string name = ResourceNames.Market(market, nameof(market));
        ResourceNames.RequireParticipantId(participantId, nameof(participantId));
        (V1.Market snapshot, VerifiedMarket verified) = await FetchAsync(name, cancellationToken).ConfigureAwait(false);
        RequireExpected(verified, options);
        Member member = Member.Of(verified, participantId, key);
        yield return new ParticipationVerified(snapshot);

        ParticipantPhase phase = snapshot.Participants[member.Index].Phase;
        bool isOver = phase is ParticipantPhase.Out or ParticipantPhase.Assigned or ParticipantPhase.Cancelled;
        if (phase == ParticipantPhase.Invited)
        {
            (JoinReceipt? joined, ErrorReason reason) = await StepAsync(
                () => JoinAsync(name, participantId, key, cancellationToken), [.. s_marketIsOver, ErrorReason.AlreadyJoined])
                .ConfigureAwait(false);
            isOver = s_marketIsOver.Contains(reason);
            phase = ParticipantPhase.Joined;
            if (!isOver)
            {
                yield return new ParticipationJoined(joined);
            }
        }

        CommitmentReceipt? receipt = phase == ParticipantPhase.Committed ? KeptReceipt(member, dataset, options) : null;
        ReportReceipt? reported = null;
        if (receipt is not null)
        {
            yield return new ParticipationCommitted(receipt, IsNew: false);
        }

        bool isReported = phase is ParticipantPhase.Reported;
        for (int commitments = 0; !isOver && !isReported;)
        {
            if (receipt is null)
            {
                commitments++;
                (receipt, ErrorReason refusal) = await StepAsync(
                    () => CommitAsync(name, participantId, key, dataset.Records, cancellationToken),
                    [.. s_marketIsOver, ErrorReason.AlreadyReported]).ConfigureAwait(false);
                isOver = s_marketIsOver.Contains(refusal);
                isReported = refusal == ErrorReason.AlreadyReported;
                if (receipt is null)
                {
                    break;
                }

                Keep(receipt, options);
                yield return new ParticipationCommitted(receipt, IsNew: true);
            }

            (reported, ErrorReason reason) = await StepAsync(
                () => ReportAsync(receipt, key, records, cancellationToken),
                [
                    .. s_marketIsOver,
                    ErrorReason.AlreadyReported,
                    .. commitments < MaxCommitmentsAtOnce ? s_commitmentIsLost : [],
                ]).ConfigureAwait(false);
            isOver = s_marketIsOver.Contains(reason);
            isReported = reported is not null || reason == ErrorReason.AlreadyReported;
            receipt = s_commitmentIsLost.Contains(reason) ? null : receipt;
        }

        if (isReported)
        {
            yield return new ParticipationReported(reported);
        }

        await foreach (AssignmentUpdate update in WatchAssignmentAsync(
            name, participantId, key, dataset.Records, null, cancellationToken).ConfigureAwait(false))
        {
            if (update.Assignment is { } assignment)
            {
                RequireSameReport(assignment, reported);
                yield return new ParticipationAssigned(assignment);
            }
            else if (update.IsFinal)
            {
                yield return new ParticipationCancelled(update.CancelReason ?? string.Empty);
            }
        }
    }

    private static uint RecordsToReport(Dataset dataset, ParticipationOptions options) =>
        options.ReportRecords <= dataset.Records || options.ReportRecords is null
            ? options.ReportRecords ?? dataset.Records
            : throw new ArgumentException(
                $"{options.ReportRecords} records are to be reported; the data set has {dataset.Records}.", nameof(options));

    private static void RequireExpected(VerifiedMarket market, ParticipationOptions options)
    {
        if (options.ExpectedDefinitionDigest is { } expected
            && !expected.Span.SequenceEqual(market.DefinitionDigest.Span))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.OtherRules,
                $"{market.Name} has the definition digest '{Convert.ToHexStringLower(market.DefinitionDigest.Span)}'; "
                + $"expected '{Convert.ToHexStringLower(expected.Span)}'.");
        }
    }

    private static void RequireSameReport(MarketAssignment assignment, ReportReceipt? reported)
    {
        if (reported is not null && assignment.ReportedRecords != reported.Records)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Assignment,
                $"{assignment.Market} settled with a report of {assignment.ReportedRecords?.ToString() ?? "none"} of "
                + $"'{assignment.ParticipantId}'; it reported {reported.Records} records in event {reported.Event}.");
        }
    }

    // A receipt that is not there, damaged, or for another size is as good as none: the commitment is replaced.
    private static CommitmentReceipt? KeptReceipt(Member member, Dataset dataset, ParticipationOptions options)
    {
        if (options.ReceiptPath is null)
        {
            return null;
        }

        try
        {
            CommitmentReceipt kept = CommitmentReceipt.Load(options.ReceiptPath);
            return IsOf(kept, member) && kept.Records == dataset.Records ? kept : null;
        }
        catch (ReceiptException e) when (e.Fault is ReceiptFault.Missing or ReceiptFault.Damaged)
        {
            return null;
        }
    }

    private static void Keep(CommitmentReceipt receipt, ParticipationOptions options)
    {
        if (options.ReceiptPath is not null)
        {
            receipt.Save(options.ReceiptPath);
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
