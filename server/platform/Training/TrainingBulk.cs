using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Wire.Names;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Training;

/// <summary>The bulk of markets' training in the store of blobs: what each is called, how long it is, and how it is read.
/// Thread-safe.</summary>
/// <param name="store">The store.</param>
internal sealed class TrainingBulk(BlobStore store)
{
    /// <summary>The kind of the shares that members hand out, which are secret.</summary>
    internal const string OpenedShares = "opened-shares";

    /// <summary>The kind of models, salt first.</summary>
    internal const string Models = "models";

    // Not the id of a participant, so that nobody's room is taken.
    private const string ServerOwner = "!server";

    /// <summary>The store.</summary>
    internal BlobStore Store { get; } = store;

    /// <summary>What an uploaded part is called.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="part">What it is; one of the named ones.</param>
    /// <param name="digest">The digest in the log, 32 bytes.</param>
    /// <returns>The blob's name.</returns>
    internal static BlobName NameOf(string market, ContributionPart part, ReadOnlyMemory<byte> digest) =>
        NameOf(market, KindOf(part), digest);

    /// <summary>What a blob is called.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="digest">The digest in the log, 32 bytes.</param>
    /// <returns>The blob's name.</returns>
    internal static BlobName NameOf(string market, string kind, ReadOnlyMemory<byte> digest) =>
        BlobName.Of(IdOf(market), kind, digest.Span);

    /// <summary>The id of a market, which its folder is called by.</summary>
    /// <param name="market">The market's name.</param>
    /// <returns>The id.</returns>
    internal static string IdOf(string market) => market[MarketName.Of("").Length..];

    /// <summary>The kind of blob that a part is.</summary>
    /// <param name="part">The part; one of the named ones.</param>
    /// <returns>The kind.</returns>
    internal static string KindOf(ContributionPart part) => UploadedParts.NameOf((Market.Contributions.ContributionPart)part);

    /// <summary>How many bytes a part has.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="part">The part.</param>
    /// <returns>32 for each coordinate, and for each other member of the list.</returns>
    internal static long LengthOf(MarketState market, ContributionPart part) => UploadedParts.LengthOf(
        (Market.Contributions.ContributionPart)part,
        market.Definition.Training!.Shape,
        market.Training!.List?.Members.Length ?? 1);

    /// <summary>Whether a part is there, whole and as long as the market's rules say.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="part">The part.</param>
    /// <param name="digest">The digest in the log, 32 bytes.</param>
    /// <returns>Whether it is.</returns>
    internal bool Has(MarketState market, ContributionPart part, ReadOnlyMemory<byte> digest) =>
        Store.LengthOf(NameOf(market.Name, part, digest)) == LengthOf(market, part);

    /// <summary>Reads a member's commitments.</summary>
    /// <param name="market">The market.</param>
    /// <param name="digest">Their digest in the log.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The commitments.</returns>
    /// <exception cref="BlobStoreException">They cannot be read.</exception>
    internal async Task<StatisticsCommitments> ReadCommitmentsAsync(
        MarketState market, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        BlobName name = NameOf(market.Name, ContributionPart.Commitments, digest);
        byte[] bytes = await ReadAsync(market, ContributionPart.Commitments, digest, cancellationToken).ConfigureAwait(false);
        ProofFailure failure = UploadedParts.Read(
            market.Definition.Training!.Shape, bytes, digest.Span, out StatisticsCommitments? commitments);
        return commitments ?? throw NotAsSigned(name, failure);
    }

    /// <summary>Reads the first of a member's commitments.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="digest">The digest of all of them in its message, 32 bytes.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Its encoding.</returns>
    /// <exception cref="BlobStoreException">It cannot be read.</exception>
    internal async Task<byte[]> ReadFirstAsync(
        MarketState market, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        BlobName name = NameOf(market.Name, ContributionPart.Commitments, digest);
        await foreach (ReadOnlyMemory<byte> chunk in Store.ReadAsync(name, 0, cancellationToken).ConfigureAwait(false))
        {
            return chunk[..UploadedParts.ElementBytes].ToArray();
        }

        throw NotAsSigned(name, ProofFailure.WrongLength);
    }

    /// <summary>Reads a member's masked vectors.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="place">The member's roster index.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The vectors.</returns>
    /// <exception cref="BlobStoreException">They cannot be read.</exception>
    internal async Task<MaskedStatistics> ReadMaskedAsync(
        MarketState market, int place, CancellationToken cancellationToken)
    {
        Market.Events.ContributionAccepted signed = market.Training!.Masks[place];
        byte[] y = await ReadAsync(market, ContributionPart.Values, signed.ValuesDigest, cancellationToken).ConfigureAwait(false);
        byte[] z = await ReadAsync(market, ContributionPart.Blindings, signed.BlindingsDigest, cancellationToken)
            .ConfigureAwait(false);
        ProofFailure failure = UploadedParts.Read(
            market.Definition.Training!.Shape,
            y,
            signed.ValuesDigest.Span,
            z,
            signed.BlindingsDigest.Span,
            out MaskedStatistics? masked);
        if (masked is not null)
        {
            return masked;
        }

        bool isOfBlindings = UploadedParts.Check(
            Market.Contributions.ContributionPart.Values,
            market.Definition.Training.Shape,
            null,
            y,
            signed.ValuesDigest.Span) == ProofFailure.None;
        throw NotAsSigned(
            isOfBlindings
                ? NameOf(market.Name, ContributionPart.Blindings, signed.BlindingsDigest)
                : NameOf(market.Name, ContributionPart.Values, signed.ValuesDigest),
            failure);
    }

    /// <summary>Reads the shares that a member encrypted for the others.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="dealer">The member's roster index.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The shares.</returns>
    /// <exception cref="BlobStoreException">They cannot be read.</exception>
    internal async Task<EncryptedShares> ReadEncryptedSharesAsync(
        MarketState market, int dealer, CancellationToken cancellationToken)
    {
        TrainingProgress training = market.Training!;
        ReadOnlyMemory<byte> digest = training.Masks[dealer].SharesDigest;
        byte[] bytes = await ReadAsync(market, ContributionPart.Shares, digest, cancellationToken).ConfigureAwait(false);
        ProofFailure failure = UploadedParts.Read(
            training.Epoch!.List, bytes, digest.Span, out EncryptedShares? shares);
        return shares ?? throw NotAsSigned(NameOf(market.Name, ContributionPart.Shares, digest), failure);
    }

    /// <summary>Keeps the shares that a member hands out.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="participant">The member's id.</param>
    /// <param name="digest">Their digest.</param>
    /// <param name="shares">The shares, checked.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Completes when they are on the disk.</returns>
    /// <exception cref="BlobStoreException">They cannot be kept.</exception>
    internal Task KeepOpenedSharesAsync(
        MarketState market,
        string participant,
        ReadOnlyMemory<byte> digest,
        ReadOnlyMemory<byte> shares,
        CancellationToken cancellationToken) =>
        KeepAsync(NameOf(market.Name, OpenedShares, digest), participant, [shares], cancellationToken);

    /// <summary>Reads the shares that a member handed out.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="holder">The member's roster index.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The shares, for the caller to erase.</returns>
    /// <exception cref="BlobStoreException">They cannot be read.</exception>
    internal Task<byte[]> ReadOpenedSharesAsync(
        MarketState market, int holder, CancellationToken cancellationToken) => Store.ReadAllAsync(
            NameOf(market.Name, OpenedShares, market.Training!.Shares[holder].SharesDigest),
            market.Training.List!.Members.Length * UploadedParts.ElementBytes,
            cancellationToken);

    /// <summary>Keeps a model.</summary>
    /// <param name="market">The market.</param>
    /// <param name="digest">Its salted digest.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Completes when it is on the disk.</returns>
    /// <exception cref="BlobStoreException">It cannot be kept.</exception>
    internal Task KeepModelAsync(
        MarketState market,
        ReadOnlyMemory<byte> digest,
        ReadOnlyMemory<byte> salt,
        ReadOnlyMemory<byte> file,
        CancellationToken cancellationToken) =>
        KeepAsync(NameOf(market.Name, Models, digest), ServerOwner, [salt, file], cancellationToken);

    /// <summary>Deletes what a market no longer needs once it is over: the shares that were handed out, from which with the
    /// masked vectors everybody's own mask follows; uploads that never ended; and models that the log does not name.</summary>
    /// <param name="market">The market; it is over.</param>
    /// <exception cref="BlobStoreException">They cannot be deleted.</exception>
    internal void DeleteSecrets(MarketState market)
    {
        BlobName? model = market.Training?.Model is { } delivered
            ? NameOf(market.Name, Models, delivered.Digest)
            : null;
        foreach (BlobEntry entry in Store.List(IdOf(market.Name)))
        {
            if (!entry.IsWhole || entry.Name.Kind == OpenedShares || (entry.Name.Kind == Models && entry.Name != model))
            {
                Store.Delete(entry.Name);
            }
        }
    }

    private Task<byte[]> ReadAsync(
        MarketState market, ContributionPart part, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) =>
        Store.ReadAllAsync(NameOf(market.Name, part, digest), (int)LengthOf(market, part), cancellationToken);

    private static BlobStoreException NotAsSigned(BlobName name, ProofFailure failure) => new(
        BlobFault.Damaged, $"The blob '{name}' is not what was signed: {failure}; expected what its digest is of.");

    private async Task KeepAsync(
        BlobName name, string owner, ReadOnlyMemory<byte>[] pieces, CancellationToken cancellationToken)
    {
        BlobUpload upload = await Store.BeginOrResumeAsync(
            name, pieces.Sum(static piece => (long)piece.Length), owner, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            // The same bytes may have been cut off by a crash: what the digest names is written from where it stopped.
            long start = 0;
            foreach (ReadOnlyMemory<byte> piece in pieces)
            {
                long had = Math.Clamp(upload.Received - start, 0, piece.Length);
                if (!upload.IsWhole && had < piece.Length)
                {
                    await upload.AppendAsync(piece[(int)had..], upload.Received, cancellationToken).ConfigureAwait(false);
                }

                start += piece.Length;
            }

            await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
