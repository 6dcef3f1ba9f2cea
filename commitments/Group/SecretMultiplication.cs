using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Candor.Commitments.Group;

/// <summary>
/// Multiplication by secret scalars: signed digits to the radix 16, each looked up by reading the whole table under
/// masks. Constant time by construction; a test reviews the machine code for it (SecretPathTests, x64).
/// </summary>
internal static class SecretMultiplication
{
    /// <summary>Multiples a table holds: 1 to 8.</summary>
    internal const int TableSize = 8;

    /// <summary>A secret multiple of an arbitrary point.</summary>
    internal static RistrettoPoint Multiply(in Scalar secret, in RistrettoPoint point)
    {
        Span<sbyte> digits = stackalloc sbyte[Scalar.Radix16Digits];
        secret.WriteRadix16(digits);
        Multiply(digits, point, new CachedPoint[TableSize], out RistrettoPoint product);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return product;
    }

    /// <summary>A secret multiple by the secret's digits, with room for <see cref="TableSize"/> multiples.</summary>
    internal static void Multiply(
        ReadOnlySpan<sbyte> digits, in RistrettoPoint point, Span<CachedPoint> multiples, out RistrettoPoint product)
    {
        RistrettoPoint multiple = point;
        multiples[0] = new(point);
        for (int i = 1; i < TableSize; i++)
        {
            RistrettoPoint.Add(multiple, multiples[0], out multiple);
            multiples[i] = new(multiple);
        }

        product = RistrettoPoint.Identity;
        for (int i = Scalar.Radix16Digits - 1; i >= 0; i--)
        {
            RistrettoPoint.Double(product, 4, out product);
            RistrettoPoint.Add(product, Select(multiples, digits[i]), out product);
        }
    }

    /// <summary>Σ secrets[i]·bases[i], sharing the doublings.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    internal static RistrettoPoint Sum(ReadOnlySpan<Scalar> secrets, ReadOnlySpan<Generator> bases)
    {
        if (secrets.Length != bases.Length)
        {
            throw new ArgumentException(
                $"There are {secrets.Length} scalars for {bases.Length} bases.", nameof(secrets));
        }

        // Tables first, since making them can fail; pinned, as in SecretScalars.
        var tables = new AffinePoint[secrets.Length][];
        for (int i = 0; i < secrets.Length; i++)
        {
            tables[i] = bases[i].SmallMultiples;
        }

        sbyte[] digits = GC.AllocateArray<sbyte>(secrets.Length * Scalar.Radix16Digits, pinned: true);
        for (int i = 0; i < secrets.Length; i++)
        {
            secrets[i].WriteRadix16(digits.AsSpan(i * Scalar.Radix16Digits, Scalar.Radix16Digits));
        }

        RistrettoPoint sum = RistrettoPoint.Identity;
        for (int position = Scalar.Radix16Digits - 1; position >= 0; position--)
        {
            RistrettoPoint.Double(sum, 4, out sum);
            for (int i = 0; i < tables.Length; i++)
            {
                sbyte digit = digits[(i * Scalar.Radix16Digits) + position];
                RistrettoPoint.Add(sum, Select(tables[i], digit), out sum);
            }
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits.AsSpan()));
        return sum;
    }

    /// <summary>digit·P from the multiples 1 to 8 of P, for a digit in [-8, 8].</summary>
    internal static AffinePoint Select(ReadOnlySpan<AffinePoint> multiples, sbyte digit)
    {
        Split(digit, out ulong negative, out int magnitude);
        AffinePoint selected = AffinePoint.Identity;
        for (int i = 0; i < TableSize; i++)
        {
            selected = AffinePoint.Select(EqualMask(magnitude, i + 1), selected, multiples[i]);
        }

        return AffinePoint.Select(negative, selected, -selected);
    }

    // Every multiple is read whole, four limbs at a time, and kept under a mask.
    private static CachedPoint Select(ReadOnlySpan<CachedPoint> multiples, sbyte digit)
    {
        Split(digit, out ulong negative, out int magnitude);
        CachedPoint selected = CachedPoint.Identity;
        var destination = new Span<CachedPoint>(ref selected);
        Span<Vector256<ulong>> words = MemoryMarshal.Cast<CachedPoint, Vector256<ulong>>(destination);
        ReadOnlySpan<Vector256<ulong>> table = MemoryMarshal.Cast<CachedPoint, Vector256<ulong>>(multiples);
        Vector256<ulong> mask = Vector256.Create(EqualMask(magnitude, 0));
        Vector256<ulong> w0 = words[0] & mask;
        Vector256<ulong> w1 = words[1] & mask;
        Vector256<ulong> w2 = words[2] & mask;
        Vector256<ulong> w3 = words[3] & mask;
        Vector256<ulong> w4 = words[4] & mask;
        for (int i = 1; i <= TableSize; i++)
        {
            mask = Vector256.Create(EqualMask(magnitude, i));
            w0 |= table[0] & mask;
            w1 |= table[1] & mask;
            w2 |= table[2] & mask;
            w3 |= table[3] & mask;
            w4 |= table[4] & mask;
            table = table[5..];
        }

        (words[0], words[1], words[2], words[3], words[4]) = (w0, w1, w2, w3, w4);
        return CachedPoint.Select(negative, selected, -selected);
    }

    private static void Split(sbyte digit, out ulong negative, out int magnitude)
    {
        int sign = digit >> 7;
        negative = (ulong)(long)sign;
        magnitude = (digit ^ sign) - sign;
    }

    private static ulong EqualMask(int a, int b) => (ulong)(((long)(a ^ b) - 1) >> 63);
}
