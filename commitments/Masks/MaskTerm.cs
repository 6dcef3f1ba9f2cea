using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.Masks;

/// <summary>
/// One mask of the coordinates and one of the blindings, by their two keys, and the sign with which a contributor adds
/// them: the first of a pair adds, the second subtracts, so that the sum of both is zero.
/// </summary>
/// <remarks>Overwritten by disposing of it.</remarks>
internal sealed class MaskTerm : IDisposable
{
    private readonly byte[] _keys = GC.AllocateUninitializedArray<byte>(2 * MaskSeeds.Size, pinned: true);

    private MaskTerm(bool subtracts) => Subtracts = subtracts;

    /// <summary>Whether the contributor subtracts the masks.</summary>
    internal bool Subtracts { get; }

    /// <summary>The masks of a pair, from one end.</summary>
    internal static MaskTerm OfPair(ReadOnlySpan<byte> z, MaskEpoch epoch, int own, int other)
    {
        var term = new MaskTerm(own > other);
        MaskSeeds.WriteOfPair(MaskSeeds.Values, z, epoch, own, other, term._keys.AsSpan(0, MaskSeeds.Size));
        MaskSeeds.WriteOfPair(MaskSeeds.Blindings, z, epoch, own, other, term._keys.AsSpan(MaskSeeds.Size));
        return term;
    }

    /// <summary>A contributor's own masks.</summary>
    internal static MaskTerm Own(in Scalar seed, MaskEpoch epoch, int position)
    {
        var term = new MaskTerm(subtracts: false);
        MaskSeeds.WriteOwn(seed, epoch, position, term._keys);
        return term;
    }

    /// <summary>Adds the masks to vectors, or subtracts them.</summary>
    internal void AddTo(Span<Scalar> values, Span<Scalar> blindings)
    {
        AddTo(values, _keys.AsSpan(0, MaskSeeds.Size));
        AddTo(blindings, _keys.AsSpan(MaskSeeds.Size));
    }

    /// <summary>Subtracts the mask of the coordinates from their sum.</summary>
    internal void TakeFrom(Span<Scalar> values)
    {
        using var stream = new ScalarStream(_keys.AsSpan(0, MaskSeeds.Size));
        foreach (ref Scalar value in values)
        {
            value -= stream.Next();
        }
    }

    /// <summary>
    /// U = ⟨w, m⟩·B + ⟨w, m'⟩·B̃, without the sign: a commitment to ⟨w, m⟩ under the blinding ⟨w, m'⟩, which hides it.
    /// </summary>
    internal RistrettoPoint PointOf(ReadOnlySpan<Scalar> weights) => PedersenGenerators.Commit(
        InnerProduct(weights, _keys.AsSpan(0, MaskSeeds.Size)), InnerProduct(weights, _keys.AsSpan(MaskSeeds.Size)));

    /// <summary>Overwrites the keys.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_keys);

    private void AddTo(Span<Scalar> vector, ReadOnlySpan<byte> key)
    {
        using var stream = new ScalarStream(key);
        foreach (ref Scalar element in vector)
        {
            element = Subtracts ? element - stream.Next() : element + stream.Next();
        }
    }

    private static Scalar InnerProduct(ReadOnlySpan<Scalar> weights, ReadOnlySpan<byte> key)
    {
        using var stream = new ScalarStream(key);
        Scalar sum = Scalar.Zero;
        foreach (ref readonly Scalar weight in weights)
        {
            sum += weight * stream.Next();
        }

        return sum;
    }
}
