using System.Numerics;

namespace Candor.Commitments.Hashing;

/// <summary>The permutation Keccak-f[1600] of FIPS 202 on 25 little-endian lanes; lane (x, y) is at index x + 5y.</summary>
internal static class KeccakF1600
{
    /// <summary>Lanes of the state.</summary>
    internal const int Lanes = 25;

    /// <summary>Bytes of the state.</summary>
    internal const int StateSize = 200;

    private const int Rounds = 24;

    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
        0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    // Rotations of ρ and targets of π along the one cycle that π makes of the lanes other than (0, 0).
    private static ReadOnlySpan<byte> Rotations =>
        [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    private static ReadOnlySpan<byte> Targets =>
        [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    /// <summary>Permutes the state in place.</summary>
    /// <exception cref="ArgumentException">The state is not 25 lanes.</exception>
    internal static void Permute(Span<ulong> state)
    {
        if (state.Length != Lanes)
        {
            throw new ArgumentException($"The state has {Lanes} lanes, not {state.Length}.", nameof(state));
        }

        Span<ulong> parity = stackalloc ulong[5];
        for (int round = 0; round < Rounds; round++)
        {
            for (int x = 0; x < 5; x++)
            {
                parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            }

            for (int x = 0; x < 5; x++)
            {
                ulong theta = parity[(x + 4) % 5] ^ BitOperations.RotateLeft(parity[(x + 1) % 5], 1);
                for (int y = 0; y < Lanes; y += 5)
                {
                    state[x + y] ^= theta;
                }
            }

            ulong moved = state[1];
            for (int i = 0; i < Rotations.Length; i++)
            {
                int target = Targets[i];
                (state[target], moved) = (BitOperations.RotateLeft(moved, Rotations[i]), state[target]);
            }

            for (int y = 0; y < Lanes; y += 5)
            {
                Span<ulong> row = state.Slice(y, 5);
                (ulong a, ulong b) = (row[0], row[1]);
                row[0] ^= ~b & row[2];
                row[1] ^= ~row[2] & row[3];
                row[2] ^= ~row[3] & row[4];
                row[3] ^= ~row[4] & a;
                row[4] ^= ~a & b;
            }

            state[0] ^= RoundConstants[round];
        }
    }
}
