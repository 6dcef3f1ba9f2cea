namespace Candor.Commitments.Group;

/// <summary>
/// Decodes the points of a proof, the roots of eight at a time where the processor has <see cref="FieldLanes"/>. For
/// public encodings.
/// </summary>
internal static class BatchDecoding
{
    private const int GroupSize = 2 * FieldLanes.Count;

    /// <summary>Decodes encodings that must not be the identity's, 32 bytes each, one after the other.</summary>
    /// <returns>What is wrong with the first bad one, as <see cref="PointEncoding"/> says it.</returns>
    /// <exception cref="ArgumentException">There are not 32 bytes for each point.</exception>
    internal static PointFailure TryParse(ReadOnlySpan<byte> encodings, Span<RistrettoPoint> points) =>
        FieldLanes.IsSupported ? TryParseInLanes(encodings, points) : TryParseOneByOne(encodings, points);

    /// <summary>What <see cref="TryParse"/> does on processors without lanes.</summary>
    internal static PointFailure TryParseOneByOne(ReadOnlySpan<byte> encodings, Span<RistrettoPoint> points)
    {
        RequireSizes(encodings, points);
        PointFailure failure = PointFailure.None;
        for (int i = 0; i < points.Length && failure == PointFailure.None; i++)
        {
            failure = PointEncoding.TryParse(Encoding(encodings, i), out points[i]);
        }

        return failure;
    }

    private static PointFailure TryParseInLanes(ReadOnlySpan<byte> encodings, Span<RistrettoPoint> points)
    {
        RequireSizes(encodings, points);
        Span<PointDecoding> group = stackalloc PointDecoding[GroupSize];
        for (int start = 0; start < points.Length; start += GroupSize)
        {
            // Lanes that the last group does not fill repeat its first point.
            int count = Math.Min(GroupSize, points.Length - start);
            for (int i = 0; i < GroupSize; i++)
            {
                group[i] = i < count ? new(Encoding(encodings, start + i)) : group[0];
            }

            FieldLanes low = PowerBases(group);
            FieldLanes high = PowerBases(group[FieldLanes.Count..]);
            FieldLanes.PowP58(ref low, ref high);
            for (int i = 0; i < count; i++)
            {
                FieldElement power = i < FieldLanes.Count ? low[i] : high[i - FieldLanes.Count];
                bool parsed = group[i].TryComplete(power, out points[start + i]);
                if (Encoding(encodings, start + i).IndexOfAnyExcept((byte)0) < 0)
                {
                    return PointFailure.Identity;
                }

                if (!parsed)
                {
                    return PointFailure.NonCanonical;
                }
            }
        }

        return PointFailure.None;
    }

    private static void RequireSizes(ReadOnlySpan<byte> encodings, Span<RistrettoPoint> points)
    {
        if (encodings.Length != (long)points.Length * RistrettoPoint.Size)
        {
            throw new ArgumentException(
                $"{encodings.Length} bytes for {points.Length} points; expected {RistrettoPoint.Size} for each.",
                nameof(encodings));
        }
    }

    private static FieldLanes PowerBases(ReadOnlySpan<PointDecoding> group) =>
        new(group[0].PowerBase, group[1].PowerBase, group[2].PowerBase, group[3].PowerBase);

    private static ReadOnlySpan<byte> Encoding(ReadOnlySpan<byte> encodings, int index) =>
        encodings.Slice(index * RistrettoPoint.Size, RistrettoPoint.Size);
}
