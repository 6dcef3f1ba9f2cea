namespace Candor.Market.Signing;

/// <summary>A P-256 signature in strict DER (X.690, section 10), the one spelling of its two numbers. The platform's
/// reader takes more: numbers with needless zeros in front, and lengths longer than they must be.</summary>
public readonly ref struct EcdsaSignature
{
    private const byte SequenceTag = 0x30;
    private const byte IntegerTag = 0x02;
    private const int NumberSize = 32;

    // With both numbers below the order, every length is below 128 and has one byte.
    private const int MaxLength = 2 + (2 * (2 + 1 + NumberSize));

    private EcdsaSignature(ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
    {
        R = r;
        S = s;
    }

    /// <summary>The number r, big-endian, 1 to 32 bytes, no zero in front.</summary>
    public ReadOnlySpan<byte> R { get; }

    /// <summary>The number s, big-endian, 1 to 32 bytes, no zero in front.</summary>
    public ReadOnlySpan<byte> S { get; }

    // The order n of P-256's group (SEC 2, section 2.4.2) and its half, rounded down.
    private static ReadOnlySpan<byte> Order =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];

    private static ReadOnlySpan<byte> HalfOrder =>
    [
        0x7F, 0xFF, 0xFF, 0xFF, 0x80, 0x00, 0x00, 0x00, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xDE, 0x73, 0x7D, 0x56, 0xD3, 0x8B, 0xCF, 0x42, 0x79, 0xDC, 0xE5, 0x61, 0x7E, 0x31, 0x92, 0xA8,
    ];

    /// <summary>Reads a signature.</summary>
    /// <param name="encoded">Untrusted; what is read refers to these bytes.</param>
    /// <param name="signature">The two numbers, where the encoding is right.</param>
    /// <returns>Whether the bytes are a sequence of two integers in strict DER, nothing after it, both from 1 to
    /// n - 1.</returns>
    public static bool TryParse(ReadOnlySpan<byte> encoded, out EcdsaSignature signature)
    {
        signature = default;
        if (encoded.Length is < 2 or > MaxLength ||
            encoded[0] != SequenceTag || encoded[1] != encoded.Length - 2 ||
            !TryReadNumber(encoded[2..], out ReadOnlySpan<byte> r, out ReadOnlySpan<byte> afterR) ||
            !TryReadNumber(afterR, out ReadOnlySpan<byte> s, out ReadOnlySpan<byte> afterS) ||
            !afterS.IsEmpty)
        {
            return false;
        }

        signature = new EcdsaSignature(r, s);
        return true;
    }

    /// <summary>Whether a signature's s is at most half of the order. With (r, s), (r, n - s) is a signature of the
    /// same bytes that anyone can compute; one of the two is low.</summary>
    /// <param name="signature">Untrusted.</param>
    /// <returns>False for a high s, and for bytes that <see cref="TryParse"/> refuses.</returns>
    public static bool HasLowS(ReadOnlySpan<byte> signature) =>
        TryParse(signature, out EcdsaSignature parsed) && Compare(parsed.S, HalfOrder) <= 0;

    /// <summary>The low one of a signature's two forms: the bytes as they are, or with n - s.</summary>
    /// <param name="signature">A signature in strict DER.</param>
    /// <returns>A signature by the same key of the same bytes, in strict DER, for which <see cref="HasLowS"/>
    /// holds.</returns>
    /// <exception cref="ArgumentException">The bytes are no signature, see <see cref="TryParse"/>.</exception>
    public static byte[] WithLowS(ReadOnlySpan<byte> signature)
    {
        if (!TryParse(signature, out EcdsaSignature parsed))
        {
            throw new ArgumentException(
                $"The {signature.Length} bytes are not an ECDSA P-256 signature in strict DER: "
                + "a sequence of r and s, both from 1 to n - 1.",
                nameof(signature));
        }

        return Compare(parsed.S, HalfOrder) <= 0 ? signature.ToArray() : Encode(parsed.R, Negate(parsed.S));
    }

    private static bool TryReadNumber(
        ReadOnlySpan<byte> encoded, out ReadOnlySpan<byte> number, out ReadOnlySpan<byte> rest)
    {
        number = default;
        rest = default;
        if (encoded.Length < 3 || encoded[0] != IntegerTag || encoded[1] is 0 or > 1 + NumberSize ||
            encoded.Length - 2 < encoded[1])
        {
            return false;
        }

        ReadOnlySpan<byte> content = encoded.Slice(2, encoded[1]);
        rest = encoded[(2 + encoded[1])..];

        // A first byte from 128 is a negative number; a zero stands in front only to prevent that.
        if (content[0] >= 0x80 || (content[0] == 0 && (content.Length == 1 || content[1] < 0x80)))
        {
            return false;
        }

        number = content[0] == 0 ? content[1..] : content;
        return Compare(number, Order) < 0;
    }

    // Neither number has zeros in front, so that the longer one is the larger one.
    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    // n - s for a high s, which has all 32 bytes.
    private static ReadOnlySpan<byte> Negate(ReadOnlySpan<byte> s)
    {
        byte[] difference = new byte[NumberSize];
        int borrow = 0;
        for (int i = NumberSize - 1; i >= 0; i--)
        {
            int digit = Order[i] - s[i] - borrow;
            borrow = digit < 0 ? 1 : 0;
            difference[i] = (byte)digit;
        }

        return difference.AsSpan().TrimStart((byte)0);
    }

    private static byte[] Encode(ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
    {
        int zeroBeforeR = r[0] >> 7;
        int zeroBeforeS = s[0] >> 7;
        int rLength = zeroBeforeR + r.Length;
        int sLength = zeroBeforeS + s.Length;
        byte[] encoded = new byte[2 + 2 + rLength + 2 + sLength];
        encoded[0] = SequenceTag;
        encoded[1] = (byte)(encoded.Length - 2);
        encoded[2] = IntegerTag;
        encoded[3] = (byte)rLength;
        r.CopyTo(encoded.AsSpan(4 + zeroBeforeR));
        Span<byte> ofS = encoded.AsSpan(4 + rLength);
        ofS[0] = IntegerTag;
        ofS[1] = (byte)sLength;
        s.CopyTo(ofS[(2 + zeroBeforeS)..]);
        return encoded;
    }
}
