using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Candor.Commitments.Group;

/// <content>Encodings, and what depends on the canonical representative.</content>
internal readonly partial struct FieldElement
{
    private const ulong HalfMask = (1UL << 26) - 1;

    /// <summary>
    /// <paramref name="b"/> where <paramref name="mask"/> is all ones, <paramref name="a"/> where it is zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FieldElement Select(ulong mask, in FieldElement a, in FieldElement b) => new(
        a._l0 ^ (mask & (a._l0 ^ b._l0)),
        a._l1 ^ (mask & (a._l1 ^ b._l1)),
        a._l2 ^ (mask & (a._l2 ^ b._l2)),
        a._l3 ^ (mask & (a._l3 ^ b._l3)),
        a._l4 ^ (mask & (a._l4 ^ b._l4)));

    /// <summary>
    /// All ones when the element is negative in the sense of RFC 9496 section 4.1, that is odd; else zero.
    /// </summary>
    internal ulong NegativeMask() => 0UL - (Canonical()._l0 & 1);

    /// <summary>All ones when the element is zero, else zero.</summary>
    internal ulong ZeroMask()
    {
        FieldElement c = Canonical();
        ulong any = c._l0 | c._l1 | c._l2 | c._l3 | c._l4;
        return ((any | (0UL - any)) >> 63) - 1;
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

    /// <summary>
    /// Writes each limb of a tight element as 26 bits in the lower and the rest in the upper half of a word.
    /// </summary>
    internal void SplitLimbs(Span<ulong> halves)
    {
        halves[0] = (_l0 & HalfMask) | (_l0 >> 26 << 32);
        halves[1] = (_l1 & HalfMask) | (_l1 >> 26 << 32);
        halves[2] = (_l2 & HalfMask) | (_l2 >> 26 << 32);
        halves[3] = (_l3 & HalfMask) | (_l3 >> 26 << 32);
        halves[4] = (_l4 & HalfMask) | (_l4 >> 26 << 32);
    }

    /// <summary>A tight element from words as <see cref="SplitLimbs"/> writes them, with halves below 2^32.</summary>
    internal static FieldElement JoinLimbs(ulong h0, ulong h1, ulong h2, ulong h3, ulong h4) =>
        Carry(Join(h0), Join(h1), Join(h2), Join(h3), Join(h4));

    private static ulong Join(ulong halves) => (halves & uint.MaxValue) + (halves >> 32 << 26);

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
}
