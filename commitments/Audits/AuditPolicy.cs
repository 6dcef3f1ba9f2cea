using System.Numerics;

namespace Candor.Commitments.Audits;

/// <summary>
/// How sure an audit must be: a dataset of which a share δ of the records is bad passes with probability at most ε.
/// </summary>
/// <remarks>
/// Immutable. Setting a member to a value outside its range throws <see cref="ArgumentOutOfRangeException"/>.
/// </remarks>
public sealed record AuditPolicy
{
    /// <summary>
    /// The smallest δ, 0.14 %: below it a sample at 128 bits could exceed the 65,536 openings that one proof covers.
    /// </summary>
    public const int MinimumBadSharePerMillion = 1_400;

    private const int Million = 1_000_000;

    // The miss probability is kept as a multiple of 2^-192 and rounded up, so that a sample is never too small by
    // rounding.
    private const int FractionBits = 192;

    /// <summary>δ in millionths, 1,400 to 1,000,000; by default 50,000, that is 5 %.</summary>
    public int BadSharePerMillion
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinimumBadSharePerMillion);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Million);
            field = value;
        }
    } = 50_000;

    /// <summary>-log2 of ε, 1 to 128; by default 40.</summary>
    public int SecurityBits
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 128);
            field = value;
        }
    } = 40;

    /// <summary>b = ⌈δN⌉, the bad records that the audit must not miss.</summary>
    /// <param name="records">N.</param>
    public ulong BadRecords(ulong records) =>
        (ulong)((((UInt128)records * (uint)BadSharePerMillion) + Million - 1) / Million);

    /// <summary>
    /// The least number k of openings without replacement for which C(N-b, k)/C(N, k) ≤ ε, the exact hypergeometric
    /// probability that none of b = ⌈δN⌉ bad records is among them. At most 541 by default.
    /// </summary>
    /// <param name="records">N. Of a small dataset nearly all is opened: 96 of 100 records by default.</param>
    public ulong SampleSize(ulong records)
    {
        ulong bad = BadRecords(records);
        BigInteger limit = BigInteger.One << (FractionBits - SecurityBits);
        BigInteger miss = BigInteger.One << FractionBits;
        ulong sample = 0;
        while (miss > limit && sample < records)
        {
            // The next record opened is a good one with probability (N - b - k)/(N - k).
            BigInteger left = records - sample;
            miss = ((miss * (records - bad - sample)) + left - 1) / left;
            sample++;
        }

        return sample;
    }

    /// <summary>
    /// The probability that the openings contain none of the bad records: Π (N - b - i)/(N - i) over i below k.
    /// </summary>
    /// <param name="records">N.</param>
    /// <param name="bad">b, at most N.</param>
    /// <param name="sample">k, at most N.</param>
    /// <returns>The hypergeometric probability, rounded to a double.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more bad records or openings than records.</exception>
    public static double MissProbability(ulong records, ulong bad, ulong sample)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bad, records);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sample, records);
        if (sample > records - bad)
        {
            return 0;
        }

        double miss = 1;
        for (ulong i = 0; i < sample; i++)
        {
            miss *= (double)(records - bad - i) / (records - i);
        }

        return miss;
    }
}
