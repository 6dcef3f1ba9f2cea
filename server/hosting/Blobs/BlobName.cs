using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Candor.Market.Definitions;

namespace Candor.Hosting.Blobs;

/// <summary>What a blob is called: its market, what it is, and the digest by which signed messages name it. That digest is
/// of the blob's meaning and has a domain of its own, so that the store cannot compute it; whoever writes a blob checks
/// it, and the store checks that what was written is what is read.</summary>
internal sealed record BlobName
{
    /// <summary>Bytes of a digest.</summary>
    internal const int DigestBytes = 32;

    /// <summary>What follows the file name of a blob of which not all has come.</summary>
    internal const string PartSuffix = ".part";

    private const int MaxKindLength = 32;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private BlobName(string market, string kind, string digest)
    {
        Market = market;
        Kind = kind;
        Digest = digest;
    }

    /// <summary>The market's id.</summary>
    internal string Market { get; }

    /// <summary>What it is, such as <c>commitments</c>.</summary>
    internal string Kind { get; }

    /// <summary>The digest, 64 lower-case hexadecimal digits.</summary>
    internal string Digest { get; }

    /// <summary>The name of its file in its market's folder.</summary>
    internal string FileName => $"{Kind}-{Digest}";

    /// <summary>The name of its file while not all of it has come.</summary>
    internal string PartName => FileName + PartSuffix;

    /// <summary>Makes a name.</summary>
    /// <param name="market">The market's id.</param>
    /// <param name="kind">1 to 32 lower-case letters and hyphens, a letter first.</param>
    /// <param name="digest">32 bytes.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentException">A part of it breaks its rule.</exception>
    internal static BlobName Of(string market, string kind, ReadOnlySpan<byte> digest)
    {
        if (!ResourceId.IsValid(market))
        {
            throw new ArgumentException(
                $"'{market}' is not the id of a market; expected {ResourceId.Expected}.", nameof(market));
        }

        if (!IsKind(kind))
        {
            throw new ArgumentException(
                $"'{kind}' is not a kind of blob; expected 1 to {MaxKindLength} lower-case letters and hyphens, a letter first.",
                nameof(kind));
        }

        return digest.Length == DigestBytes
            ? new BlobName(market, kind, Convert.ToHexStringLower(digest))
            : throw new ArgumentException(
                $"A blob's digest has {digest.Length} bytes; expected {DigestBytes}.", nameof(digest));
    }

    /// <summary>Reads a name from its file.</summary>
    /// <param name="market">The market's id, the name of the folder.</param>
    /// <param name="fileName">The name of the file, whole or in part.</param>
    /// <param name="name">The name.</param>
    /// <returns>Whether the file is named as a blob's.</returns>
    internal static bool TryParse(string market, string fileName, [NotNullWhen(true)] out BlobName? name)
    {
        string whole = fileName.EndsWith(PartSuffix, StringComparison.Ordinal) ? fileName[..^PartSuffix.Length] : fileName;
        int end = whole.Length - (2 * DigestBytes) - 1;
        name = ResourceId.IsValid(market) && end > 0 && whole[end] == '-' && IsKind(whole[..end])
            && whole.AsSpan(end + 1).IndexOfAnyExcept(s_digits) < 0
                ? new BlobName(market, whole[..end], whole[(end + 1)..])
                : null;
        return name is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Market}/{FileName}";

    private static bool IsKind(string kind) =>
        kind.Length is > 0 and <= MaxKindLength
        && kind[0] != '-'
        && kind.All(letter => letter is (>= 'a' and <= 'z') or '-');
}
