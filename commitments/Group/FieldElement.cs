using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Candor.Commitments.Group;

/// <summary>
/// An integer modulo p = 2^255 - 19 in five limbs of 51 bits, least significant first.
/// </summary>
/// <remarks>
/// <para>
/// No operation branches on a value or uses one as an index, so the type is constant time by construction (not verified
/// under the JIT).
/// </para>
/// <para>
/// Limb bounds. A <em>tight</em> element has limbs below 2^51 + 2^18: every product, square, operator and parsed element is
/// tight. <see cref="AddLazy"/> and <see cref="SubtractLazy"/> skip the carry; their results are only good as factors of
/// a product or square, which take limbs below 2^54. Debug builds assert both bounds.
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
        a.AssertFactor();
        b.AssertFactor();

        // Both factors are shifted so that a product of limbs carries 13 extra bits: its high word is then the part at
        // and above 2^51 and its low word, shifted back, the part below. Ten plain sums replace twenty-five additions
        // with carry. Limbs below 2^54 keep 19·(a << 5) below 2^64 and each sum of high words below 2^63.4.
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

        ulong h0 = Math.BigMul(a0, b0, out ulong p0) + Math.BigMul(w4, b1, out ulong p1) +
            Math.BigMul(w3, b2, out ulong p2) + Math.BigMul(w2, b3, out ulong p3) + Math.BigMul(w1, b4, out ulong p4);
        ulong c0 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + (p3 >> 13) + (p4 >> 13);

        ulong h1 = Math.BigMul(a1, b0, out p0) + Math.BigMul(a0, b1, out p1) +
            Math.BigMul(w4, b2, out p2) + Math.BigMul(w3, b3, out p3) + Math.BigMul(w2, b4, out p4);
        ulong c1 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + (p3 >> 13) + (p4 >> 13) + h0;

        ulong h2 = Math.BigMul(a2, b0, out p0) + Math.BigMul(a1, b1, out p1) +
            Math.BigMul(a0, b2, out p2) + Math.BigMul(w4, b3, out p3) + Math.BigMul(w3, b4, out p4);
        ulong c2 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + (p3 >> 13) + (p4 >> 13) + h1;

        ulong h3 = Math.BigMul(a3, b0, out p0) + Math.BigMul(a2, b1, out p1) +
            Math.BigMul(a1, b2, out p2) + Math.BigMul(a0, b3, out p3) + Math.BigMul(w4, b4, out p4);
        ulong c3 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + (p3 >> 13) + (p4 >> 13) + h2;

        ulong h4 = Math.BigMul(a4, b0, out p0) + Math.BigMul(a3, b1, out p1) +
            Math.BigMul(a2, b2, out p2) + Math.BigMul(a1, b3, out p3) + Math.BigMul(a0, b4, out p4);
        ulong c4 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + (p3 >> 13) + (p4 >> 13) + h3;

        return Carry(c0 + (h4 * 19), c1, c2, c3, c4);
    }

    /// <summary>The tight square.</summary>
    internal FieldElement Square()
    {
        AssertFactor();

        // The same split as in the product; the doubled cross terms ride on the right factor, the 19 on the left.
        ulong a0 = _l0 << 5;
        ulong a1 = _l1 << 5;
        ulong a2 = _l2 << 5;
        ulong a3 = _l3 << 5;
        ulong w3 = a3 * 19;
        ulong w4 = (_l4 << 5) * 19;
        ulong b0 = _l0 << 8;
        ulong d1 = _l1 << 9;
        ulong d2 = _l2 << 9;
        ulong d3 = _l3 << 9;
        ulong d4 = _l4 << 9;

        ulong h0 = Math.BigMul(a0, b0, out ulong p0) + Math.BigMul(w4, d1, out ulong p1) +
            Math.BigMul(w3, d2, out ulong p2);
        ulong c0 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13);

        ulong h1 = Math.BigMul(a0, d1, out p0) + Math.BigMul(w4, d2, out p1) + Math.BigMul(w3, _l3 << 8, out p2);
        ulong c1 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + h0;

        ulong h2 = Math.BigMul(a0, d2, out p0) + Math.BigMul(a1, _l1 << 8, out p1) + Math.BigMul(w4, d3, out p2);
        ulong c2 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + h1;

        ulong h3 = Math.BigMul(a0, d3, out p0) + Math.BigMul(a1, d2, out p1) + Math.BigMul(w4, _l4 << 8, out p2);
        ulong c3 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + h2;

        ulong h4 = Math.BigMul(a0, d4, out p0) + Math.BigMul(a1, d3, out p1) + Math.BigMul(a2, _l2 << 8, out p2);
        ulong c4 = (p0 >> 13) + (p1 >> 13) + (p2 >> 13) + h3;

        return Carry(c0 + (h4 * 19), c1, c2, c3, c4);
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

    /// <summary><paramref name="b"/> where <paramref name="mask"/> is all ones, <paramref name="a"/> where it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FieldElement Select(ulong mask, in FieldElement a, in FieldElement b) => new(
        a._l0 ^ (mask & (a._l0 ^ b._l0)),
        a._l1 ^ (mask & (a._l1 ^ b._l1)),
        a._l2 ^ (mask & (a._l2 ^ b._l2)),
        a._l3 ^ (mask & (a._l3 ^ b._l3)),
        a._l4 ^ (mask & (a._l4 ^ b._l4)));

    /// <summary>All ones when the element is negative in the sense of RFC 9496 section 4.1, that is odd; else zero.</summary>
    internal ulong NegativeMask() => 0UL - (Canonical()._l0 & 1);

    /// <summary>All ones when the element is zero, else zero.</summary>
    internal ulong ZeroMask()
    {
        FieldElement c = Canonical();
        ulong any = c._l0 | c._l1 | c._l2 | c._l3 | c._l4;
        return (any | (0UL - any)) >> 63 == 0 ? ulong.MaxValue : 0;
    }

    /// <summary>All ones when both elements are equal modulo p, else zero.</summary>
    internal static ulong EqualMask(in FieldElement a, in FieldElement b) => (a - b).ZeroMask();

    /// <summary>The element, or its negative when it is odd.</summary>
    internal FieldElement Absolute() => Select(NegativeMask(), this, -this);

    /// <summary>Reads 32 little-endian bytes; false when they are not the canonical encoding of an element.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> bytes, out FieldElement element)
    {
        element = Zero;
        if (bytes.Length != Size)
        {
            return false;
        }

        FieldElement parsed = FromBytesMasked(bytes);
        Span<byte> canonical = stackalloc byte[Size];
        parsed.WriteBytes(canonical);
        int difference = 0;
        for (int i = 0; i < Size; i++)
        {
            difference |= canonical[i] ^ bytes[i];
        }

        element = parsed;
        return difference == 0;
    }

    /// <summary>Reads 32 little-endian bytes, ignoring the top bit and reducing modulo p.</summary>
    internal static FieldElement FromBytesMasked(ReadOnlySpan<byte> bytes)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new(
            w0 & LimbMask,
            ((w0 >> 51) | (w1 << 13)) & LimbMask,
            ((w1 >> 38) | (w2 << 26)) & LimbMask,
            ((w2 >> 25) | (w3 << 39)) & LimbMask,
            (w3 >> 12) & LimbMask);
    }

    /// <summary>Writes the 32 little-endian bytes of the canonical representative.</summary>
    internal void WriteBytes(Span<byte> destination)
    {
        FieldElement c = Canonical();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, c._l0 | (c._l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], (c._l1 >> 13) | (c._l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], (c._l2 >> 26) | (c._l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], (c._l3 >> 39) | (c._l4 << 12));
    }

    /// <inheritdoc/>
    public bool Equals(FieldElement other) => EqualMask(this, other) != 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldElement other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        FieldElement c = Canonical();
        return HashCode.Combine(c._l0, c._l1, c._l2, c._l3, c._l4);
    }

    // One pass of parallel carries. Limbs of up to 64 bits come down below 2^51 + 2^18.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Carry(ulong c0, ulong c1, ulong c2, ulong c3, ulong c4) => new(
        (c0 & LimbMask) + (19 * (c4 >> 51)),
        (c1 & LimbMask) + (c0 >> 51),
        (c2 & LimbMask) + (c1 >> 51),
        (c3 & LimbMask) + (c2 >> 51),
        (c4 & LimbMask) + (c3 >> 51));

    private FieldElement Canonical()
    {
        FieldElement t = Carry(_l0, _l1, _l2, _l3, _l4);

        // The value is now below 2p, so the quotient by p is 0 or 1: the carry out of the top of t + 19.
        ulong q = (t._l0 + 19) >> 51;
        q = (t._l1 + q) >> 51;
        q = (t._l2 + q) >> 51;
        q = (t._l3 + q) >> 51;
        q = (t._l4 + q) >> 51;

        ulong l0 = t._l0 + (19 * q);
        ulong l1 = t._l1 + (l0 >> 51);
        ulong l2 = t._l2 + (l1 >> 51);
        ulong l3 = t._l3 + (l2 >> 51);
        ulong l4 = t._l4 + (l3 >> 51);
        return new(l0 & LimbMask, l1 & LimbMask, l2 & LimbMask, l3 & LimbMask, l4 & LimbMask);
    }

    [Conditional("DEBUG")]
    private void AssertFactor() =>
        Debug.Assert((_l0 | _l1 | _l2 | _l3 | _l4) >> 54 == 0, "A factor has a limb of 2^54 or more.");

    [Conditional("DEBUG")]
    private void AssertSubtrahend() => Debug.Assert(
        _l0 <= FourPLow && _l1 <= FourPHigh && _l2 <= FourPHigh && _l3 <= FourPHigh && _l4 <= FourPHigh,
        "A subtrahend is larger than 4p in some limb.");
}
