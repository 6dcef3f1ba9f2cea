using System.Globalization;

namespace Candor.Mechanism;

/// <summary>The discrete type space {0, ε, 2ε, …, D} of section 6.2, zero included (docs/paper.md, D20).</summary>
public sealed record TypeGrid
{
    /// <summary>The most steps a grid may have.</summary>
    public const int MostSteps = 100_000_000;

    private const double PointTolerance = 1e-9;

    /// <summary>Creates the grid.</summary>
    /// <param name="unit">ε, the smallest amount of data, finite and more than 0.</param>
    /// <param name="steps">K = D/ε, the data disparity, from 1 to <see cref="MostSteps"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public TypeGrid(double unit, int steps)
    {
        if (!(unit > 0 && double.IsFinite(unit)))
        {
            throw new ArgumentOutOfRangeException(nameof(unit), unit, "A grid's unit is finite and more than 0.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, MostSteps);
        Unit = unit;
        Steps = steps;
    }

    /// <summary>ε, the smallest amount of data.</summary>
    public double Unit { get; }

    /// <summary>K = D/ε, the data disparity.</summary>
    public int Steps { get; }

    /// <summary>D, the largest size.</summary>
    public double Max => SizeAt(Steps);

    /// <summary>The k-th size, k·ε.</summary>
    /// <param name="step">k, from 0 to <see cref="Steps"/>.</param>
    public double SizeAt(int step) => step * Unit;

    /// <summary>Which point of the grid a size is, within a relative 1e-9 of a unit.</summary>
    /// <param name="size">The size.</param>
    /// <param name="step">k, when the size is a point of the grid.</param>
    public bool TryGetStep(double size, out int step)
    {
        double steps = size / Unit;
        double nearest = Math.Round(steps);
        bool isPoint = nearest >= 0 && nearest <= Steps
            && Math.Abs(steps - nearest) <= PointTolerance * Math.Max(1, nearest);
        step = isPoint ? (int)nearest : -1;
        return isPoint;
    }

    /// <summary>The points beside a size that is not one of them, for the message that rejects it.</summary>
    /// <param name="size">A size, at least 0.</param>
    public string DescribeNeighbours(double size)
    {
        if (size > Max)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a grid point: the largest is {Max:R}");
        }

        int below = (int)Math.Floor(size / Unit);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"a grid point: its neighbours are {SizeAt(below):R} and {SizeAt(Math.Min(below + 1, Steps)):R}");
    }
}
