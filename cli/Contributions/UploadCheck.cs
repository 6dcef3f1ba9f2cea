using Candor.Client.Transcripts;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Training;
using Candor.Platform.Training;
using Microsoft.Extensions.Logging.Abstractions;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Cli.Contributions;

/// <summary>Holds what members of a training uploaded to what they signed, in every epoch, and what the platform says of it to
/// what follows from it. The folder is only read, and one member's uploads are in memory at a time.</summary>
internal sealed class UploadCheck
{
    private readonly MarketState _market;
    private readonly IReadOnlyList<TrainedEpoch> _epochs;
    private readonly TrainingBulk _bulk;
    private readonly UploadFindings _findings = new();
    private readonly HashSet<BlobName> _named = [];

    /// <summary>Opens the folder.</summary>
    /// <param name="market">The market, verified.</param>
    /// <param name="epochs">Its epochs.</param>
    /// <param name="folder">The folder of all markets' uploads, as it is beside a server's database.</param>
    /// <exception cref="BlobStoreException">The folder is a link, or cannot be listed.</exception>
    internal UploadCheck(MarketState market, IReadOnlyList<TrainedEpoch> epochs, string folder)
    {
        (_market, _epochs) = (market, epochs);
        _bulk = new TrainingBulk(BlobStore.OpenFolder(folder, new BlobLimits(), NullLogger.Instance));
    }

    /// <summary>Checks everything.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found: counts, then each epoch, the model, and files that the log does not name.</returns>
    internal async Task<IReadOnlyList<UploadFinding>> RunAsync(CancellationToken cancellationToken)
    {
        foreach ((int place, StatisticsCommitted signed) in _market.Training!.Statistics)
        {
            await CheckCountAsync(place, signed, cancellationToken).ConfigureAwait(false);
        }

        foreach (TrainedEpoch epoch in _epochs)
        {
            var check = new EpochCheck(epoch, _bulk, _findings, _named);
            await check.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_market.Training.Model is { } model)
        {
            await CheckModelAsync(model, cancellationToken).ConfigureAwait(false);
        }

        NameForeignFiles();
        return _findings.All;
    }

    private Task<bool> CheckCountAsync(int place, StatisticsCommitted signed, CancellationToken cancellationToken)
    {
        BlobName name = TrainingBulk.NameOf(_market.Name, ContributionPart.Commitments, signed.Digest);
        _named.Add(name);
        return _findings.CheckAsync(
            UploadFinding.Count,
            signed.Participant,
            null,
            () => _bulk.Store.Exists(name),
            async () =>
            {
                StatisticsCommitments commitments = await _bulk
                    .ReadCommitmentsAsync(_market, signed.Digest, cancellationToken).ConfigureAwait(false);
                uint records = _market.Training!.First!.Members.Single(member => member.Place == place).Records;
                ProofFailure failure = CountStatement.Verify(commitments, records, signed.CountOpening.Span);
                return failure == ProofFailure.None
                    ? (true, null)
                    : (false, $"it does not hold: {failure}; expected a commitment to {records} records");
            });
    }

    private Task<bool> CheckModelAsync(DeliveredModel model, CancellationToken cancellationToken)
    {
        BlobName name = TrainingBulk.NameOf(_market.Name, TrainingBulk.Models, model.Digest);
        _named.Add(name);
        return _findings.CheckAsync(
            UploadFinding.Model,
            null,
            null,
            () => _bulk.Store.Exists(name),
            async () =>
            {
                byte[] bytes = await _bulk.Store.ReadAllAsync(name, int.MaxValue, cancellationToken).ConfigureAwait(false);
                return bytes.Length >= DeliveredModel.DigestSize
                    && DeliveredModel.DigestOf(bytes.AsSpan(0, DeliveredModel.DigestSize), bytes.AsSpan(DeliveredModel.DigestSize))
                        .AsSpan().SequenceEqual(model.Digest.Span)
                    ? (true, null)
                    : (false, "salt and file have another SHA-256 than the log names; expected the same");
            });
    }

    // Uploads that no message followed are there too; what they are nobody signed.
    private void NameForeignFiles()
    {
        foreach (BlobEntry entry in _bulk.Store.List(TrainingBulk.IdOf(_market.Name)))
        {
            bool isServers = entry.Name.Kind is TrainingBulk.OpenedShares or TrainingBulk.Models;
            if (!entry.IsWhole || (!_named.Contains(entry.Name) && !isServers))
            {
                _findings.Add(new UploadFinding(
                    UploadFinding.File,
                    null,
                    null,
                    null,
                    entry.IsWhole
                        ? $"{entry.Name.FileName}: the log names no upload of this digest"
                        : $"{entry.Name.PartName}: an upload of which not all has come"));
            }
        }
    }
}
