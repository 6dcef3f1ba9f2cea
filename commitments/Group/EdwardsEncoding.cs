namespace Candor.Commitments.Group;

/// <summary>
/// Points of the curve itself, not of ristretto255, in the encoding of RFC 8032 section 5.1.2: y, and the sign of x in
/// the top bit. Public points only: its time depends on them.
/// </summary>
internal static class EdwardsEncoding
{
    /// <summary>Bytes of an encoding.</summary>
    internal const int Size = 32;

    private const byte SignBit = 0x80;

    // Doubled so often, a point of small order is the neutral one: the curve's cofactor is 8.
    private const int CofactorDoublings = 3;

    /// <summary>
    /// Decodes the one encoding of a point (RFC 8032 section 5.1.3): y is below p, and where x is zero its sign is too.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<byte> bytes, out RistrettoPoint point)
    {
        point = RistrettoPoint.Identity;
        if (bytes.Length != Size)
        {
            return false;
        }

        bool isNegative = (bytes[^1] & SignBit) != 0;
        Span<byte> unsigned = stackalloc byte[Size];
        bytes.CopyTo(unsigned);
        unsigned[^1] &= SignBit - 1;
        if (!FieldElement.TryParse(unsigned, out FieldElement y))
        {
            return false;
        }

        // x² = (y² - 1) / (d·y² + 1), from the curve's equation.
        FieldElement yy = y.Square();
        ulong square = FieldElement.SqrtRatio(
            yy - FieldElement.One, (FieldElement.D * yy) + FieldElement.One, out FieldElement x);
        if (square == 0 || (isNegative && x.ZeroMask() != 0))
        {
            return false;
        }

        x = isNegative ? -x : x;
        point = new(x, y, FieldElement.One, x * y);
        return true;
    }

    /// <summary>Writes the encoding.</summary>
    internal static void Write(in RistrettoPoint point, Span<byte> destination)
    {
        FieldElement inverseZ = point.Z.Invert();
        (point.Y * inverseZ).WriteBytes(destination);
        destination[Size - 1] |= (byte)((point.X * inverseZ).NegativeMask() & SignBit);
    }

    /// <summary>Whether the point is one of the eight whose order divides the cofactor.</summary>
    internal static bool IsOfSmallOrder(in RistrettoPoint point)
    {
        RistrettoPoint.Double(point, CofactorDoublings, out RistrettoPoint multiple);
        return (multiple.X.ZeroMask() & FieldElement.EqualMask(multiple.Y, multiple.Z)) != 0;
    }
}
