namespace Candor.Commitments.Group;

/// <summary>Decoding with a reason for rejection.</summary>
internal static class PointEncoding
{
    /// <summary>
    /// Decodes an element that must not be the identity, whose only encoding is 32 zero bytes.
    /// </summary>
    internal static PointFailure TryParse(ReadOnlySpan<byte> bytes, out RistrettoPoint point)
    {
        point = RistrettoPoint.Identity;
        if (bytes.Length != RistrettoPoint.Size)
        {
            return PointFailure.WrongLength;
        }

        if (bytes.IndexOfAnyExcept((byte)0) < 0)
        {
            return PointFailure.Identity;
        }

        return RistrettoPoint.TryParse(bytes, out point) ? PointFailure.None : PointFailure.NonCanonical;
    }
}
