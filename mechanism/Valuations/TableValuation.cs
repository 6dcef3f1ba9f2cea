using System.Collections.Immutable;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Valuations;

/// <summary>
/// Any valuation, by its values at chosen qualities: where each participant's quality is one of the levels, v_i is as
/// given. Between levels v_i is linear in each quality, beyond the last level it is flat.
/// </summary>
/// <remarks>
/// Levels are the qualities of models trained on chosen data sizes. A function that is linear in each quality has its
/// largest value over a box at a corner, so the efficient allocation is exact. Between levels the values are interpolated
/// in the last participant's quality first, then in that of each before it, as low + part · (high - low).
/// </remarks>
public sealed partial class TableValuation : IEfficientlyAllocated, IDecidedBySteps
{
    /// <summary>The most participants.</summary>
    public const int MostParticipants = 8;

    /// <summary>The most sizes.</summary>
    public const int MostSizes = 64;

    /// <summary>The most values in the tables of all participants together.</summary>
    public const int MostValues = 100_000;

    /// <summary>The largest |v_i|: sums and differences then stay finite.</summary>
    public const double LargestValue = 1e300;

    private readonly double[][] _tables;
    private readonly Lazy<double[][]> _magnitudes;

    /// <summary>Creates the valuation.</summary>
    /// <param name="curve">Q, the curve of the market that the valuation is for.</param>
    /// <param name="sizes">2 to <see cref="MostSizes"/> data sizes, the first 0, each with a higher quality than the one
    /// before.</param>
    /// <param name="values">For each of n participants L^n values for L sizes, the last participant's size running
    /// fastest.</param>
    /// <exception cref="TableException">The numbers are no such table; all that is wrong is listed.</exception>
    public TableValuation(
        IQualityCurve curve, IReadOnlyList<double> sizes, IReadOnlyList<IReadOnlyList<double>> values)
    {
        ImmutableArray<TableFault> faults = FindFaults(curve, sizes, values);
        if (!faults.IsEmpty)
        {
            throw new TableException(faults);
        }

        Levels = new QualityLevels([.. sizes.Select(curve.Evaluate)]);
        _tables = [.. values.Select(static table => table.ToArray())];
        _magnitudes = new Lazy<double[][]>(() => [.. _tables.Select(static table => Array.ConvertAll(table, Math.Abs))]);
    }

    /// <inheritdoc/>
    public int Count => _tables.Length;

    /// <summary>The qualities at which the table has values.</summary>
    internal QualityLevels Levels { get; }

    /// <summary>Fills a table from a function of qualities: a user's own valuation, made exact at every level.</summary>
    /// <param name="curve">Q, the curve of the market that the valuation is for.</param>
    /// <param name="sizes">2 to <see cref="MostSizes"/> data sizes, the first 0, each with a higher quality than the one
    /// before.</param>
    /// <param name="count">n, 1 to <see cref="MostParticipants"/>.</param>
    /// <param name="value">v_i at the qualities of the sizes.</param>
    /// <exception cref="TableException">The sizes are no such sizes, the values too many, or one is not a finite
    /// number.</exception>
    public static TableValuation FromFunction(
        IQualityCurve curve, IReadOnlyList<double> sizes, int count, ValuationFunction value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ImmutableArray<TableFault> faults = FindShapeFaults(curve, sizes, count);
        if (!faults.IsEmpty)
        {
            throw new TableException(faults);
        }

        double[] levels = [.. sizes.Select(curve.Evaluate)];
        double[][] tables = [.. Enumerable.Range(0, count).Select(_ => new double[ValuesOf(levels.Length, count)])];
        var qualities = new double[count];
        for (int at = 0; at < tables[0].Length; at++)
        {
            int rest = at;
            for (int j = count - 1; j >= 0; j--)
            {
                qualities[j] = levels[rest % levels.Length];
                rest /= levels.Length;
            }

            for (int i = 0; i < count; i++)
            {
                tables[i][at] = value(i, qualities);
            }
        }

        return new TableValuation(curve, sizes, tables);
    }

    /// <inheritdoc/>
    public double Evaluate(int participant, ReadOnlySpan<double> qualities) =>
        InterpolateAt(_tables[participant], qualities);

    /// <inheritdoc/>
    public double Magnitude(int participant, ReadOnlySpan<double> qualities) =>
        InterpolateAt(_magnitudes.Value[participant], qualities);

    /// <summary>The largest welfare over every combination of each participant's own quality, B and the levels in
    /// between.</summary>
    /// <remarks>
    /// Of combinations that tie, the one in which the earliest participant in roster order has the higher quality, then
    /// the next: B for all where all tie.
    /// </remarks>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    public IAllocationRule EfficientAllocation(OptOutRule optOut) => new TableAllocation(this, optOut);

    /// <summary>
    /// One step from each level to the next, at every combination of the others' levels: between levels each slope is
    /// linear in the others' qualities, so it is least at a combination.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="maxQuality">The largest quality.</param>
    public IEnumerable<QualityStep> DecidingSteps(MonotoneClaim claim, double maxQuality)
    {
        double[] cuts = [0, .. Levels.Between(0, maxQuality), maxQuality];
        for (int j = 0; j < Count; j++)
        {
            foreach (ImmutableArray<double> others in CombineOthers(cuts, j))
            {
                for (int i = 0; i < (claim == MonotoneClaim.NonCompetitive ? Count : 1); i++)
                {
                    int? whose = claim switch
                    {
                        MonotoneClaim.GrowingMarket => null,
                        MonotoneClaim.OwnType => j,
                        _ => i,
                    };
                    for (int k = 1; k < cuts.Length; k++)
                    {
                        yield return new QualityStep(whose, j, cuts[k - 1], cuts[k], others);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"table of {Count} participants at {Levels.Count} sizes";

    /// <summary>Σ v_i of those counted, at every combination of levels, in the tables' order.</summary>
    internal double[] SumTables(ReadOnlySpan<bool> counted)
    {
        var sums = new double[_tables[0].Length];
        for (int at = 0; at < sums.Length; at++)
        {
            var sum = default(CompensatedSum);
            for (int i = 0; i < _tables.Length; i++)
            {
                sum.Add(counted[i] ? _tables[i][at] : 0);
            }

            sums[at] = sum.Value;
        }

        return sums;
    }

    /// <summary>Σ of the largest |v_i|.</summary>
    internal double SumOfLargest() => _tables.Sum(static table => table.Max(Math.Abs));

    private double InterpolateAt(double[] table, ReadOnlySpan<double> qualities)
    {
        Span<LevelPlace> places = stackalloc LevelPlace[Count];
        for (int j = 0; j < places.Length; j++)
        {
            places[j] = Levels.Find(qualities[j]);
        }

        return Interpolate(table, places, 0);
    }

    private double Interpolate(double[] table, ReadOnlySpan<LevelPlace> rest, int offset)
    {
        if (rest.IsEmpty)
        {
            return table[offset];
        }

        (int level, double part) = rest[0];
        int at = (offset * Levels.Count) + level;
        double low = Interpolate(table, rest[1..], at);
        return part == 0 ? low : low + (part * (Interpolate(table, rest[1..], at + 1) - low));
    }

    private IEnumerable<ImmutableArray<double>> CombineOthers(double[] cuts, int raised)
    {
        var steps = new int[Count];
        while (true)
        {
            yield return [.. steps.Select(step => cuts[step])];
            int j = Count - 1;
            while (j >= 0 && (j == raised || steps[j] == cuts.Length - 1))
            {
                steps[j] = 0;
                j--;
            }

            if (j < 0)
            {
                yield break;
            }

            steps[j]++;
        }
    }
}
