using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Valuations;

/// <summary>Linear externalities in a full matrix, row-major: row i holds what everyone's quality does to i.</summary>
public sealed class DenseExternalities : LinearExternalities
{
    private readonly ReadOnlyMemory<double> _alpha;
    private readonly double[] _columnSums;

    /// <summary>Creates the valuation from α in row-major order, without copying it.</summary>
    /// <param name="alpha">count² finite coefficients; must not change while the valuation is in use.</param>
    /// <param name="count">n, at least 1.</param>
    /// <exception cref="ExternalityException">
    /// α has another length or a coefficient out of range; all are listed.
    /// </exception>
    public DenseExternalities(ReadOnlyMemory<double> alpha, int count)
        : base(count)
    {
        ImmutableArray<ExternalityFault> faults = FindFaults(alpha.Span, count);
        if (!faults.IsEmpty)
        {
            throw new ExternalityException(faults);
        }

        _alpha = alpha;
        _columnSums = new double[count];
        var everyone = new bool[count];
        Array.Fill(everyone, true);
        SumColumns(everyone, _columnSums);
    }

    /// <summary>Creates the valuation from a square array, which is copied.</summary>
    /// <param name="alpha">α[i, j].</param>
    /// <exception cref="ExternalityException">
    /// The array is empty, not square, or holds a number out of range.
    /// </exception>
    public DenseExternalities(double[,] alpha)
        : this(Flatten(alpha), alpha.GetLength(0))
    {
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<double> ColumnSums => _columnSums;

    /// <inheritdoc/>
    public override double this[int row, int column] => Row(row)[column];

    /// <summary>Creates the valuation from rows, or lists what is wrong with them.</summary>
    /// <param name="rows">n rows of n finite coefficients.</param>
    /// <param name="valuation">The valuation; null when there are faults.</param>
    /// <param name="faults">Every fault; empty when there is a valuation.</param>
    public static bool TryCreate(
        IReadOnlyList<IReadOnlyList<double>> rows,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DenseExternalities? valuation,
        out ImmutableArray<ExternalityFault> faults)
    {
        ArgumentNullException.ThrowIfNull(rows);
        valuation = null;
        var found = ImmutableArray.CreateBuilder<ExternalityFault>();
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Count != rows.Count)
            {
                found.Add(new ExternalityFault(
                    i, null, $"{rows[i].Count} coefficients", $"{rows.Count}, as many as there are rows"));
            }

            for (int j = 0; j < rows[i].Count; j++)
            {
                AddIfOutOfRange(found, i, j, rows[i][j]);
            }
        }

        if (rows.Count == 0)
        {
            found.Add(NoParticipants());
        }

        faults = found.ToImmutable();
        if (faults.IsEmpty)
        {
            valuation = new DenseExternalities(rows.SelectMany(static row => row).ToArray(), rows.Count);
        }

        return faults.IsEmpty;
    }

    /// <summary>Lists what is wrong with a row-major matrix.</summary>
    /// <param name="alpha">The coefficients.</param>
    /// <param name="count">n.</param>
    public static ImmutableArray<ExternalityFault> FindFaults(ReadOnlySpan<double> alpha, int count)
    {
        var faults = ImmutableArray.CreateBuilder<ExternalityFault>();
        if (count < 1)
        {
            faults.Add(NoParticipants());
        }
        else if (alpha.Length != (long)count * count)
        {
            faults.Add(new ExternalityFault(
                null, null, $"{alpha.Length} coefficients", $"{(long)count * count} for {count} participants"));
        }
        else
        {
            for (int k = 0; k < alpha.Length; k++)
            {
                AddIfOutOfRange(faults, k / count, k % count, alpha[k]);
            }
        }

        return faults.ToImmutable();
    }

    /// <inheritdoc/>
    public override double Evaluate(int participant, ReadOnlySpan<double> qualities) =>
        Summation.Dot(Row(participant), qualities);

    /// <inheritdoc/>
    public override double Magnitude(int participant, ReadOnlySpan<double> qualities)
    {
        ReadOnlySpan<double> row = Row(participant);
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            sum += Math.Abs(row[j] * qualities[j]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void SumColumns(ReadOnlySpan<bool> counted, Span<double> sums)
    {
        // Rows are added in groups and the groups to the total: the error grows with 2√n instead of n.
        int group = Math.Max(1, (int)Math.Sqrt(Count));
        var partial = new double[Count];
        sums.Clear();
        for (int i = 0; i < Count; i++)
        {
            if (counted[i])
            {
                ColumnKernels.Add(Row(i), partial);
            }

            if ((i + 1) % group == 0 || i == Count - 1)
            {
                ColumnKernels.Add(partial, sums);
                Array.Clear(partial);
            }
        }
    }

    private protected override void FindLargest(Span<double> largest)
    {
        for (int i = 0; i < Count; i++)
        {
            ColumnKernels.RaiseToMagnitude(Row(i), largest);
        }
    }

    private protected override void SumMagnitudes(Span<double> sums)
    {
        for (int i = 0; i < Count; i++)
        {
            ColumnKernels.AddMagnitude(Row(i), sums);
        }
    }

    private protected override void Exploit(in LeaverView view, Span<double> payments) =>
        ExploitationKernels.ChargeAll(_alpha.Span, view, payments);

    private ReadOnlySpan<double> Row(int row) => _alpha.Span.Slice(row * Count, Count);

    private static void AddIfOutOfRange(
        ImmutableArray<ExternalityFault>.Builder faults, int row, int column, double value)
    {
        if (!(Math.Abs(value) <= LargestCoefficient))
        {
            string found = value.ToString("R", CultureInfo.InvariantCulture);
            faults.Add(new ExternalityFault(row, column, found, CoefficientRange));
        }
    }

    private static ExternalityFault NoParticipants() =>
        new(null, null, "no participants", "at least one row");

    private static double[] Flatten(double[,] alpha)
    {
        ArgumentNullException.ThrowIfNull(alpha);
        if (alpha.GetLength(0) != alpha.GetLength(1))
        {
            throw new ExternalityException(
            [
                new ExternalityFault(
                    null, null, $"{alpha.GetLength(0)} rows of {alpha.GetLength(1)} coefficients", "a square matrix"),
            ]);
        }

        return [.. alpha.Cast<double>()];
    }
}
