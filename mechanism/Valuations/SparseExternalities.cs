using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Numerics;
using Candor.Mechanism.Payments;

namespace Candor.Mechanism.Valuations;

/// <summary>One externality: what j's quality does to i.</summary>
/// <param name="Row">i, from 0.</param>
/// <param name="Column">j, from 0.</param>
/// <param name="Coefficient">α_ij, finite.</param>
public readonly record struct Externality(int Row, int Column, double Coefficient);

/// <summary>
/// Linear externalities of which most are 0, row by row; everything costs time and memory by the entries given.
/// </summary>
public sealed class SparseExternalities : LinearExternalities
{
    private readonly int[] _rowStarts;
    private readonly int[] _columns;
    private readonly double[] _coefficients;
    private readonly double[] _columnSums;
    private readonly double[] _tolerances;

    /// <summary>Creates the valuation; a pair without an entry has α_ij = 0.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="entries">At most one entry a pair, in any order.</param>
    /// <exception cref="ExternalityException">
    /// An entry is outside the matrix, repeated or out of range; all are listed.
    /// </exception>
    public SparseExternalities(int count, IReadOnlyList<Externality> entries)
        : base(count)
    {
        ImmutableArray<ExternalityFault> faults = FindFaults(count, entries);
        if (!faults.IsEmpty)
        {
            throw new ExternalityException(faults);
        }

        Externality[] sorted = [.. entries.OrderBy(static entry => entry.Row).ThenBy(static entry => entry.Column)];
        _columns = Array.ConvertAll(sorted, static entry => entry.Column);
        _coefficients = Array.ConvertAll(sorted, static entry => entry.Coefficient);
        _rowStarts = new int[count + 1];
        foreach (Externality entry in sorted)
        {
            _rowStarts[entry.Row + 1]++;
        }

        for (int i = 0; i < count; i++)
        {
            _rowStarts[i + 1] += _rowStarts[i];
        }

        _columnSums = new double[count];
        _tolerances = new double[count];
        var everyone = new bool[count];
        Array.Fill(everyone, true);
        SumColumns(everyone, _columnSums);
        foreach (Externality entry in sorted)
        {
            double tolerance = TieTolerance * Math.Abs(entry.Coefficient);
            _tolerances[entry.Column] = Math.Max(_tolerances[entry.Column], tolerance);
        }
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<double> ColumnSums => _columnSums;

    /// <inheritdoc/>
    public override ReadOnlyMemory<double> ColumnTolerances => _tolerances;

    /// <inheritdoc/>
    public override double this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Count);
            int at = Array.BinarySearch(_columns, _rowStarts[row], _rowStarts[row + 1] - _rowStarts[row], column);
            return at < 0 ? 0 : _coefficients[at];
        }
    }

    /// <summary>Lists what is wrong with entries.</summary>
    /// <param name="count">n.</param>
    /// <param name="entries">The entries; a fault names the entry's row and column.</param>
    public static ImmutableArray<ExternalityFault> FindFaults(int count, IReadOnlyList<Externality> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var faults = ImmutableArray.CreateBuilder<ExternalityFault>();
        if (count < 1)
        {
            faults.Add(new ExternalityFault(null, null, "no participants", "at least one"));
        }

        var seen = new HashSet<(int Row, int Column)>();
        foreach (Externality entry in entries)
        {
            (int row, int column, double coefficient) = entry;
            if (row < 0 || row >= count || column < 0 || column >= count)
            {
                faults.Add(new ExternalityFault(
                    row, column, "an entry", $"a row and a column from 0 to {count - 1}"));
            }
            else if (!seen.Add((row, column)))
            {
                faults.Add(new ExternalityFault(row, column, "a second entry", "one entry a pair"));
            }

            if (!(Math.Abs(coefficient) <= LargestCoefficient))
            {
                string found = coefficient.ToString("R", CultureInfo.InvariantCulture);
                faults.Add(new ExternalityFault(row, column, found, CoefficientRange));
            }
        }

        return faults.ToImmutable();
    }

    /// <inheritdoc/>
    public override double Evaluate(int participant, ReadOnlySpan<double> qualities)
    {
        var sum = default(CompensatedSum);
        for (int k = _rowStarts[participant]; k < _rowStarts[participant + 1]; k++)
        {
            sum.Add(_coefficients[k] * qualities[_columns[k]]);
        }

        return sum.Value;
    }

    /// <inheritdoc/>
    public override void SumColumns(ReadOnlySpan<bool> counted, Span<double> sums)
    {
        var totals = new CompensatedSum[Count];
        for (int i = 0; i < Count; i++)
        {
            for (int k = _rowStarts[i]; counted[i] && k < _rowStarts[i + 1]; k++)
            {
                totals[_columns[k]].Add(_coefficients[k]);
            }
        }

        for (int j = 0; j < Count; j++)
        {
            sums[j] = totals[j].Value;
        }
    }

    private protected override void Exploit(in LeaverView view, Span<double> payments)
    {
        for (int i = 0; i < payments.Length; i++)
        {
            var sum = default(CompensatedSum);
            for (int k = _rowStarts[i]; k < _rowStarts[i + 1]; k++)
            {
                double coefficient = _coefficients[k];
                int j = _columns[k];
                sum.Add(coefficient * (j == i ? view.OwnGain(j) : view.OthersGain(i, j, coefficient)));
            }

            payments[i] = sum.Value;
        }
    }
}
