using System.Diagnostics.CodeAnalysis;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Market;
using Candor.Market.Contributions;

namespace Candor.Simulation.Training;

/// <summary>The bulk of a training, as a server keeps it beside the log: what does not decode or has another digest than its
/// message names is refused with the message.</summary>
internal sealed class TrainingUploads
{
    private readonly Dictionary<int, StatisticsCommitments> _commitments = [];
    private readonly Dictionary<(int Place, ulong Epoch), MaskedStatistics> _masked = [];
    private readonly Dictionary<(int Place, ulong Epoch), EncryptedShares> _shares = [];
    private readonly Dictionary<(int Place, ulong Epoch), ReadOnlyMemory<byte>> _opened = [];

    /// <summary>Begins without any.</summary>
    internal TrainingUploads()
    {
    }

    /// <summary>Goes on from others.</summary>
    /// <param name="other">The others.</param>
    internal TrainingUploads(TrainingUploads other)
    {
        (_commitments, _masked) = (new(other._commitments), new(other._masked));
        (_shares, _opened) = (new(other._shares), new(other._opened));
    }

    /// <summary>The commitments of a member.</summary>
    /// <param name="place">Its place.</param>
    internal StatisticsCommitments CommitmentsOf(int place) => _commitments[place];

    /// <summary>The masked vectors of a member.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="epoch">The epoch.</param>
    internal MaskedStatistics MaskedOf(int place, ulong epoch) => _masked[(place, epoch)];

    /// <summary>The encrypted shares that a member dealt.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="epoch">The epoch.</param>
    internal EncryptedShares SharesOf(int place, ulong epoch) => _shares[(place, epoch)];

    /// <summary>The shares that a member handed out.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="epoch">The epoch.</param>
    internal ReadOnlyMemory<byte> OpenedBy(int place, ulong epoch) => _opened[(place, epoch)];

    /// <summary>Keeps what came with a message that was taken.</summary>
    /// <param name="place">The sender's place.</param>
    /// <param name="bulk">What came with it.</param>
    internal void Keep(int place, Bulk bulk)
    {
        if (bulk.Commitments is { } commitments)
        {
            _commitments[place] = commitments;
        }

        if (bulk.Masked is { } masked)
        {
            _masked[(place, bulk.Epoch)] = masked;
            _shares[(place, bulk.Epoch)] = bulk.Shares!;
        }

        if (!bulk.Opened.IsEmpty)
        {
            _opened[(place, bulk.Epoch)] = bulk.Opened;
        }
    }

    /// <summary>Reads what comes with a message.</summary>
    /// <param name="market">The market.</param>
    /// <param name="claim">The message.</param>
    /// <param name="uploads">The uploads.</param>
    /// <param name="opened">The shares beside it.</param>
    /// <param name="bulk">What they are.</param>
    /// <param name="rejection">Why they are not what the message names.</param>
    internal static bool TryRead(
        MarketState market,
        ContributionClaim claim,
        IReadOnlyCollection<ContributionUpload> uploads,
        ReadOnlyMemory<byte> opened,
        [NotNullWhen(true)] out Bulk? bulk,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        StatisticsShape shape = market.Definition.Training!.Shape;
        bulk = claim switch
        {
            StatisticsClaim c => ReadCommitments(shape, Part(uploads, ContributionPart.Commitments), c.StatisticsDigest),
            MaskClaim c => ReadMasks(market, shape, uploads, c),
            SharesClaim c => new Bulk(c.Epoch, null, null, null, opened),
            _ => new Bulk(0, null, null, null, default),
        };
        rejection = bulk is null
            ? new Rejection(RejectionReason.UploadInvalid, "An upload does not decode, or has another digest than its message names.")
            : null;
        return bulk is not null;
    }

    private static Bulk? ReadCommitments(StatisticsShape shape, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> digest) =>
        UploadedParts.Read(shape, bytes.Span, digest.Span, out StatisticsCommitments? commitments) == ProofFailure.None
            ? new Bulk(0, commitments, null, null, default)
            : null;

    private static Bulk? ReadMasks(
        MarketState market, StatisticsShape shape, IReadOnlyCollection<ContributionUpload> uploads, MaskClaim claim) =>
        market.Training!.Epoch is { } epoch
        && UploadedParts.Read(
            shape,
            Part(uploads, ContributionPart.Values).Span,
            claim.ValuesDigest.Span,
            Part(uploads, ContributionPart.Blindings).Span,
            claim.BlindingsDigest.Span,
            out MaskedStatistics? masked) == ProofFailure.None
        && UploadedParts.Read(
            epoch.List,
            Part(uploads, ContributionPart.EncryptedShares).Span,
            claim.SharesDigest.Span,
            out EncryptedShares? shares) == ProofFailure.None
            ? new Bulk(claim.Epoch, null, masked, shares, default)
            : null;

    private static ReadOnlyMemory<byte> Part(IReadOnlyCollection<ContributionUpload> uploads, ContributionPart part) =>
        uploads.FirstOrDefault(upload => upload.Part == part)?.Bytes ?? default;

    /// <summary>What comes with a message.</summary>
    /// <param name="Epoch">The epoch; 0 for what stands in all.</param>
    /// <param name="Commitments">Commitments to statistics, or null.</param>
    /// <param name="Masked">Masked vectors, or null.</param>
    /// <param name="Shares">Encrypted shares, or null.</param>
    /// <param name="Opened">Shares that are handed out; empty for none.</param>
    internal sealed record Bulk(
        ulong Epoch,
        StatisticsCommitments? Commitments,
        MaskedStatistics? Masked,
        EncryptedShares? Shares,
        ReadOnlyMemory<byte> Opened);
}
