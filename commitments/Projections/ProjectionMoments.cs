using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Candor.Commitments.Projections;

/// <summary>
/// What the validator keeps of the opened records: for each projection the sum and the sum of squares over them. The
/// records themselves are not kept.
/// </summary>
/// <remarks>Exact integers. Not safe for use from several threads.</remarks>
public sealed class ProjectionMoments
{
    private const int IntegerSize = 16;

    private readonly ProjectionMatrix _matrix;
    private readonly Int128[] _sums;
    private readonly Int128[] _squares;

    /// <summary>Begins before the first record.</summary>
    /// <param name="matrix">The projections, of a seed that the validator keeps secret.</param>
    public ProjectionMoments(ProjectionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        _matrix = matrix;
        _sums = new Int128[matrix.Policy.Rows];
        _squares = new Int128[matrix.Policy.Rows];
    }

    /// <summary>The projections.</summary>
    public ProjectionMatrix Matrix => _matrix;

    /// <summary>k, records so far; at most 65,536, as an audit has openings.</summary>
    public int Opened { get; private set; }

    /// <summary>The most records: squares of projections then stay within 128 bits.</summary>
    public const int MaximumOpened = 1 << 16;

    /// <summary>Takes one opened record.</summary>
    /// <param name="statistics">Its statistics, one for each coordinate, none beyond ±2^30.</param>
    /// <exception cref="ArgumentException">Another number of coordinates than the shape has.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is beyond ±2^30.</exception>
    /// <exception cref="InvalidOperationException">There are 65,536 records already.</exception>
    public void Add(ReadOnlySpan<long> statistics)
    {
        if (Opened == MaximumOpened)
        {
            throw new InvalidOperationException($"There are {MaximumOpened} records, the most there can be.");
        }

        long[] projected = _matrix.ProjectRecord(statistics);
        for (int row = 0; row < projected.Length; row++)
        {
            _sums[row] += projected[row];
            _squares[row] += (Int128)projected[row] * projected[row];
        }

        Opened++;
    }

    /// <summary>The moments' bytes, to be kept with the seed where only the validator can read them.</summary>
    public byte[] Export()
    {
        byte[] bytes = new byte[sizeof(int) + (2 * _sums.Length * IntegerSize)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Opened);
        for (int row = 0; row < _sums.Length; row++)
        {
            Span<byte> place = bytes.AsSpan(sizeof(int) + (2 * row * IntegerSize));
            BinaryPrimitives.WriteInt128LittleEndian(place, _sums[row]);
            BinaryPrimitives.WriteInt128LittleEndian(place[IntegerSize..], _squares[row]);
        }

        return bytes;
    }

    /// <summary>Restores moments that were saved.</summary>
    /// <param name="matrix">The projections of the same seed, shape and policy.</param>
    /// <param name="bytes">What <see cref="Export"/> returned.</param>
    /// <param name="moments">The moments, or null.</param>
    /// <returns>False when the bytes are of another number of projections, or no moments of any records.</returns>
    public static bool TryImport(
        ProjectionMatrix matrix, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ProjectionMoments? moments)
    {
        moments = null;
        var restored = new ProjectionMoments(matrix);
        if (bytes.Length != sizeof(int) + (2 * restored._sums.Length * IntegerSize))
        {
            return false;
        }

        restored.Opened = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        for (int row = 0; row < restored._sums.Length; row++)
        {
            ReadOnlySpan<byte> place = bytes[(sizeof(int) + (2 * row * IntegerSize))..];
            restored._sums[row] = BinaryPrimitives.ReadInt128LittleEndian(place);
            restored._squares[row] = BinaryPrimitives.ReadInt128LittleEndian(place[IntegerSize..]);
            if (restored._squares[row] < 0)
            {
                return false;
            }
        }

        moments = restored.Opened is >= 0 and <= MaximumOpened ? restored : null;
        return moments is not null;
    }

    /// <summary>S1 of a projection.</summary>
    internal Int128 SumOf(int row) => _sums[row];

    /// <summary>S2 of a projection.</summary>
    internal Int128 SquaresOf(int row) => _squares[row];
}
