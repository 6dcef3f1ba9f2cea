using Candor.Market.Audits;
using Candor.Validator.Audits;
using Candor.Validator.Markets;
using Candor.Validator.Overlaps;
using Candor.Wire.Names;
using Candor.Wire.Verdicts;

namespace Candor.Validator.Work;

/// <summary>What an overlap check ends with: a count of the shared records, or a refusal of who stayed
/// silent.</summary>
internal sealed class OverlapConclusion(
    AuditLog audits,
    OverlapLog overlaps,
    TagFiles files,
    MarketDirectory markets,
    VerdictSigner signer,
    TimeProvider time) : IDisposable
{
    // Counting for one later commitment goes one by one, so that no record is debited twice.
    private readonly SemaphoreSlim _counting = new(1, 1);

    /// <summary>Counts the records that both sides share, once both have answered.</summary>
    /// <param name="name">The overlap check's name.</param>
    /// <param name="overlap">The overlap check.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The check after it; null where it has to wait for another one of the same later commitment.</returns>
    internal async Task<OverlapState?> CountAsync(
        OverlapName name, OverlapState overlap, CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var debited = new List<string>();
            foreach ((OverlapName other, OverlapState state) in await overlaps
                .ListSiblingsAsync(name, cancellationToken).ConfigureAwait(false))
            {
                if (state is { Phase: OverlapPhase.Counted, IsConcluded: false })
                {
                    return null;
                }

                if (state is { Phase: OverlapPhase.Counted, IsTaken: true })
                {
                    debited.Add(files.SharedOf(other));
                }
            }

            string mine = files.DoubleTagsOf(name, overlap.Due.Earlier);
            string others = files.DoubleTagsOf(name, overlap.Due.Later);

            // Minutes where many records are compared: not on the thread that also sees to the other checks.
            (ulong shared, ulong fresh) = await Task.Run(
                () => SharedCount.Of(mine, others, files.SharedOf(name), debited, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            OverlapState? counted = await overlaps.DecideAsync(
                name,
                state => OverlapDecider.Count(state!, shared, fresh, signer, time.GetUtcNow()))
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

    /// <summary>Ends an overlap check that a side did not answer in time.</summary>
    /// <param name="name">The overlap check's name.</param>
    /// <param name="overlap">The overlap check.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The check after it, with a refusal for each silent side.</returns>
    internal async Task<OverlapState> EndAsync(
        OverlapName name, OverlapState overlap, CancellationToken cancellationToken)
    {
        AuditState earlier = await AuditOfAsync(
            name, overlap.Due.Earlier, name.EarlierCommitmentEvent, cancellationToken).ConfigureAwait(false);
        AuditState later = await AuditOfAsync(
            name, overlap.Due.Later, name.LaterCommitmentEvent, cancellationToken).ConfigureAwait(false);
        bool bothStand = await markets.StandsAsync(earlier, cancellationToken).ConfigureAwait(false)
            && await markets.StandsAsync(later, cancellationToken).ConfigureAwait(false);
        return (await overlaps.DecideAsync(
            name,
            state => OverlapDecider.End(state!, earlier, later, bothStand, signer, time.GetUtcNow()))
            .ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    public void Dispose() => _counting.Dispose();

    private async Task<AuditState> AuditOfAsync(
        OverlapName name, string participant, ulong commitmentEvent, CancellationToken cancellationToken) =>
        (await audits.FindAsync(
            new AuditName(new ParticipantName(name.Market, participant), commitmentEvent), cancellationToken)
            .ConfigureAwait(false))!;
}
