using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Candor.Commitments.Group;

/// <summary>
/// An integer modulo the group's order ℓ = 2^252 + 27742317777372353535851937790883648493 (RFC 9496 section 4.4),
/// always reduced. The zero scalar is <c>default</c>.
/// </summary>
/// <remarks>
/// Arithmetic neither branches on values nor indexes by them: constant time by construction; a test reviews the machine
/// code for it (SecretPathTests, x64).
/// </remarks>
public readonly partial struct Scalar : IEquatable<Scalar>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = 32;

    /// <summary>Bytes that <see cref="FromWideBytes"/> reduces.</summary>
    public const int WideSize = 64;

    // ℓ, little-endian words; the third word is zero.
    private const ulong Order0 = 0x5812631a5cf5d3ed;
    private const ulong Order1 = 0x14def9dea2f79cd6;
    private const ulong Order3 = 0x1000000000000000;

    private readonly ulong _w0;
    private readonly ulong _w1;
    private readonly ulong _w2;
    private readonly ulong _w3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Scalar(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        _w0 = w0;
        _w1 = w1;
        _w2 = w2;
        _w3 = w3;
    }

    /// <summary>Zero.</summary>
    public static Scalar Zero => default;

    /// <summary>One.</summary>
    public static Scalar One => new(1, 0, 0, 0);

    /// <summary>Whether the scalar is zero. Takes the same time for every value.</summary>
    public bool IsZero => (_w0 | _w1 | _w2 | _w3) == 0;

    /// <summary>The scalar of a 64-bit integer.</summary>
    public static implicit operator Scalar(ulong value) => FromUInt64(value);

    /// <summary>The scalar of a 64-bit integer.</summary>
    public static Scalar FromUInt64(ulong value) => new(value, 0, 0, 0);

    /// <summary>The scalar of a signed integer of 64 bits, in time independent of it.</summary>
    internal static Scalar FromInt64(long value) => FromUInt64((ulong)value) - new Scalar(0, (ulong)value >> 63, 0, 0);

    /// <summary>The scalar of a signed integer of 128 bits, in time independent of it.</summary>
    internal static Scalar FromInt128(Int128 value)
    {
        ulong high = (ulong)(UInt128)(value >> 64);
        return new Scalar((ulong)(UInt128)value, high, 0, 0) - new Scalar(0, 0, high >> 63, 0);
    }

    /// <summary>Equality, in time independent of the values.</summary>
    public static bool operator ==(in Scalar left, in Scalar right) => left.Equals(right);

    /// <summary>Inequality, in time independent of the values.</summary>
    public static bool operator !=(in Scalar left, in Scalar right) => !left.Equals(right);

    /// <summary>The sum modulo ℓ.</summary>
    public static Scalar operator +(in Scalar a, in Scalar b)
    {
        // Both are below ℓ < 2^253: the sum needs no fifth word.
        ulong carry = 0;
        ulong w0 = AddCarry(a._w0, b._w0, ref carry);
        ulong w1 = AddCarry(a._w1, b._w1, ref carry);
        ulong w2 = AddCarry(a._w2, b._w2, ref carry);
        ulong w3 = AddCarry(a._w3, b._w3, ref carry);
        return SubtractOrderOnce(w0, w1, w2, w3);
    }

    /// <summary>The difference modulo ℓ.</summary>
    public static Scalar operator -(in Scalar a, in Scalar b)
    {
        ulong borrow = 0;
        ulong w0 = SubtractBorrow(a._w0, b._w0, ref borrow);
        ulong w1 = SubtractBorrow(a._w1, b._w1, ref borrow);
        ulong w2 = SubtractBorrow(a._w2, b._w2, ref borrow);
        ulong w3 = SubtractBorrow(a._w3, b._w3, ref borrow);
        return AddOrderMasked(0UL - borrow, w0, w1, w2, w3);
    }

    /// <summary>The negative modulo ℓ.</summary>
    public static Scalar operator -(in Scalar a) => default(Scalar) - a;

    /// <summary>The product modulo ℓ.</summary>
    public static Scalar operator *(in Scalar a, in Scalar b) =>
        MontgomeryMultiply(MontgomeryMultiply(a, b), RadixSquared);

    /// <summary>The inverse by Fermat's theorem, this^(ℓ-2); zero for zero.</summary>
    public Scalar Invert()
    {
        // Square and multiply over the public exponent ℓ - 2, in Montgomery form throughout.
        Scalar power = MontgomeryMultiply(this, RadixSquared);
        Scalar result = s_radix;
        for (int word = 0; word < 4; word++)
        {
            ulong exponent = word switch { 0 => Order0 - 2, 1 => Order1, 2 => 0, _ => Order3 };
            int bits = word == 3 ? 61 : 64;
            for (int bit = 0; bit < bits; bit++)
            {
                if (((exponent >> bit) & 1) != 0)
                {
                    result = MontgomeryMultiply(result, power);
                }

                power = MontgomeryMultiply(power, power);
            }
        }

        return MontgomeryMultiply(result, One);
    }

    /// <summary>Reads the canonical encoding: 32 little-endian bytes of an integer below ℓ.</summary>
    /// <returns>False when the length is not 32 or the integer is ℓ or more.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Scalar scalar)
    {
        scalar = default;
        if (bytes.Length != Size)
        {
            return false;
        }

        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        ulong borrow = 0;
        _ = SubtractBorrow(w0, Order0, ref borrow);
        _ = SubtractBorrow(w1, Order1, ref borrow);
        _ = SubtractBorrow(w2, 0, ref borrow);
        _ = SubtractBorrow(w3, Order3, ref borrow);
        if (borrow == 0)
        {
            return false;
        }

        scalar = new(w0, w1, w2, w3);
        return true;
    }

    /// <summary>Reduces a 64-byte little-endian integer modulo ℓ.</summary>
    /// <exception cref="ArgumentException">The input is not 64 bytes.</exception>
    public static Scalar FromWideBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != WideSize)
        {
            throw new ArgumentException($"A wide scalar has {WideSize} bytes, not {bytes.Length}.", nameof(bytes));
        }

        // low + 2^256·high. A Montgomery product divides by 2^256 and accepts one factor up to 2^256 - 1.
        Scalar low = MontgomeryMultiply(ReadWords(bytes), s_radix);
        Scalar high = MontgomeryMultiply(ReadWords(bytes[Size..]), RadixSquared);
        return low + high;
    }

    /// <summary>A uniform scalar from 64 bytes of the given source.</summary>
    public static Scalar Random(RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        Span<byte> wide = stackalloc byte[WideSize];
        rng.GetBytes(wide);
        Scalar scalar = FromWideBytes(wide);
        CryptographicOperations.ZeroMemory(wide);
        return scalar;
    }

    /// <summary>The 32 little-endian bytes of the canonical encoding.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        WriteBytes(bytes);
        return bytes;
    }

    /// <summary>Writes the canonical encoding; false when fewer than 32 bytes are free.</summary>
    public bool TryWriteBytes(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            return false;
        }

        WriteBytes(destination);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Scalar other) =>
        ((_w0 ^ other._w0) | (_w1 ^ other._w1) | (_w2 ^ other._w2) | (_w3 ^ other._w3)) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_w0, _w1, _w2, _w3);

    internal void WriteBytes(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _w0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], _w1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], _w2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], _w3);
    }

    private static Scalar ReadWords(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
}
