using System.Collections.Immutable;
using Candor.Mechanism.Numerics;

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

    /// <summary>Creates the valuation; a pair without an entry has α_ij = 0.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="entries">At most one entry a pair, in any order.</param>
    /// <exception cref="ExternalityException">
    /// An entry is outside the matrix, repeated or out of range; all are listed.
    /// </exception>
    public SparseExternalities(int count, IReadOnlyList<Externality> entries)
        : base(count)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var faults = ImmutableArray.CreateBuilder<ExternalityFault>();
        CompressedRows rows = CompressedRows.Build(count, entries, faults);
        if (faults.Count > 0)
        {
            throw new ExternalityException(faults.ToImmutable());
        }

        (_rowStarts, _columns, _coefficients) = rows;
        _columnSums = new double[count];
        var everyone = new bool[count];
        Array.Fill(everyone, true);
        SumColumns(everyone, _columnSums);
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<double> ColumnSums => _columnSums;

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
        CompressedRows.Build(count, entries, faults);
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
    public override double Magnitude(int participant, ReadOnlySpan<double> qualities)
    {
        double sum = 0;
        for (int k = _rowStarts[participant]; k < _rowStarts[participant + 1]; k++)
        {
            sum += Math.Abs(_coefficients[k] * qualities[_columns[k]]);
        }

        return sum;
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

    private protected override void FindLargest(Span<double> largest)
    {
        for (int k = 0; k < _columns.Length; k++)
        {
            largest[_columns[k]] = Math.Max(largest[_columns[k]], Math.Abs(_coefficients[k]));
        }
    }

    private protected override void SumMagnitudes(Span<double> sums)
    {
        for (int k = 0; k < _columns.Length; k++)
        {
            sums[_columns[k]] += Math.Abs(_coefficients[k]);
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
