using System.Runtime.CompilerServices;
using Candor.Market.Audits;
using Candor.Validator.Audits;
using Candor.Validator.Markets;
using Candor.Validator.Overlaps;
using Candor.Wire.Names;

namespace Candor.Validator.Work;

/// <summary>Opens an overlap check for each pair of attested commitments.</summary>
internal sealed class OverlapOpening(
    AuditLog audits,
    OverlapLog overlaps,
    AwaitedAnswers awaited,
    MarketDirectory markets,
    TagCleaning cleaning,
    TimeProvider time,
    ILogger<OverlapOpening> logger)
{
    /// <summary>Above this many records in a pair the cost is worth a warning: minutes of both sides' processors, and
    /// about a hundred bytes of the validator's memory a record.</summary>
    internal const ulong WarnAbove = 1_000_000;

    /// <summary>Opens the overlap checks that an attested commitment owes.</summary>
    /// <param name="name">Its audit's name.</param>
    /// <param name="audit">Its audit.</param>
    /// <param name="cancellationToken">Stops between pairs; what is opened stays.</param>
    /// <returns>Completes when all are open.</returns>
    internal async Task OpenAsync(AuditName name, AuditState audit, CancellationToken cancellationToken)
    {
        cleaning.Schedule(audit.Market);
        int count = 0;

        // Only where the time for an answer grows with its records does it matter how many are waiting.
        Dictionary<ulong, ulong> queues = audit.Opened.RecordsPerSecond is null
            ? []
            : await awaited.CountRecordsAsync(audit.Market, cancellationToken).ConfigureAwait(false);
        await foreach (AuditState other in AttestedAsync(audit, cancellationToken).ConfigureAwait(false))
        {
            ulong queue = queues.GetValueOrDefault(audit.CommitmentEvent);
            ulong queueOfOther = queues.GetValueOrDefault(other.CommitmentEvent);
            OverlapDue due = OverlapDecider.Open(audit, other, time.GetUtcNow(), Math.Max(queue, queueOfOther));
            if (audit.Size + other.Size > WarnAbove)
            {
                logger.OverlapIsLarge(audit.Market, due.Earlier, due.Later, audit.Size + other.Size);
            }

            // The other side may have opened it: attestations of two can be told in any order.
            await overlaps.DecideAsync(
                new OverlapName(audit.Market, due.EarlierCommitmentEvent, due.LaterCommitmentEvent),
                known => known is null ? due : null).ConfigureAwait(false);
            queues[audit.CommitmentEvent] = queue + other.Size;
            queues[other.CommitmentEvent] = queueOfOther + audit.Size;
            count++;
        }

        await audits.DecideAsync(
            name, new OpenOverlapChecks(time.GetUtcNow(), count), null, CancellationToken.None).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<AuditState> AttestedAsync(
        AuditState own, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (AuditName name in audits.ListAsync(own.Market, cancellationToken).ConfigureAwait(false))
        {
            AuditState? other = await audits.FindAsync(name, cancellationToken)
                .ConfigureAwait(false);
            if (other is { DeliveredEvent: not null, Opened.KeepsTags: true }
                && other.Phase == AuditPhase.Passed
                && other.Participant != own.Participant
                && await markets.StandsAsync(other, cancellationToken).ConfigureAwait(false))
            {
                yield return other;
            }
        }
    }
}
