using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Platform.Training;
using Microsoft.Extensions.Logging.Abstractions;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Cli.Contributions;

/// <summary>Holds what members of a training uploaded to what they signed: the count of their sums (statement 7), and in the last
/// epoch that masked vectors are the committed ones (statement 9). The folder is only read.</summary>
/// <param name="market">The market, verified.</param>
/// <param name="folder">The folder of all markets' uploads, as it is beside a server's database.</param>
internal sealed class UploadCheck(MarketState market, string folder)
{
    private readonly List<UploadFinding> _findings = [];

    /// <summary>Checks every member.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found, by statement and roster.</returns>
    internal async Task<IReadOnlyList<UploadFinding>> RunAsync(CancellationToken cancellationToken)
    {
        if (market.Training is not { } training)
        {
            return [];
        }

        var bulk = new TrainingBulk(BlobStore.OpenFolder(folder, new BlobLimits(), NullLogger.Instance));
        var committed = new Dictionary<int, StatisticsCommitments>();
        foreach ((int place, Candor.Market.Events.StatisticsCommitted signed) in training.Statistics)
        {
            await CheckAsync(
                UploadFinding.Count,
                place,
                () => bulk.Has(market, ContributionPart.Commitments, signed.Digest),
                async () =>
                {
                    committed[place] = await bulk.ReadCommitmentsAsync(market, signed.Digest, cancellationToken)
                        .ConfigureAwait(false);
                    return CountStatement.Verify(committed[place], training.First!.Members.Single(
                        member => member.Place == place).Records, signed.CountOpening.Span);
                }).ConfigureAwait(false);
        }

        foreach ((int place, Candor.Market.Events.ContributionAccepted signed) in training.Masks)
        {
            await CheckAsync(
                UploadFinding.Masks,
                place,
                () => training.Weights is not null && training.Points.ContainsKey(place) && committed.ContainsKey(place)
                    && bulk.Has(market, ContributionPart.Values, signed.ValuesDigest)
                    && bulk.Has(market, ContributionPart.Blindings, signed.BlindingsDigest),
                async () =>
                {
                    MaskedStatistics masked = await bulk.ReadMaskedAsync(market, place, cancellationToken)
                        .ConfigureAwait(false);
                    return MaskedVectorStatement.Verify(
                        training.Weights!,
                        training.PositionOf(place),
                        committed[place],
                        masked,
                        training.PointsOf(place));
                }).ConfigureAwait(false);
        }

        return _findings;
    }

    private async Task CheckAsync(string statement, int place, Func<bool> isThere, Func<Task<ProofFailure>> verify)
    {
        string participant = market.Definition.Roster[place].Id;
        try
        {
            if (!isThere())
            {
                _findings.Add(new UploadFinding(statement, participant, null, "what was uploaded is not there"));
                return;
            }

            ProofFailure failure = await verify().ConfigureAwait(false);
            _findings.Add(new UploadFinding(
                statement,
                participant,
                failure == ProofFailure.None,
                failure == ProofFailure.None ? null : $"it does not hold: {failure}"));
        }
        catch (BlobStoreException broken)
        {
            _findings.Add(new UploadFinding(statement, participant, false, broken.Message));
        }
    }
}

/// <summary>What came of one member's uploads.</summary>
/// <param name="Statement">Which statement.</param>
/// <param name="Participant">The member's id.</param>
/// <param name="Holds">Whether it holds; null where it could not be checked.</param>
/// <param name="Fault">Why not.</param>
internal sealed record UploadFinding(string Statement, string Participant, bool? Holds, string? Fault)
{
    /// <summary>The count is the reported one (statement 7).</summary>
    internal const string Count = "count (statement 7)";

    /// <summary>The masked vectors are the committed ones (statement 9).</summary>
    internal const string Masks = "masked vectors (statement 9)";
}
