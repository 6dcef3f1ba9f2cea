using System.Security.Cryptography;

namespace Candor.Commitments.Group;

/// <content>Recodings for scalar multiplication.</content>
public readonly partial struct Scalar
{
    /// <summary>Digits of <see cref="WriteRadix16"/>.</summary>
    internal const int Radix16Digits = 64;

    /// <summary>Positions of <see cref="WriteNaf"/>.</summary>
    internal const int NafDigits = 256;

    /// <summary>
    /// Writes 64 signed digits d_i in [-8, 8] with Σ d_i·16^i = this, in time independent of the value.
    /// </summary>
    internal void WriteRadix16(Span<sbyte> digits)
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBytes(bytes);
        int carry = 0;
        for (int i = 0; i < Radix16Digits; i++)
        {
            int digit = ((bytes[i >> 1] >> ((i & 1) << 2)) & 15) + carry;
            carry = (digit + 8) >> 4;
            digits[i] = (sbyte)(digit - (carry << 4));
        }

        // Nothing is carried out of the top nibble: since ℓ < 2^253, it is at most 1.
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>
    /// Writes the width-<paramref name="width"/> non-adjacent form: 256 digits, zero or odd and below 2^(width-1) in
    /// magnitude, with Σ d_i·2^i = this. Its time depends on the value: for public scalars only.
    /// </summary>
    internal void WriteNaf(int width, Span<sbyte> digits)
    {
        digits[..NafDigits].Clear();
        Span<ulong> words = [_w0, _w1, _w2, _w3, 0];
        ulong window = 1UL << width;
        ulong carry = 0;
        int position = 0;
        while (position < NafDigits)
        {
            ulong value = ReadBits(words, position, width) + carry;
            if ((value & 1) == 0)
            {
                position++;
                continue;
            }

            carry = value < window / 2 ? 0UL : 1UL;
            digits[position] = (sbyte)((long)value - (long)(carry << width));
            position += width;
        }
    }

    /// <summary>
    /// Writes signed digits in [-2^(width-1), 2^(width-1)] to the radix 2^<paramref name="width"/>; the number of
    /// digits is <see cref="SignedDigits"/>. For public scalars only, since callers use the digits as indices.
    /// </summary>
    internal void WriteSignedDigits(int width, Span<short> digits)
    {
        Span<ulong> words = [_w0, _w1, _w2, _w3, 0];
        ulong half = 1UL << (width - 1);
        ulong carry = 0;
        int count = SignedDigits(width);
        for (int i = 0; i < count; i++)
        {
            ulong value = ReadBits(words, i * width, width) + carry;
            carry = value > half ? 1UL : 0UL;
            digits[i] = (short)((long)value - (long)(carry << width));
        }
    }

    /// <summary>Digits of <see cref="WriteSignedDigits"/>: enough for 253 bits and the last carry.</summary>
    internal static int SignedDigits(int width) => (253 / width) + 1;

    private static ulong ReadBits(ReadOnlySpan<ulong> words, int position, int width)
    {
        int word = position >> 6;
        int shift = position & 63;
        if (word >= 4)
        {
            return 0;
        }

        ulong bits = words[word] >> shift;
        if (shift + width > 64)
        {
            bits |= words[word + 1] << (64 - shift);
        }

        return bits & ((1UL << width) - 1);
    }
}
