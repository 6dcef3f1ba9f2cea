using Candor.Commitments.Group;

namespace Candor.Commitments.EqualityProofs;

/// <summary>
/// What a proof of equal logarithms says: one k with K = k·B and D_i = k·C_i for every i (RFC 9497 section 2.2, with
/// the basepoint B as its A and the key K as its B).
/// </summary>
/// <remarks>
/// <para>
/// The context string must depend on every pair. RFC 9497 derives the weight of a pair from the key and that pair
/// alone, so a prover who is free to choose many D_i could look for wrong ones whose errors cancel: with 512 lists
/// Wagner's algorithm needs about 2^25 steps. With the whole batch in the context string, any change anywhere draws all
/// weights anew.
/// </para>
/// <para>
/// Points and encodings must be those of the same elements. The caller has decoded or encoded them and answers for it.
/// </para>
/// </remarks>
internal sealed class EqualityStatement
{
    /// <summary>Pairs in one proof: their index has two bytes.</summary>
    internal const int MaximumPairs = 1 << 16;

    /// <summary>Bytes of the longest context string: with its prefix it must fit a domain separation tag.</summary>
    internal const int MaximumContext = 200;

    internal EqualityStatement(
        ReadOnlyMemory<byte> contextString,
        PublicElement publicKey,
        RistrettoPoint[] bases,
        ReadOnlyMemory<byte> baseEncodings,
        RistrettoPoint[]? images,
        ReadOnlyMemory<byte> imageEncodings)
    {
        if (contextString.Length is 0 or > MaximumContext)
        {
            throw new ArgumentException(
                $"A context string has 1 to {MaximumContext} bytes, not {contextString.Length}.",
                nameof(contextString));
        }

        // An index beyond two bytes would give two pairs one weight.
        if (bases.Length is 0 or > MaximumPairs)
        {
            throw new ArgumentException($"A proof has 1 to {MaximumPairs} pairs, not {bases.Length}.", nameof(bases));
        }

        if ((images is not null && images.Length != bases.Length) ||
            baseEncodings.Length != bases.Length * RistrettoPoint.Size ||
            imageEncodings.Length != baseEncodings.Length)
        {
            throw new ArgumentException(
                $"{bases.Length} bases have {baseEncodings.Length} bytes of encodings, {images?.Length} images and "
                + $"{imageEncodings.Length} bytes of theirs; expected {RistrettoPoint.Size} bytes for each.",
                nameof(bases));
        }

        ContextString = contextString;
        PublicKey = publicKey;
        Bases = bases;
        BaseEncodings = baseEncodings;
        Images = images;
        ImageEncodings = imageEncodings;
    }

    /// <summary>What the proof is bound to, the whole batch included.</summary>
    internal ReadOnlyMemory<byte> ContextString { get; }

    /// <summary>K.</summary>
    internal PublicElement PublicKey { get; }

    /// <summary>C_i.</summary>
    internal RistrettoPoint[] Bases { get; }

    /// <summary>Encodings of the C_i, one after the other.</summary>
    internal ReadOnlyMemory<byte> BaseEncodings { get; }

    /// <summary>D_i; null for the prover, who computes their weighted sum from k.</summary>
    internal RistrettoPoint[]? Images { get; }

    /// <summary>Encodings of the D_i, one after the other.</summary>
    internal ReadOnlyMemory<byte> ImageEncodings { get; }
}
