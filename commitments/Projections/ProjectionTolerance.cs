using System.Numerics;

namespace Candor.Commitments.Projections;

/// <summary>
/// τ, how far the projection of honest statistics may be from t' times the mean of the opened records: an integer,
/// rounded up in both of its terms.
/// </summary>
internal static class ProjectionTolerance
{
    /// <summary>
    /// z·t'·sd·√((1 - k/N)/k + (1 - t'/N)/t'): the standard errors of the mean of the opened records and of the mean of
    /// the reported ones, both drawn from N without replacement. sd is that of a sample, over k - 1.
    /// </summary>
    internal static BigInteger OfSampling(
        BigInteger sum, BigInteger squares, int opened, ulong records, uint report, int zThousandths)
    {
        if (opened < 2)
        {
            return BigInteger.Zero;
        }

        BigInteger k = opened;
        BigInteger n = records;
        BigInteger t = report;
        BigInteger z = zThousandths;
        BigInteger variance = (k * squares) - (sum * sum);
        BigInteger share = ((n - k) * t) + ((n - t) * k);
        return CeilingOfRoot(z * z * t * variance * share, 1_000_000 * k * k * (k - 1) * n);
    }

    /// <summary>
    /// 4·2^30·√(P_b/2)·max(1, (1 - k/N)·t'/k): four records whose coordinates are all at their bounds, for rare classes
    /// and heavy tails, which a sample may have missed.
    /// </summary>
    internal static BigInteger OfRareRecords(int coordinates, int opened, ulong records, uint report)
    {
        BigInteger numerator = (records - (BigInteger)opened) * report;
        BigInteger denominator = (BigInteger)records * opened;
        if (numerator < denominator)
        {
            (numerator, denominator) = (BigInteger.One, BigInteger.One);
        }

        return CeilingOfRoot((BigInteger.One << 63) * coordinates * numerator * numerator, denominator * denominator);
    }

    /// <summary>The least integer whose square is at least a fraction.</summary>
    internal static BigInteger CeilingOfRoot(BigInteger numerator, BigInteger denominator)
    {
        BigInteger value = (numerator + denominator - 1) / denominator;
        if (value.IsZero)
        {
            return value;
        }

        // Newton's method from above: it falls until it is the root rounded down.
        BigInteger root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (value / root)) >> 1;
            if (next >= root)
            {
                return root * root < value ? root + 1 : root;
            }

            root = next;
        }
    }
}
