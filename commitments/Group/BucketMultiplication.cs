using System.Buffers;

namespace Candor.Commitments.Group;

/// <summary>
/// Pippenger's method for Σ s_i·P_i with public scalars and points: in each window of the scalars' digits, points go to
/// the bucket of their digit. Its time depends on the scalars.
/// </summary>
internal static class BucketMultiplication
{
    /// <summary>The sum. Lists of scalars are as long as their lists of points.</summary>
    internal static RistrettoPoint Sum(
        ReadOnlySpan<Scalar> fixedScalars,
        ReadOnlySpan<Generator> bases,
        ReadOnlySpan<Scalar> scalars,
        ReadOnlySpan<RistrettoPoint> points)
    {
        int width = WindowWidth(bases.Length + points.Length);
        Buckets buckets = FieldLanes.IsSupported
            ? new LaneBuckets(1 << (width - 1), bases, points)
            : new PointBuckets(1 << (width - 1), bases, points);
        return Sum(width, fixedScalars, scalars, buckets);
    }

    /// <summary>The sum with the buckets of any processor.</summary>
    internal static RistrettoPoint SumWithoutLanes(
        ReadOnlySpan<Scalar> fixedScalars,
        ReadOnlySpan<Generator> bases,
        ReadOnlySpan<Scalar> scalars,
        ReadOnlySpan<RistrettoPoint> points)
    {
        int width = WindowWidth(bases.Length + points.Length);
        return Sum(width, fixedScalars, scalars, new PointBuckets(1 << (width - 1), bases, points));
    }

    private static RistrettoPoint Sum(
        int width, ReadOnlySpan<Scalar> fixedScalars, ReadOnlySpan<Scalar> scalars, Buckets buckets)
    {
        int terms = fixedScalars.Length + scalars.Length;
        int windows = Scalar.SignedDigits(width);
        short[] digits = ArrayPool<short>.Shared.Rent(Math.Max(1, terms * windows));
        WriteDigits(width, fixedScalars, digits, terms);
        WriteDigits(width, scalars, digits.AsSpan(fixedScalars.Length), terms);
        RistrettoPoint sum = RistrettoPoint.Identity;
        for (int window = windows - 1; window >= 0; window--)
        {
            RistrettoPoint.Double(sum, width, out sum);
            sum += buckets.Sum(digits.AsSpan(window * terms, terms));
        }

        ArrayPool<short>.Shared.Return(digits);
        return sum;
    }

    // The digits of one window stand side by side, a scalar each.
    private static void WriteDigits(int width, ReadOnlySpan<Scalar> scalars, Span<short> digits, int terms)
    {
        Span<short> ofScalar = stackalloc short[Scalar.SignedDigits(width)];
        for (int i = 0; i < scalars.Length; i++)
        {
            scalars[i].WriteSignedDigits(width, ofScalar);
            for (int window = 0; window < ofScalar.Length; window++)
            {
                digits[(window * terms) + i] = ofScalar[window];
            }
        }
    }

    // A window of w bits costs 253/w·(terms + 1.5·2^w) additions, an addition of two buckets taking three products for
    // two; these are the minima.
    private static int WindowWidth(int terms) => terms switch
    {
        < 200 => 5,
        < 500 => 6,
        < 1_000 => 7,
        < 3_500 => 8,
        < 6_000 => 9,
        < 17_000 => 10,
        < 30_000 => 11,
        _ => 12,
    };
}
