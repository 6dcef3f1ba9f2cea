using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Candor.Commitments.Group;

/// <summary>
/// An integer modulo p = 2^255 - 19 in five limbs of 51 bits, least significant first.
/// </summary>
/// <remarks>
/// <para>
/// No operation branches on a value or uses one as an index, so the type is constant time by construction. A test reviews
/// the machine code for it (SecretPathTests, x64).
/// </para>
/// <para>
/// Limb bounds. A <em>tight</em> element has limbs below 2^51 + 2^18: every product, square, operator and parsed
/// element is tight. <see cref="AddLazy"/> and <see cref="SubtractLazy"/> skip the carry; their results are only good
/// as factors of a product or square, which take limbs below 2^54. Both bounds follow from which operation takes what,
/// not from values. Debug builds, which the tests run in, assert them; a check in every build would branch on secrets.
/// </para>
/// </remarks>
internal readonly partial struct FieldElement : IEquatable<FieldElement>
{
    /// <summary>Bytes of an encoding.</summary>
    internal const int Size = 32;

    private const ulong LimbMask = (1UL << 51) - 1;

    // Four times p, limb by limb: subtracting a limb below 2^53 - 76 from it cannot borrow.
    private const ulong FourPLow = (1UL << 53) - 76;
    private const ulong FourPHigh = (1UL << 53) - 4;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;
    private readonly ulong _l4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
        _l4 = l4;
    }

    /// <summary>The additive identity.</summary>
    internal static FieldElement Zero => default;

    /// <summary>The multiplicative identity.</summary>
    internal static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>The tight sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        Carry(a._l0 + b._l0, a._l1 + b._l1, a._l2 + b._l2, a._l3 + b._l3, a._l4 + b._l4);

    /// <summary>The tight difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator -(in FieldElement a, in FieldElement b)
    {
        b.AssertSubtrahend();
        return Carry(
            a._l0 + FourPLow - b._l0,
            a._l1 + FourPHigh - b._l1,
            a._l2 + FourPHigh - b._l2,
            a._l3 + FourPHigh - b._l3,
            a._l4 + FourPHigh - b._l4);
    }

    /// <summary>The tight negative.</summary>
    public static FieldElement operator -(in FieldElement a) => Zero - a;

    /// <summary>The tight product.</summary>
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        Multiply(a, b, out FieldElement product);
        return product;
    }

    /// <summary>
    /// The tight product, written in place: the kernels of the group would lose as much time to copies as to products.
    /// </summary>
    internal static void Multiply(in FieldElement a, in FieldElement b, out FieldElement product)
    {
        a.AssertFactor();
        b.AssertFactor();

        // Both factors are shifted so that a product of limbs carries 13 extra bits: its high word is then the part at
        // and above 2^51 and its low word, shifted back, the part below. Plain sums replace additions with carry. Limbs
        // below 2^54 keep 19·(a << 5) below 2^64 and each sum of high words below 2^63.4.
        ulong a0 = a._l0 << 5;
        ulong a1 = a._l1 << 5;
        ulong a2 = a._l2 << 5;
        ulong a3 = a._l3 << 5;
        ulong a4 = a._l4 << 5;
        ulong b0 = b._l0 << 8;
        ulong b1 = b._l1 << 8;
        ulong b2 = b._l2 << 8;
        ulong b3 = b._l3 << 8;
        ulong b4 = b._l4 << 8;
        ulong w1 = a1 * 19;
        ulong w2 = a2 * 19;
        ulong w3 = a3 * 19;
        ulong w4 = a4 * 19;

        ulong h0 = High(a0, b0) + High(w1, b4) + High(w2, b3) + High(w3, b2) + High(w4, b1);
        ulong c0 = Low(a0, b0) + Low(w1, b4) + Low(w2, b3) + Low(w3, b2) + Low(w4, b1);
        ulong h1 = High(a0, b1) + High(a1, b0) + High(w2, b4) + High(w3, b3) + High(w4, b2);
        ulong c1 = Low(a0, b1) + Low(a1, b0) + Low(w2, b4) + Low(w3, b3) + Low(w4, b2) + h0;
        ulong h2 = High(a0, b2) + High(a1, b1) + High(a2, b0) + High(w3, b4) + High(w4, b3);
        ulong c2 = Low(a0, b2) + Low(a1, b1) + Low(a2, b0) + Low(w3, b4) + Low(w4, b3) + h1;
        ulong h3 = High(a0, b3) + High(a1, b2) + High(a2, b1) + High(a3, b0) + High(w4, b4);
        ulong c3 = Low(a0, b3) + Low(a1, b2) + Low(a2, b1) + Low(a3, b0) + Low(w4, b4) + h2;
        ulong h4 = High(a0, b4) + High(a1, b3) + High(a2, b2) + High(a3, b1) + High(a4, b0);
        ulong c4 = Low(a0, b4) + Low(a1, b3) + Low(a2, b2) + Low(a3, b1) + Low(a4, b0) + h3;

        product = Carry(c0 + (h4 * 19), c1, c2, c3, c4);
    }

    /// <summary>The tight square.</summary>
    internal FieldElement Square()
    {
        Square(this, out FieldElement square);
        return square;
    }

    /// <summary>The tight square, written in place.</summary>
    internal static void Square(in FieldElement a, out FieldElement square)
    {
        a.AssertFactor();

        // The same split as in the product; the doubled cross terms ride on the right factor, the 19 on the left.
        ulong a0 = a._l0 << 5;
        ulong a1 = a._l1 << 5;
        ulong a2 = a._l2 << 5;
        ulong w3 = (a._l3 << 5) * 19;
        ulong w4 = (a._l4 << 5) * 19;
        ulong b0 = a._l0 << 8;
        ulong b1 = a._l1 << 8;
        ulong b2 = a._l2 << 8;
        ulong b3 = a._l3 << 8;
        ulong b4 = a._l4 << 8;
        ulong d1 = a._l1 << 9;
        ulong d2 = a._l2 << 9;
        ulong d3 = a._l3 << 9;
        ulong d4 = a._l4 << 9;

        ulong h0 = High(a0, b0) + High(w4, d1) + High(w3, d2);
        ulong c0 = Low(a0, b0) + Low(w4, d1) + Low(w3, d2);
        ulong h1 = High(a0, d1) + High(w4, d2) + High(w3, b3);
        ulong c1 = Low(a0, d1) + Low(w4, d2) + Low(w3, b3) + h0;
        ulong h2 = High(a0, d2) + High(a1, b1) + High(w4, d3);
        ulong c2 = Low(a0, d2) + Low(a1, b1) + Low(w4, d3) + h1;
        ulong h3 = High(a0, d3) + High(a1, d2) + High(w4, b4);
        ulong c3 = Low(a0, d3) + Low(a1, d2) + Low(w4, b4) + h2;
        ulong h4 = High(a0, d4) + High(a1, d3) + High(a2, b2);
        ulong c4 = Low(a0, d4) + Low(a1, d3) + Low(a2, b2) + h3;

        square = Carry(c0 + (h4 * 19), c1, c2, c3, c4);
    }

    /// <summary>A sum without carry: a factor only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FieldElement AddLazy(in FieldElement a, in FieldElement b) =>
        new(a._l0 + b._l0, a._l1 + b._l1, a._l2 + b._l2, a._l3 + b._l3, a._l4 + b._l4);

    /// <summary>
    /// A difference without carry, a factor only. The subtrahend is tight or a lazy sum of two tight elements; the
    /// minuend a lazy sum of at most three.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FieldElement SubtractLazy(in FieldElement a, in FieldElement b)
    {
        b.AssertSubtrahend();
        return new(
            a._l0 + FourPLow - b._l0,
            a._l1 + FourPHigh - b._l1,
            a._l2 + FourPHigh - b._l2,
            a._l3 + FourPHigh - b._l3,
            a._l4 + FourPHigh - b._l4);
    }

    // One pass of parallel carries. Limbs of up to 64 bits come down below 2^51 + 2^18.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Carry(ulong c0, ulong c1, ulong c2, ulong c3, ulong c4) => new(
        (c0 & LimbMask) + (19 * (c4 >> 51)),
        (c1 & LimbMask) + (c0 >> 51),
        (c2 & LimbMask) + (c1 >> 51),
        (c3 & LimbMask) + (c2 >> 51),
        (c4 & LimbMask) + (c3 >> 51));

    // The low word comes from a second multiplication: the runtime returns it through memory, which takes longer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong a, ulong b) => Math.BigMul(a, b, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong a, ulong b) => (a * b) >> 13;

    [Conditional("DEBUG")]
    private void AssertFactor() =>
        Debug.Assert((_l0 | _l1 | _l2 | _l3 | _l4) >> 54 == 0, "A factor has a limb of 2^54 or more.");

    [Conditional("DEBUG")]
    private void AssertSubtrahend() => Debug.Assert(
        _l0 <= FourPLow && _l1 <= FourPHigh && _l2 <= FourPHigh && _l3 <= FourPHigh && _l4 <= FourPHigh,
        "A subtrahend is larger than 4p in some limb.");
}
