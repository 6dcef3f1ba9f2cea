namespace Candor.Mechanism.Desirable;

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

    /// <summary>The cell of a profile.</summary>
    /// <param name="steps">The profile's steps, each in the cube.</param>
    public long CellAt(ReadOnlySpan<int> steps)
    {
        long cell = 0;
        for (int i = 0; i < low.Length; i++)
        {
            cell = (cell * (high[i] - low[i])) + steps[i] - low[i];
        }

        return cell;
    }

    /// <summary>The steps of a cell.</summary>
    public int[] Steps(long cell)
    {
        var steps = new int[low.Length];
        Steps(cell, steps);
        return steps;
    }

    /// <summary>The other-th combination of the others' steps, with the participant at its first step.</summary>
    /// <param name="participant">The participant left aside.</param>
    /// <param name="other">The combination's index.</param>
    /// <param name="cell">The cell of that profile.</param>
    public int[] StepsBeside(int participant, long other, out long cell)
    {
        var steps = new int[low.Length];
        StepsBeside(participant, other, steps, out cell);
        return steps;
    }

    /// <summary>The same into memory of the caller's.</summary>
    /// <param name="participant">The participant left aside.</param>
    /// <param name="other">The combination's index.</param>
    /// <param name="steps">Receives the steps, one a participant.</param>
    /// <param name="cell">The cell of that profile.</param>
    public void StepsBeside(int participant, long other, Span<int> steps, out long cell)
    {
        long stride = Stride(participant);
        long width = high[participant] - low[participant];
        cell = (other / stride * stride * width) + (other % stride);
        Steps(cell, steps);
    }

    private void Steps(long cell, Span<int> steps)
    {
        for (int i = low.Length - 1; i >= 0; i--)
        {
            int width = high[i] - low[i];
            steps[i] = low[i] + (int)(cell % width);
            cell /= width;
        }
    }
}
