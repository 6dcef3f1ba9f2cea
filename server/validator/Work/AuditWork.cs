using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.Validator.Audits;
using Candor.Validator.Verdicts;
using Candor.Wire.Names;
using Candor.Wire.Verdicts;

namespace Candor.Validator.Work;

/// <summary>What the validator does for audits by itself: refuses commitments whose participants stay silent, brings
/// verdicts to their markets, those on statistics included, and opens the overlap checks that follow. Every step can be taken again after a
/// restart.</summary>
internal sealed class AuditWork(
    AuditLog audits, OverlapOpening overlaps, VerdictDelivery delivery, VerdictSigner signer, TimeProvider time)
{
    /// <summary>Does what is due for an audit.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>When it is due again; null for no more.</returns>
    internal async Task<DateTimeOffset?> WorkAsync(AuditName name, CancellationToken cancellationToken)
    {
        AuditState? audit = await audits.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (audit is { IsOpen: true })
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now < audit.Deadline)
            {
                return audit.Deadline;
            }

            // Rejected where an answer came in this very moment; the next look finds what came of it.
            audit = await audits.DecideAsync(
                name, new PassAnswerDeadline(now, signer), null, cancellationToken).ConfigureAwait(false);
        }

        if (audit is { Verdict: { } verdict, ConcludedAt: null })
        {
            return await DeliverAsync(
                name,
                audit,
                verdict,
                static (at, number, reason) => new ConcludeDelivery(at, number, reason),
                cancellationToken).ConfigureAwait(false);
        }

        if (audit is { Nearness: { IsDue: true, Verdict: { } nearness } })
        {
            return await DeliverAsync(
                name,
                audit,
                nearness,
                static (at, number, reason) => new ConcludeNearness(at, number, reason),
                cancellationToken).ConfigureAwait(false);
        }

        if (audit is { OwesOverlapChecks: true })
        {
            await overlaps.OpenAsync(name, audit, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<DateTimeOffset?> DeliverAsync(
        AuditName name,
        AuditState audit,
        SignedEnvelope verdict,
        Func<DateTimeOffset, ulong?, string?, AuditCommand> conclude,
        CancellationToken cancellationToken)
    {
        VerdictDelivery.Attempt attempt = await delivery
            .TryAsync(name.ToString(), audit.Market, verdict, cancellationToken).ConfigureAwait(false);
        switch (attempt)
        {
            case VerdictDelivery.Attempt.Waits waits:
                return waits.Until;
            case VerdictDelivery.Attempt.Taken taken:
                await ConcludeAsync(taken.Event, null).ConfigureAwait(false);
                return null;
            default:
                await ConcludeAsync(null, ((VerdictDelivery.Attempt.Declined)attempt).Reason).ConfigureAwait(false);
                return null;
        }

        Task ConcludeAsync(ulong? number, string? reason) => audits.DecideAsync(
            name, conclude(time.GetUtcNow(), number, reason), null, CancellationToken.None);
    }
}
