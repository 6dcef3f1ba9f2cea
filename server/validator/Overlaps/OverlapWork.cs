using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Verdicts;
using Candor.Wire.Names;
using Candor.Wire.Verdicts;

namespace Candor.Validator.Overlaps;

/// <summary>What the validator does for overlap checks by itself: opens one for each pair of attested commitments,
/// counts what both sides' answers share, refuses who stays silent, and tells the market. Every step can be taken again
/// after a restart.</summary>
internal sealed class OverlapWork(
    ValidatorStore store,
    AuditLog audits,
    OverlapLog overlaps,
    TagFiles files,
    VerdictDelivery delivery,
    VerdictSigner signer,
    IMarketPlatform platform,
    TimeProvider time,
    ILogger<OverlapWork> logger) : IDisposable
{
    /// <summary>Above this many records in a pair the cost is worth a warning: minutes of both sides' processors, and
    /// about a hundred bytes of the validator's memory a record.</summary>
    internal const ulong WarnAbove = 1_000_000;

    // How often the end of a market is asked for whose tags are kept.
    private static readonly TimeSpan s_cleanUpEvery = TimeSpan.FromMinutes(10);

    private const string CleaningSuffix = "/tags";

    // Counting for one later commitment goes one by one, so that no record is debited twice.
    private readonly SemaphoreSlim _counting = new(1, 1);

    /// <summary>Opens the overlap checks that an attested commitment owes.</summary>
    /// <param name="name">Its audit's name.</param>
    /// <param name="audit">Its audit.</param>
    /// <param name="cancellationToken">Stops between pairs; what is opened stays.</param>
    /// <returns>Completes when all are open.</returns>
    internal async Task OpenAsync(AuditName name, AuditState audit, CancellationToken cancellationToken)
    {
        store.Schedule(audit.Market + CleaningSuffix, time.GetUtcNow() + s_cleanUpEvery);
        int count = 0;
        await foreach (AuditState other in AttestedAsync(audit, cancellationToken).ConfigureAwait(false))
        {
            OverlapDue due = OverlapDecider.Open(audit, other, time.GetUtcNow());
            if (audit.Size + other.Size > WarnAbove)
            {
                logger.OverlapIsLarge(audit.Market, due.Earlier, due.Later, audit.Size + other.Size);
            }

            // The other side may have opened it: attestations of two can be told in any order.
            await overlaps.DecideAsync(
                new OverlapName(audit.Market, due.EarlierCommitmentEvent, due.LaterCommitmentEvent),
                known => known is null ? due : null).ConfigureAwait(false);
            count++;
        }

        await audits.DecideAsync(
            name, new OpenOverlapChecks(time.GetUtcNow(), count), null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Does what is due for an overlap check.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>When it is due again; null for no more.</returns>
    internal async Task<DateTimeOffset?> WorkAsync(OverlapName name, CancellationToken cancellationToken)
    {
        OverlapState overlap = (await overlaps.FindAsync(name, cancellationToken).ConfigureAwait(false))!;
        if (overlap is { Phase: OverlapPhase.AwaitingAnswers, EarlierAnswered: true, LaterAnswered: true })
        {
            if (await CountAsync(name, overlap, cancellationToken).ConfigureAwait(false) is not { } counted)
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

            overlap = await EndAsync(name, overlap, cancellationToken).ConfigureAwait(false);
        }

        return overlap is { Phase: not OverlapPhase.AwaitingAnswers, IsConcluded: false }
            ? await DeliverAsync(name, overlap, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Has the tags of every market removed that is over.</summary>
    internal void ScheduleCleaning()
    {
        foreach (string market in files.ListMarkets())
        {
            store.Schedule(market + CleaningSuffix, time.GetUtcNow());
        }
    }

    /// <summary>Whether a name stands for the cleaning of a market's tags.</summary>
    /// <param name="name">The name under which work is due.</param>
    /// <param name="market">The market's name.</param>
    /// <returns>Whether it does.</returns>
    internal static bool IsCleaning(string name, [NotNullWhen(true)] out string? market)
    {
        market = name.EndsWith(CleaningSuffix, StringComparison.Ordinal) ? name[..^CleaningSuffix.Length] : null;
        return market is not null;
    }

    /// <summary>Removes the tags of a market that is over.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>When to look again; null where they are removed.</returns>
    /// <exception cref="MarketPlatformException">The platform cannot be reached.</exception>
    internal async Task<DateTimeOffset?> CleanUpAsync(string market, CancellationToken cancellationToken)
    {
        if ((await platform.GetMarketAsync(market, cancellationToken).ConfigureAwait(false)).IsOpen)
        {
            return time.GetUtcNow() + s_cleanUpEvery;
        }

        files.Remove(market);
        return null;
    }

    /// <summary>Whether a commitment stands in its market, attested.</summary>
    /// <param name="audit">Its audit.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether it does.</returns>
    /// <exception cref="MarketPlatformException">The platform cannot be reached.</exception>
    internal async Task<bool> StandsAsync(AuditState audit, CancellationToken cancellationToken)
    {
        PlatformCommitment shown = await platform.GetCommitmentAsync(
            ParticipantName.Of(audit.Market, audit.Participant), cancellationToken).ConfigureAwait(false);
        return shown.Event == audit.CommitmentEvent
            && shown.Phase is ParticipantPhase.Validated or ParticipantPhase.Reported;
    }

    /// <inheritdoc/>
    public void Dispose() => _counting.Dispose();

    private async IAsyncEnumerable<AuditState> AttestedAsync(
        AuditState own, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string stream in StreamNames.ListAsync(
            store.Events, $"{own.Market}/participants/", 1000, cancellationToken).ConfigureAwait(false))
        {
            AuditState? other = await audits.FindAsync(AuditName.Parse(stream), cancellationToken)
                .ConfigureAwait(false);
            if (other is { DeliveredEvent: not null, Opened.KeepsTags: true }
                && other.Phase == Candor.Market.Audits.AuditPhase.Passed
                && other.Participant != own.Participant
                && await StandsAsync(other, cancellationToken).ConfigureAwait(false))
            {
                yield return other;
            }
        }
    }

    // Null where it has to wait for another overlap check of the same later commitment.
    private async Task<OverlapState?> CountAsync(
        OverlapName name, OverlapState overlap, CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var debited = new HashSet<ulong>();
            foreach ((OverlapName other, OverlapState state) in await SiblingsAsync(name, cancellationToken)
                .ConfigureAwait(false))
            {
                if (state is { Phase: OverlapPhase.Counted, IsConcluded: false })
                {
                    return null;
                }

                if (state is { Phase: OverlapPhase.Counted, IsTaken: true })
                {
                    debited.UnionWith(await TagFiles.ReadPositionsAsync(files.SharedOf(other), cancellationToken)
                        .ConfigureAwait(false));
                }
            }

            string mine = files.DoubleTagsOf(name, overlap.Due.Earlier);
            string others = files.DoubleTagsOf(name, overlap.Due.Later);
            byte[] tagsOfMine = await File.ReadAllBytesAsync(mine, cancellationToken).ConfigureAwait(false);
            byte[] tagsOfOthers = await File.ReadAllBytesAsync(others, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<ulong> shared = SharedTags.Find(tagsOfMine, tagsOfOthers);
            await TagFiles.WritePositionsAsync(files.SharedOf(name), shared, cancellationToken).ConfigureAwait(false);
            ulong fresh = (ulong)shared.Count(position => !debited.Contains(position));
            OverlapState? counted = await overlaps.DecideAsync(
                name,
                state => OverlapDecider.Count(state!, (ulong)shared.Count, fresh, signer, time.GetUtcNow()))
                .ConfigureAwait(false);
            File.Delete(mine);
            File.Delete(others);
            return counted;
        }
        finally
        {
            _counting.Release();
        }
    }

    private async Task<OverlapState> EndAsync(
        OverlapName name, OverlapState overlap, CancellationToken cancellationToken)
    {
        AuditState earlier = await AuditOfAsync(
            name, overlap.Due.Earlier, name.EarlierCommitmentEvent, cancellationToken).ConfigureAwait(false);
        AuditState later = await AuditOfAsync(
            name, overlap.Due.Later, name.LaterCommitmentEvent, cancellationToken).ConfigureAwait(false);
        bool bothStand = await StandsAsync(earlier, cancellationToken).ConfigureAwait(false)
            && await StandsAsync(later, cancellationToken).ConfigureAwait(false);
        return (await overlaps.DecideAsync(
            name,
            state => OverlapDecider.End(state!, earlier, later, bothStand, signer, time.GetUtcNow()))
            .ConfigureAwait(false))!;
    }

    private async Task<AuditState> AuditOfAsync(
        OverlapName name, string participant, ulong commitmentEvent, CancellationToken cancellationToken) =>
        (await audits.FindAsync(
            new AuditName(new ParticipantName(name.Market, participant), commitmentEvent), cancellationToken)
            .ConfigureAwait(false))!;

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
        foreach ((OverlapName other, OverlapState state) in await SiblingsAsync(name, cancellationToken)
            .ConfigureAwait(false))
        {
            if (state is { Phase: OverlapPhase.AwaitingAnswers, EarlierAnswered: true, LaterAnswered: true })
            {
                overlaps.Wake(other);
            }
        }

        return null;
    }

    // The other overlap checks in which the later commitment is the later one.
    private async Task<ImmutableArray<(OverlapName Name, OverlapState State)>> SiblingsAsync(
        OverlapName name, CancellationToken cancellationToken) =>
    [
        .. (await overlaps.ListAsync(name.Market, name.LaterCommitmentEvent, cancellationToken).ConfigureAwait(false))
            .Where(sibling => sibling.Name != name
                && sibling.Name.LaterCommitmentEvent == name.LaterCommitmentEvent),
    ];
}
