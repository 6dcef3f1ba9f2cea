using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.Validator.Overlaps;
using Candor.Validator.Verdicts;
using Candor.Wire.Names;

namespace Candor.Validator.Work;

/// <summary>What the validator does for overlap checks by itself: counts what both sides' answers share, refuses who
/// stays silent, and tells the market. Every step can be taken again after a restart.</summary>
internal sealed class OverlapWork(
    OverlapLog overlaps, OverlapConclusion conclusion, VerdictDelivery delivery, TimeProvider time)
{
    /// <summary>Does what is due for an overlap check.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>When it is due again; null for no more.</returns>
    internal async Task<DateTimeOffset?> WorkAsync(OverlapName name, CancellationToken cancellationToken)
    {
        OverlapState overlap = (await overlaps.FindAsync(name, cancellationToken).ConfigureAwait(false))!;
        if (overlap is { Phase: OverlapPhase.AwaitingAnswers, EarlierAnswered: true, LaterAnswered: true })
        {
            if (await conclusion.CountAsync(name, overlap, cancellationToken).ConfigureAwait(false) is not { } counted)
            {
                // Another overlap check of the later one is being told to the market; its end wakes this one.
                return time.GetUtcNow() + ValidatorWorker.RetryDelay;
            }

            overlap = counted;
        }
        else if (overlap.Phase == OverlapPhase.AwaitingAnswers)
        {
            if (time.GetUtcNow() < overlap.Deadline)
            {
                return overlap.Deadline;
            }

            overlap = await conclusion.EndAsync(name, overlap, cancellationToken).ConfigureAwait(false);
        }

        return overlap is { Phase: not OverlapPhase.AwaitingAnswers, IsConcluded: false }
            ? await DeliverAsync(name, overlap, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<DateTimeOffset?> DeliverAsync(
        OverlapName name, OverlapState overlap, CancellationToken cancellationToken)
    {
        bool isTaken = true;
        foreach (SignedEnvelope verdict in overlap.Verdicts)
        {
            switch (await delivery.TryAsync(name.ToString(), name.Market, verdict, cancellationToken)
                .ConfigureAwait(false))
            {
                case VerdictDelivery.Attempt.Waits waits:
                    return waits.Until;
                case VerdictDelivery.Attempt.Declined:
                    isTaken = false;
                    break;
            }
        }

        await overlaps.DecideAsync(
            name,
            state => state!.IsConcluded ? null : new OverlapConcluded(time.GetUtcNow(), isTaken)).ConfigureAwait(false);
        foreach ((OverlapName other, OverlapState state) in await overlaps
            .ListSiblingsAsync(name, cancellationToken).ConfigureAwait(false))
        {
            if (state is { Phase: OverlapPhase.AwaitingAnswers, EarlierAnswered: true, LaterAnswered: true })
            {
                overlaps.Wake(other);
            }
        }

        return null;
    }
}
