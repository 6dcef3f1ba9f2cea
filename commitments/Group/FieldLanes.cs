using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Candor.Commitments.Group;

/// <summary>
/// Four integers modulo p = 2^255 - 19 side by side, for processors with AVX2: ten limbs of alternately 26 and 25 bits,
/// the halves of <see cref="FieldElement"/>'s. Limbs 2k and 2k + 1 of an element are the lower and the upper half of its
/// 64 bits in vector k.
/// </summary>
/// <remarks>
/// <para>
/// No operation branches on a value or uses one as an index. It serves public points only, where it is tested against
/// <see cref="FieldElement"/>; secrets stay with that type.
/// </para>
/// <para>
/// Limb bounds. A <em>tight</em> element has even limbs below 2^26 + 2^17 and odd ones below 2^25 + 2^17: whatever is
/// packed or multiplied is tight. Factors of a product may be 3 times as large: a sum of two tight elements, or a
/// difference with 2p added. Nineteen times a limb is then below 2^32, each column below 2^63. Debug builds assert the
/// bounds.
/// </para>
/// </remarks>
internal readonly partial struct FieldLanes
{
    /// <summary>Elements in one value.</summary>
    internal const int Count = 4;

    /// <summary>Limbs 0 and 1 of 2p, to be added before a subtraction.</summary>
    internal const ulong TwoPFirst = ((1UL << 27) - 38) | (((1UL << 26) - 2) << 32);

    /// <summary>Limbs 2k and 2k + 1 of 2p for any other k.</summary>
    internal const ulong TwoPOther = ((1UL << 27) - 2) | (((1UL << 26) - 2) << 32);

    /// <summary>Turns the complement of two limbs into their negative.</summary>
    internal const ulong OneInBothLimbs = 1 | (1UL << 32);

    private const int Vectors = 5;
    private const ulong EvenMask = (1UL << 26) - 1;
    private const ulong OddMask = (1UL << 25) - 1;

    internal readonly Vector256<uint> V0;
    internal readonly Vector256<uint> V1;
    internal readonly Vector256<uint> V2;
    internal readonly Vector256<uint> V3;
    internal readonly Vector256<uint> V4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal FieldLanes(
        Vector256<uint> v0, Vector256<uint> v1, Vector256<uint> v2, Vector256<uint> v3, Vector256<uint> v4)
    {
        V0 = v0;
        V1 = v1;
        V2 = v2;
        V3 = v3;
        V4 = v4;
    }

    /// <summary>Packs four tight elements.</summary>
    internal FieldLanes(in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d)
    {
        Span<ulong> limbs = stackalloc ulong[Count * Vectors];
        a.SplitLimbs(limbs);
        b.SplitLimbs(limbs[Vectors..]);
        c.SplitLimbs(limbs[(2 * Vectors)..]);
        d.SplitLimbs(limbs[(3 * Vectors)..]);
        V0 = Vector256.Create(limbs[0], limbs[5], limbs[10], limbs[15]).AsUInt32();
        V1 = Vector256.Create(limbs[1], limbs[6], limbs[11], limbs[16]).AsUInt32();
        V2 = Vector256.Create(limbs[2], limbs[7], limbs[12], limbs[17]).AsUInt32();
        V3 = Vector256.Create(limbs[3], limbs[8], limbs[13], limbs[18]).AsUInt32();
        V4 = Vector256.Create(limbs[4], limbs[9], limbs[14], limbs[19]).AsUInt32();
    }

    /// <summary>Whether this processor has what the type needs.</summary>
    internal static bool IsSupported => Avx2.IsSupported;

    /// <summary>The element in one lane, whatever its limbs.</summary>
    internal FieldElement this[int lane] => FieldElement.JoinLimbs(
        V0.AsUInt64()[lane], V1.AsUInt64()[lane], V2.AsUInt64()[lane], V3.AsUInt64()[lane], V4.AsUInt64()[lane]);

    /// <summary>Four tight products.</summary>
    internal static void Multiply(in FieldLanes a, in FieldLanes b, out FieldLanes product)
    {
        a.AssertBelow(3);
        b.AssertBelow(3);
        Vector256<uint> f0 = a.V0;
        Vector256<uint> f1 = Odd(f0);
        Vector256<uint> f2 = a.V1;
        Vector256<uint> f3 = Odd(f2);
        Vector256<uint> f4 = a.V2;
        Vector256<uint> f5 = Odd(f4);
        Vector256<uint> f6 = a.V3;
        Vector256<uint> f7 = Odd(f6);
        Vector256<uint> f8 = a.V4;
        Vector256<uint> f9 = Odd(f8);
        Vector256<uint> d1 = f1 + f1;
        Vector256<uint> d3 = f3 + f3;
        Vector256<uint> d5 = f5 + f5;
        Vector256<uint> d7 = f7 + f7;
        Vector256<uint> d9 = f9 + f9;
        Vector256<uint> g0 = b.V0;
        Vector256<uint> g1 = Odd(g0);
        Vector256<uint> g2 = b.V1;
        Vector256<uint> g3 = Odd(g2);
        Vector256<uint> g4 = b.V2;
        Vector256<uint> g5 = Odd(g4);
        Vector256<uint> g6 = b.V3;
        Vector256<uint> g7 = Odd(g6);
        Vector256<uint> g8 = b.V4;
        Vector256<uint> g9 = Odd(g8);

        // 19·g of either limb, for what wraps around.
        Vector256<uint> nineteen = Vector256.Create(19U);
        Vector256<uint> w0 = g0 * nineteen;
        Vector256<uint> w2 = g2 * nineteen;
        Vector256<uint> w4 = g4 * nineteen;
        Vector256<uint> w6 = g6 * nineteen;
        Vector256<uint> w8 = g8 * nineteen;
        Vector256<uint> w1 = Odd(w0);
        Vector256<uint> w3 = Odd(w2);
        Vector256<uint> w5 = Odd(w4);
        Vector256<uint> w7 = Odd(w6);
        Vector256<uint> w9 = Odd(w8);

        // Limbs i and j meet in limb i + j; where both are odd, the half bits of their weights make a two.
        Vector256<ulong> h0 = M(f0, g0) + M(d1, w9) + M(f2, w8) + M(d3, w7) + M(f4, w6) +
            M(d5, w5) + M(f6, w4) + M(d7, w3) + M(f8, w2) + M(d9, w1);
        Vector256<ulong> h1 = M(f0, g1) + M(f1, g0) + M(f2, w9) + M(f3, w8) + M(f4, w7) +
            M(f5, w6) + M(f6, w5) + M(f7, w4) + M(f8, w3) + M(f9, w2);
        Vector256<ulong> h2 = M(f0, g2) + M(d1, g1) + M(f2, g0) + M(d3, w9) + M(f4, w8) +
            M(d5, w7) + M(f6, w6) + M(d7, w5) + M(f8, w4) + M(d9, w3);
        Vector256<ulong> h3 = M(f0, g3) + M(f1, g2) + M(f2, g1) + M(f3, g0) + M(f4, w9) +
            M(f5, w8) + M(f6, w7) + M(f7, w6) + M(f8, w5) + M(f9, w4);
        Vector256<ulong> h4 = M(f0, g4) + M(d1, g3) + M(f2, g2) + M(d3, g1) + M(f4, g0) +
            M(d5, w9) + M(f6, w8) + M(d7, w7) + M(f8, w6) + M(d9, w5);
        Vector256<ulong> h5 = M(f0, g5) + M(f1, g4) + M(f2, g3) + M(f3, g2) + M(f4, g1) +
            M(f5, g0) + M(f6, w9) + M(f7, w8) + M(f8, w7) + M(f9, w6);
        Vector256<ulong> h6 = M(f0, g6) + M(d1, g5) + M(f2, g4) + M(d3, g3) + M(f4, g2) +
            M(d5, g1) + M(f6, g0) + M(d7, w9) + M(f8, w8) + M(d9, w7);
        Vector256<ulong> h7 = M(f0, g7) + M(f1, g6) + M(f2, g5) + M(f3, g4) + M(f4, g3) +
            M(f5, g2) + M(f6, g1) + M(f7, g0) + M(f8, w9) + M(f9, w8);
        Vector256<ulong> h8 = M(f0, g8) + M(d1, g7) + M(f2, g6) + M(d3, g5) + M(f4, g4) +
            M(d5, g3) + M(f6, g2) + M(d7, g1) + M(f8, g0) + M(d9, w9);
        Vector256<ulong> h9 = M(f0, g9) + M(f1, g8) + M(f2, g7) + M(f3, g6) + M(f4, g5) +
            M(f5, g4) + M(f6, g3) + M(f7, g2) + M(f8, g1) + M(f9, g0);
        product = Carry(h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
    }

    /// <summary>Four tight squares of tight elements.</summary>
    internal static void Square(in FieldLanes a, out FieldLanes square)
    {
        a.AssertBelow(1);
        Vector256<uint> f0 = a.V0;
        Vector256<uint> f1 = Odd(f0);
        Vector256<uint> f2 = a.V1;
        Vector256<uint> f3 = Odd(f2);
        Vector256<uint> f4 = a.V2;
        Vector256<uint> f5 = Odd(f4);
        Vector256<uint> f6 = a.V3;
        Vector256<uint> f7 = Odd(f6);
        Vector256<uint> f8 = a.V4;
        Vector256<uint> f9 = Odd(f8);
        Vector256<uint> d0 = f0 + f0;
        Vector256<uint> d2 = f2 + f2;
        Vector256<uint> d4 = f4 + f4;
        Vector256<uint> d6 = f6 + f6;
        Vector256<uint> d1 = Odd(d0);
        Vector256<uint> d3 = Odd(d2);
        Vector256<uint> d5 = Odd(d4);
        Vector256<uint> d7 = Odd(d6);

        // 19 times an even limb, 38 times an odd one.
        Vector256<uint> nineteen = Vector256.Create(19U);
        Vector256<uint> thirtyEight = Vector256.Create(38U);
        Vector256<uint> w5 = f5 * thirtyEight;
        Vector256<uint> v6 = f6 * nineteen;
        Vector256<uint> w7 = f7 * thirtyEight;
        Vector256<uint> v8 = f8 * nineteen;
        Vector256<uint> w9 = f9 * thirtyEight;

        Vector256<ulong> h0 = M(f0, f0) + M(d1, w9) + M(d2, v8) + M(d3, w7) + M(d4, v6) + M(f5, w5);
        Vector256<ulong> h1 = M(d0, f1) + M(f2, w9) + M(d3, v8) + M(f4, w7) + M(d5, v6);
        Vector256<ulong> h2 = M(d0, f2) + M(d1, f1) + M(d3, w9) + M(d4, v8) + M(d5, w7) + M(f6, v6);
        Vector256<ulong> h3 = M(d0, f3) + M(d1, f2) + M(f4, w9) + M(d5, v8) + M(f6, w7);
        Vector256<ulong> h4 = M(d0, f4) + M(d1, d3) + M(f2, f2) + M(d5, w9) + M(d6, v8) + M(f7, w7);
        Vector256<ulong> h5 = M(d0, f5) + M(d1, f4) + M(d2, f3) + M(f6, w9) + M(d7, v8);
        Vector256<ulong> h6 = M(d0, f6) + M(d1, d5) + M(d2, f4) + M(d3, f3) + M(d7, w9) + M(f8, v8);
        Vector256<ulong> h7 = M(d0, f7) + M(d1, f6) + M(d2, f5) + M(d3, f4) + M(f8, w9);
        Vector256<ulong> h8 = M(d0, f8) + M(d1, d7) + M(d2, f6) + M(d3, d5) + M(f4, f4) + M(f9, w9);
        Vector256<ulong> h9 = M(d0, f9) + M(d1, f8) + M(d2, f7) + M(d3, f6) + M(d4, f5);
        square = Carry(h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
    }

    // Two chains of carries side by side, from limb 0 to 4 and from limb 4 on through limbs 9 and 0 to limb 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldLanes Carry(
        Vector256<ulong> h0,
        Vector256<ulong> h1,
        Vector256<ulong> h2,
        Vector256<ulong> h3,
        Vector256<ulong> h4,
        Vector256<ulong> h5,
        Vector256<ulong> h6,
        Vector256<ulong> h7,
        Vector256<ulong> h8,
        Vector256<ulong> h9)
    {
        Vector256<ulong> even = Vector256.Create(EvenMask);
        Vector256<ulong> odd = Vector256.Create(OddMask);
        h1 += h0 >>> 26;
        h5 += h4 >>> 26;
        h0 &= even;
        h4 &= even;
        h2 += h1 >>> 25;
        h6 += h5 >>> 25;
        h1 &= odd;
        h5 &= odd;
        h3 += h2 >>> 26;
        h7 += h6 >>> 26;
        h2 &= even;
        h6 &= even;
        h4 += h3 >>> 25;
        h8 += h7 >>> 25;
        h3 &= odd;
        h7 &= odd;
        h5 += h4 >>> 26;
        h9 += h8 >>> 26;
        h4 &= even;
        h8 &= even;

        // 19 times the carry out of the top, which may have more than 32 bits.
        Vector256<ulong> top = h9 >>> 25;
        h9 &= odd;
        h0 += top + (top << 1) + (top << 4);
        h1 += h0 >>> 26;
        h0 &= even;
        return new(Pack(h0, h1), Pack(h2, h3), Pack(h4, h5), Pack(h6, h7), Pack(h8, h9));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Pack(Vector256<ulong> even, Vector256<ulong> odd) => (even | (odd << 32)).AsUInt32();

    // Products read the lower half of each 64 bits: the even limb as it stands, the odd one moved down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Odd(Vector256<uint> v) => (v.AsUInt64() >>> 32).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> M(Vector256<uint> a, Vector256<uint> b) => Avx2.Multiply(a, b);

    [Conditional("DEBUG")]
    private void AssertBelow(uint times)
    {
        const ulong Even = (1UL << 26) + (1UL << 17);
        const ulong Odd = (1UL << 25) + (1UL << 17);
        Vector256<uint> limit = Vector256.Create((times * Even) | (times * Odd << 32)).AsUInt32();
        Debug.Assert(
            Vector256.LessThanAll(V0, limit) && Vector256.LessThanAll(V1, limit) &&
            Vector256.LessThanAll(V2, limit) && Vector256.LessThanAll(V3, limit) && Vector256.LessThanAll(V4, limit),
            "A limb is too large.");
    }
}
