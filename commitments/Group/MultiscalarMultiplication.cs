using System.Buffers;

namespace Candor.Commitments.Group;

/// <summary>
/// Σ s_i·P_i for public scalars and points: interleaved non-adjacent forms (Straus) for few terms, buckets (Pippenger)
/// for many. Its time depends on the scalars.
/// </summary>
internal static class MultiscalarMultiplication
{
    // From so many terms on the bucket method is faster, by measurement. Terms are counted in fixed bases: an arbitrary
    // point costs Straus's method as much as three of them, since its table serves one sum only.
    private const int BucketThreshold = 600;
    private const int LaneBucketThreshold = 75;
    private const int BasesPerPoint = 3;
    private const int PointNafWidth = 5;
    private const int PointTableSize = 1 << (PointNafWidth - 2);

    /// <summary>
    /// Σ fixedScalars[i]·bases[i] + Σ scalars[i]·points[i]; the identity for no terms at all.
    /// </summary>
    /// <exception cref="ArgumentException">A list of scalars and its list of points differ in length.</exception>
    internal static RistrettoPoint Sum(
        ReadOnlySpan<Scalar> fixedScalars,
        ReadOnlySpan<Generator> bases,
        ReadOnlySpan<Scalar> scalars,
        ReadOnlySpan<RistrettoPoint> points)
    {
        if (fixedScalars.Length != bases.Length)
        {
            throw new ArgumentException(
                $"There are {fixedScalars.Length} scalars for {bases.Length} bases.", nameof(fixedScalars));
        }

        if (scalars.Length != points.Length)
        {
            throw new ArgumentException(
                $"There are {scalars.Length} scalars for {points.Length} points.", nameof(scalars));
        }

        int threshold = FieldLanes.IsSupported ? LaneBucketThreshold : BucketThreshold;
        return bases.Length + (BasesPerPoint * points.Length) < threshold
            ? Straus(fixedScalars, bases, scalars, points)
            : BucketMultiplication.Sum(fixedScalars, bases, scalars, points);
    }

    /// <summary>Straus's method, whatever the number of terms.</summary>
    internal static RistrettoPoint Straus(
        ReadOnlySpan<Scalar> fixedScalars,
        ReadOnlySpan<Generator> bases,
        ReadOnlySpan<Scalar> scalars,
        ReadOnlySpan<RistrettoPoint> points)
    {
        int terms = bases.Length + points.Length;
        var fixedTables = new AffinePoint[bases.Length][];
        var tables = new CachedPoint[points.Length * PointTableSize];
        sbyte[] nafs = ArrayPool<sbyte>.Shared.Rent(Math.Max(1, terms * Scalar.NafDigits));
        for (int i = 0; i < bases.Length; i++)
        {
            fixedTables[i] = bases[i].OddMultiples;
            fixedScalars[i].WriteNaf(Generator.NafWidth, nafs.AsSpan(i * Scalar.NafDigits, Scalar.NafDigits));
        }

        for (int i = 0; i < points.Length; i++)
        {
            FillOddMultiples(points[i], tables.AsSpan(i * PointTableSize, PointTableSize));
            int start = (bases.Length + i) * Scalar.NafDigits;
            scalars[i].WriteNaf(PointNafWidth, nafs.AsSpan(start, Scalar.NafDigits));
        }

        // Doubling starts at the highest digit of any scalar: a report has 32 bits, not 253.
        int top = HighestDigit(nafs.AsSpan(0, terms * Scalar.NafDigits));
        RistrettoPoint sum = RistrettoPoint.Identity;
        for (int position = top; position >= 0; position--)
        {
            RistrettoPoint.Double(sum, 1, out sum);
            for (int i = 0; i < fixedTables.Length; i++)
            {
                AddMultiple(ref sum, fixedTables[i], nafs[(i * Scalar.NafDigits) + position]);
            }

            int offset = (bases.Length * Scalar.NafDigits) + position;
            for (int i = 0; i < points.Length; i++)
            {
                ReadOnlySpan<CachedPoint> table = tables.AsSpan(i * PointTableSize, PointTableSize);
                AddMultiple(ref sum, table, nafs[offset + (i * Scalar.NafDigits)]);
            }
        }

        ArrayPool<sbyte>.Shared.Return(nafs);
        return sum;
    }

    private static int HighestDigit(ReadOnlySpan<sbyte> nafs)
    {
        int highest = -1;
        for (; !nafs.IsEmpty; nafs = nafs[Scalar.NafDigits..])
        {
            highest = Math.Max(highest, nafs[..Scalar.NafDigits].LastIndexOfAnyExcept((sbyte)0));
        }

        return highest;
    }

    private static void FillOddMultiples(in RistrettoPoint point, Span<CachedPoint> table)
    {
        CachedPoint twice = new(point.Double());
        RistrettoPoint multiple = point;
        table[0] = new(multiple);
        for (int i = 1; i < table.Length; i++)
        {
            RistrettoPoint.Add(multiple, twice, out multiple);
            table[i] = new(multiple);
        }
    }

    private static void AddMultiple(ref RistrettoPoint sum, AffinePoint[] oddMultiples, int digit)
    {
        if (digit > 0)
        {
            RistrettoPoint.Add(sum, oddMultiples[digit >> 1], out sum);
        }
        else if (digit < 0)
        {
            RistrettoPoint.Subtract(sum, oddMultiples[-digit >> 1], out sum);
        }
    }

    private static void AddMultiple(ref RistrettoPoint sum, ReadOnlySpan<CachedPoint> oddMultiples, int digit)
    {
        if (digit > 0)
        {
            RistrettoPoint.Add(sum, oddMultiples[digit >> 1], out sum);
        }
        else if (digit < 0)
        {
            RistrettoPoint.Subtract(sum, oddMultiples[-digit >> 1], out sum);
        }
    }
}
