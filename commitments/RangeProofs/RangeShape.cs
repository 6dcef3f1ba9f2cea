using System.Numerics;
using Candor.Commitments.Group;

namespace Candor.Commitments.RangeProofs;

/// <summary>What a range proof is about: m committed values, each in [0, 2^n).</summary>
internal readonly record struct RangeShape
{
    /// <summary>The most bits a value can have.</summary>
    internal const int MaxBits = 64;

    /// <summary>The most values one proof can cover.</summary>
    internal const int MaxParties = 8;

    // A, S, T_1, T_2, t_x, t_x_blinding, e_blinding before the rounds; a, b after them.
    private const int FixedElements = 9;

    /// <summary>
    /// A shape of <paramref name="bits"/> in {8, 16, 32, 64} and <paramref name="parties"/> in {1, 2, 4, 8}.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Another number of bits or parties.</exception>
    internal RangeShape(int bits, int parties)
    {
        if (bits is not (8 or 16 or 32 or MaxBits))
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A range has 8, 16, 32 or 64 bits.");
        }

        if (parties is not (1 or 2 or 4 or MaxParties))
        {
            throw new ArgumentOutOfRangeException(nameof(parties), parties, "A proof covers 1, 2, 4 or 8 values.");
        }

        Bits = bits;
        Parties = parties;
    }

    /// <summary>n, bits of each value.</summary>
    internal int Bits { get; }

    /// <summary>m, values covered.</summary>
    internal int Parties { get; }

    /// <summary>n·m, the length of the inner product.</summary>
    internal int Length => Bits * Parties;

    /// <summary>lg(n·m), rounds of the inner product argument.</summary>
    internal int Rounds => BitOperations.Log2((uint)Length);

    /// <summary>Bytes of a proof.</summary>
    internal int ProofSize => (FixedElements + (2 * Rounds)) * Scalar.Size;
}
