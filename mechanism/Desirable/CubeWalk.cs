namespace Candor.Mechanism.Desirable;

/// <summary>Cuts the profiles {0, …, K}^n into cubes of a bounded number of profiles.</summary>
internal sealed class CubeWalk
{
    private readonly int _count;
    private readonly int _points;
    private readonly int _edge;
    private readonly int _pieces;

    /// <summary>Plans the walk.</summary>
    /// <param name="count">n.</param>
    /// <param name="steps">K.</param>
    /// <param name="mostCells">The most profiles in a cube.</param>
    public CubeWalk(int count, int steps, int mostCells)
    {
        _count = count;
        _points = steps + 1;
        _edge = Math.Clamp((int)Math.Floor(Math.Pow(mostCells, 1.0 / count) + 1e-9), 1, _points);
        _pieces = (_points + _edge - 1) / _edge;
        Cubes = (long)Math.Pow(_pieces, count);
    }

    /// <summary>How many cubes there are.</summary>
    public long Cubes { get; }

    /// <summary>One cube.</summary>
    /// <param name="index">Its index, from 0.</param>
    public ProfileCube Cube(long index)
    {
        var low = new int[_count];
        var high = new int[_count];
        for (int i = _count - 1; i >= 0; i--)
        {
            low[i] = (int)(index % _pieces) * _edge;
            high[i] = Math.Min(low[i] + _edge, _points);
            index /= _pieces;
        }

        return new ProfileCube(low, high);
    }
}

/// <summary>
/// The profiles with low[i] ≤ step of i &lt; high[i], numbered with the last participant running fastest.
/// </summary>
internal sealed class ProfileCube(int[] low, int[] high)
{
    /// <summary>How many profiles it holds.</summary>
    public long Cells { get; } =
        low.Zip(high, static (from, to) => (long)(to - from)).Aggregate(1L, static (cells, width) => cells * width);

    /// <summary>The first step of a participant.</summary>
    public int Low(int participant) => low[participant];

    /// <summary>One past the last step of a participant.</summary>
    public int High(int participant) => high[participant];

    /// <summary>How far apart the cells of neighbouring steps of a participant are.</summary>
    public long Stride(int participant)
    {
        long stride = 1;
        for (int i = participant + 1; i < low.Length; i++)
        {
            stride *= high[i] - low[i];
        }

        return stride;
    }

    /// <summary>The steps of a cell.</summary>
    public int[] Steps(long cell)
    {
        var steps = new int[low.Length];
        for (int i = low.Length - 1; i >= 0; i--)
        {
            int width = high[i] - low[i];
            steps[i] = low[i] + (int)(cell % width);
            cell /= width;
        }

        return steps;
    }

    /// <summary>The other-th combination of the others' steps, with the participant at its first step.</summary>
    /// <param name="participant">The participant left aside.</param>
    /// <param name="other">The combination's index.</param>
    /// <param name="cell">The cell of that profile.</param>
    public int[] StepsBeside(int participant, long other, out long cell)
    {
        long stride = Stride(participant);
        long width = high[participant] - low[participant];
        cell = (other / stride * stride * width) + (other % stride);
        return Steps(cell);
    }
}
