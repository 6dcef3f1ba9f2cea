using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Candor.Commitments.Contributions;

namespace Candor.Commitments.Projections;

/// <summary>The interval [low, high] in which each projection of a contributor's statistics must lie.</summary>
/// <remarks>Each has fewer than 2^64 integers. Immutable; safe for use from many threads.</remarks>
public sealed class ProjectionBounds
{
    private const int IntegerSize = 16;

    private readonly (Int128 Low, Int128 High)[] _bounds;

    private ProjectionBounds((Int128 Low, Int128 High)[] bounds) => _bounds = bounds;

    /// <summary>How many projections there are.</summary>
    public int Rows => _bounds.Length;

    /// <summary>Computes the bounds: t' times the mean of the opened records, less and plus τ.</summary>
    /// <param name="moments">The opened records' moments; at least one record.</param>
    /// <param name="records">N, the records of the dataset; at least as many as were opened.</param>
    /// <param name="report">t', the reported records; 0 to N. Of 0 the bounds are τ's second term around 0.</param>
    /// <param name="bounds">The bounds, or null.</param>
    /// <returns>False when τ is 2^63 or more: there are too many records for a range proof.</returns>
    /// <exception cref="ArgumentException">No record was opened.</exception>
    /// <exception cref="ArgumentOutOfRangeException">N is below the opened records, or t' is above N.</exception>
    public static bool TryCompute(
        ProjectionMoments moments,
        ulong records,
        uint report,
        [NotNullWhen(true)] out ProjectionBounds? bounds)
    {
        ArgumentNullException.ThrowIfNull(moments);
        RequireCounts(moments.Opened, records, report);
        ProjectionMatrix matrix = moments.Matrix;
        var computed = new (Int128 Low, Int128 High)[matrix.Policy.Rows];
        bounds = null;
        for (int row = 0; row < computed.Length; row++)
        {
            BigInteger sum = moments.SumOf(row);
            BigInteger tolerance = ProjectionTolerance.OfSampling(
                    sum, moments.SquaresOf(row), moments.Opened, records, report, matrix.Policy.ZThousandths)
                + OfRareRecords(matrix.Shape, matrix.Policy, row, moments.Opened, records, report);
            if (tolerance >= BigInteger.One << 63)
            {
                return false;
            }

            BigInteger mean = BigInteger.DivRem(report * sum, moments.Opened, out BigInteger rest);
            BigInteger low = mean - (rest.Sign < 0 ? 1 : 0) - tolerance;
            BigInteger high = mean + (rest.Sign > 0 ? 1 : 0) + tolerance;
            computed[row] = ((Int128)low, (Int128)high);
        }

        bounds = new(computed);
        return true;
    }

    /// <summary>Reads bounds.</summary>
    /// <param name="policy">How many projections there are.</param>
    /// <param name="bytes">What <see cref="ToArray"/> returns, untrusted.</param>
    /// <param name="bounds">The bounds, or null.</param>
    /// <returns>False when there are others than two integers for each projection, or an interval is empty or has 2^64
    /// integers or more.</returns>
    public static bool TryParse(
        ProjectionPolicy policy, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ProjectionBounds? bounds)
    {
        ArgumentNullException.ThrowIfNull(policy);
        bounds = null;
        if (bytes.Length != policy.Rows * 2 * IntegerSize)
        {
            return false;
        }

        var parsed = new (Int128 Low, Int128 High)[policy.Rows];
        for (int row = 0; row < parsed.Length; row++)
        {
            Int128 low = BinaryPrimitives.ReadInt128LittleEndian(bytes[(2 * row * IntegerSize)..]);
            Int128 high = BinaryPrimitives.ReadInt128LittleEndian(bytes[(((2 * row) + 1) * IntegerSize)..]);
            if ((BigInteger)high - low is { } width && (width.Sign < 0 || width > ulong.MaxValue))
            {
                return false;
            }

            parsed[row] = (low, high);
        }

        bounds = new(parsed);
        return true;
    }

    /// <summary>
    /// Whether every interval is at least as wide as honest ones are. A contributor proves nothing about a narrower one:
    /// with a ρ of one entry and a narrow interval a validator could read one coordinate.
    /// </summary>
    /// <param name="shape">How many coordinates each block has.</param>
    /// <param name="policy">How many projections there are.</param>
    /// <param name="opened">k, the records that the contributor opened.</param>
    /// <param name="records">N, its records.</param>
    /// <param name="report">t', what it reported.</param>
    /// <returns>Whether high - low is at least twice τ's second term everywhere.</returns>
    /// <exception cref="ArgumentException">No record was opened, or there are bounds of another number of projections.</exception>
    /// <exception cref="ArgumentOutOfRangeException">N is below the opened records, or t' is above N.</exception>
    public bool AreWide(StatisticsShape shape, ProjectionPolicy policy, int opened, ulong records, uint report)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(policy);
        RequireCounts(opened, records, report);
        if (Rows != policy.Rows)
        {
            throw new ArgumentException($"There are bounds of {Rows} projections; the policy has {policy.Rows}.", nameof(policy));
        }

        for (int row = 0; row < Rows; row++)
        {
            if ((BigInteger)High(row) - Low(row) < 2 * OfRareRecords(shape, policy, row, opened, records, report))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Low and high of each projection in turn, 16 bytes each: two's complement, little-endian.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Rows * 2 * IntegerSize];
        for (int row = 0; row < Rows; row++)
        {
            BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(2 * row * IntegerSize), Low(row));
            BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(((2 * row) + 1) * IntegerSize), High(row));
        }

        return bytes;
    }

    /// <summary>The least value of a projection.</summary>
    internal Int128 Low(int row) => _bounds[row].Low;

    /// <summary>The largest value of a projection.</summary>
    internal Int128 High(int row) => _bounds[row].High;

    private static BigInteger OfRareRecords(
        StatisticsShape shape, ProjectionPolicy policy, int row, int opened, ulong records, uint report) =>
        ProjectionTolerance.OfRareRecords(
            row < policy.PerBlock ? shape.GramCoordinates : shape.LabelCoordinates, opened, records, report);

    private static void RequireCounts(int opened, ulong records, uint report)
    {
        if (opened < 1)
        {
            throw new ArgumentException("No record was opened: there is nothing to be near to.", nameof(opened));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(records, (ulong)opened);
        if (report > records)
        {
            throw new ArgumentOutOfRangeException(nameof(report), report, $"A report is 0 to {records} records.");
        }
    }
}
