using System.Collections.Immutable;
using Candor.Client.Transcripts;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Training;
using Candor.Platform.Training;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Cli.Contributions;

/// <summary>Holds one epoch's uploads to what was signed, and repeats the platform's comparison of it.</summary>
internal sealed class EpochCheck
{
    private readonly TrainedEpoch _epoch;
    private readonly MarketState _market;
    private readonly TrainingBulk _bulk;
    private readonly UploadFindings _findings;
    private readonly HashSet<BlobName> _named;
    private readonly TrainingComparison? _comparison;

    /// <summary>Prepares the check.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="bulk">Where uploads are.</param>
    /// <param name="findings">Told what is found.</param>
    /// <param name="named">Told which files the log names.</param>
    internal EpochCheck(TrainedEpoch epoch, TrainingBulk bulk, UploadFindings findings, HashSet<BlobName> named)
    {
        (_epoch, _market, _bulk, _findings, _named) = (epoch, epoch.Market, bulk, findings, named);
        _comparison = TrainingComparison.IsReady(Training) ? new TrainingComparison(Training) : null;
    }

    private TrainingProgress Training => _market.Training!;

    private ulong Number => Training.State.Epoch;

    /// <summary>Checks it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        bool isWhole = true;
        foreach ((int place, ContributionAccepted signed) in Training.Masks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            isWhole &= await CheckMasksAsync(place, signed, cancellationToken).ConfigureAwait(false);
        }

        ImmutableSortedSet<int> blamed = _comparison?.Blamed(_market) ?? [];
        foreach ((int place, ContributionAccepted signed) in Training.Masks)
        {
            bool isRead = await CheckSharesAsync(place, signed, blamed.Contains(place), cancellationToken).ConfigureAwait(false);
            isWhole &= isRead || !blamed.Contains(place);
        }

        if (_comparison is not null && _epoch.Compared is { } said)
        {
            _findings.Add(isWhole
                ? Compare(said)
                : new UploadFinding(
                    UploadFinding.Comparison, null, Number, null, "not all that it is made from is there, or holds"));
        }
    }

    private Task<bool> CheckMasksAsync(int place, ContributionAccepted signed, CancellationToken cancellationToken)
    {
        BlobName values = NameOf(ContributionPart.Values, signed.ValuesDigest);
        BlobName blindings = NameOf(ContributionPart.Blindings, signed.BlindingsDigest);
        return _findings.CheckAsync(
            UploadFinding.Masks,
            signed.Participant,
            Number,
            () => _bulk.Store.Exists(values) & _bulk.Store.Exists(blindings),
            async () =>
            {
                MaskedStatistics masked = await _bulk.ReadMaskedAsync(_market, place, cancellationToken).ConfigureAwait(false);
                if (_comparison is null)
                {
                    return (true, "as their digests alone: not all published their points");
                }

                return await TryReadAsync(place, cancellationToken).ConfigureAwait(false) is { } committed
                    ? Judge(signed.Participant, _comparison.Compare(place, committed, masked))
                    : (null, "as their digests alone: the commitments are not there, or not what was signed");
            });
    }

    // That commitments are damaged or gone is found where their count is checked.
    private async Task<StatisticsCommitments?> TryReadAsync(int place, CancellationToken cancellationToken)
    {
        try
        {
            return await _bulk.ReadCommitmentsAsync(_market, Training.Statistics[place].Digest, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (BlobStoreException)
        {
            return null;
        }
    }

    // Who fails and is named for it is a finding of the platform's that holds.
    private (bool? Holds, string? Fault) Judge(string participant, ProofFailure failure)
    {
        bool isNamed = _epoch.Compared?.Named.Contains(new NamedMember(participant, FallCause.MasksFail)) == true;
        return (failure, isNamed) switch
        {
            (ProofFailure.None, false) => (true, null),
            (ProofFailure.None, true) => (
                false, "the log names it for them (MASKS_FAIL), and they are the committed ones; expected nobody named"),
            (_, true) => (true, "they are not the committed ones, and the log names it for that (MASKS_FAIL)"),
            _ => (false, $"they are not the committed ones ({failure}), and the log names nobody for that"),
        };
    }

    private Task<bool> CheckSharesAsync(
        int place, ContributionAccepted signed, bool isBlamed, CancellationToken cancellationToken)
    {
        BlobName name = NameOf(ContributionPart.Shares, signed.SharesDigest);
        return _findings.CheckAsync(
            UploadFinding.Shares,
            signed.Participant,
            Number,
            () => _bulk.Store.Exists(name),
            async () =>
            {
                EncryptedShares shares = await _bulk.ReadEncryptedSharesAsync(_market, place, cancellationToken)
                    .ConfigureAwait(false);
                if (isBlamed)
                {
                    _comparison!.JudgeComplaints(_market, place, shares);
                }

                return (true, null);
            });
    }

    private UploadFinding Compare(PointsCompared said)
    {
        ComparedEpoch found = _comparison!.Finish();
        NamedMember[] named =
        [
            .. found.Named.Select(one => new NamedMember(_market.Definition.Roster[one.Key].Id, one.Value)),
        ];
        bool holds = said.Named.ToHashSet().SetEquals(named) && said.Disputed.ToHashSet().SetEquals(found.Disputed);
        return new UploadFinding(
            UploadFinding.Comparison,
            null,
            Number,
            holds,
            holds
                ? null
                : $"the log names {Describe(said.Named)} and {said.Disputed.Length} pairs; expected {Describe(named)} and "
                    + $"{found.Disputed.Length}, as points and uploads give them");
    }

    private static string Describe(IReadOnlyCollection<NamedMember> named) => named.Count == 0
        ? "nobody"
        : string.Join(", ", named.Select(static one => $"'{one.Participant}' ({one.Cause})"));

    private BlobName NameOf(ContributionPart part, ReadOnlyMemory<byte> digest)
    {
        BlobName name = TrainingBulk.NameOf(_market.Name, part, digest);
        _named.Add(name);
        return name;
    }
}
