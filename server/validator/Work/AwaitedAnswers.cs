using System.Runtime.CompilerServices;
using Candor.Hosting.Storage;
using Candor.Market.Audits;
using Candor.Validator.Audits;
using Candor.Validator.Overlaps;
using Candor.Wire.Names;

namespace Candor.Validator.Work;

/// <summary>Whose answers this validator awaits in a market. Whatever awaits an answer has a deadline, at which the validator
/// acts by itself; so this reads what is open, however many audits and overlap checks are long over.</summary>
internal sealed class AwaitedAnswers(ValidatorStore store, AuditLog audits, OverlapLog overlaps)
{
    /// <summary>Reads all answers that are awaited.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Them, the next deadline first.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async IAsyncEnumerable<AwaitedAnswer> ListAsync(
        string market, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (DueStream due in await store.Events.ListDueAsync(cancellationToken).ConfigureAwait(false))
        {
            if (OverlapName.TryParse(due.Name, out OverlapName? overlap) && overlap.Market == market)
            {
                await foreach (AwaitedAnswer answer in OfAsync(overlap, cancellationToken).ConfigureAwait(false))
                {
                    yield return answer;
                }
            }
            else if (AuditName.TryParse(due.Name, out AuditName? audit) && audit.Participant.Market == market
                && await audits.FindAsync(audit, cancellationToken).ConfigureAwait(false) is { IsOpen: true } open)
            {
                yield return new AwaitedAnswer(open, null, open.Deadline);
            }
        }
    }

    /// <summary>How many records of others each commitment's participant still has to multiply.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Numbers of records by the number of the commitment's event; none where there is nothing.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<Dictionary<ulong, ulong>> CountRecordsAsync(string market, CancellationToken cancellationToken)
    {
        var records = new Dictionary<ulong, ulong>();
        await foreach (AwaitedAnswer answer in ListAsync(market, cancellationToken).ConfigureAwait(false))
        {
            if (answer.Other is { } other)
            {
                records[answer.Audit.CommitmentEvent] =
                    records.GetValueOrDefault(answer.Audit.CommitmentEvent) + other.Size;
            }
        }

        return records;
    }

    private async IAsyncEnumerable<AwaitedAnswer> OfAsync(
        OverlapName name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await overlaps.FindAsync(name, cancellationToken).ConfigureAwait(false)
            is not { Phase: OverlapPhase.AwaitingAnswers } state)
        {
            yield break;
        }

        OverlapDue due = state.Due;
        AuditState earlier = await AuditOfAsync(due.Earlier, due.EarlierCommitmentEvent).ConfigureAwait(false);
        AuditState later = await AuditOfAsync(due.Later, due.LaterCommitmentEvent).ConfigureAwait(false);
        if (state.Awaits(due.Earlier))
        {
            yield return new AwaitedAnswer(earlier, later, state.Deadline);
        }

        if (state.Awaits(due.Later))
        {
            yield return new AwaitedAnswer(later, earlier, state.Deadline);
        }

        async Task<AuditState> AuditOfAsync(string participant, ulong commitmentEvent) => (await audits.FindAsync(
            new AuditName(new ParticipantName(name.Market, participant), commitmentEvent), cancellationToken)
            .ConfigureAwait(false))!;
    }
}

/// <summary>An answer that is awaited.</summary>
/// <param name="Audit">The audit of whose answer it is.</param>
/// <param name="Other">The audit of whom its records are compared with; null where the audit itself awaits the
/// answer.</param>
/// <param name="Deadline">Until when it must come, exclusive.</param>
internal sealed record AwaitedAnswer(AuditState Audit, AuditState? Other, DateTimeOffset Deadline);
