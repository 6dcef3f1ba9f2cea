using Candor.Training.Sums;
using Candor.Training.Targets;

namespace Candor.Training.Regression;

/// <summary>The sums as doubles in units of records: G = Σφφᵀ and B = Σφyᵀ with every output's column, the last class's
/// too. Converting rounds each once; scaling by 2^-30 is exact.</summary>
internal sealed class NormalEquations
{
    private NormalEquations(int dimension, int outputs)
    {
        Dimension = dimension;
        Gram = new double[dimension * dimension];
        Labels = new double[outputs][];
        LabelSquares = new double[outputs];
    }

    /// <summary>p.</summary>
    internal int Dimension { get; }

    /// <summary>T, the number of records.</summary>
    internal double Records { get; private init; }

    /// <summary>G, p rows of p.</summary>
    internal double[] Gram { get; }

    /// <summary>B, one column of p for each output.</summary>
    internal double[][] Labels { get; }

    /// <summary>Σy² of each output.</summary>
    internal double[] LabelSquares { get; }

    /// <summary>SST: the squared distance of all labels from their means.</summary>
    internal double TotalSquares
    {
        get
        {
            double total = 0;
            for (int output = 0; output < Labels.Length; output++)
            {
                total += LabelSquares[output] - (Labels[output][0] * Labels[output][0] / Records);
            }

            return total;
        }
    }

    /// <summary>Reads statistics.</summary>
    internal static NormalEquations Of(SufficientStatistics statistics)
    {
        SumLayout layout = statistics.Layout;
        int p = layout.Dimension;
        ReadOnlySpan<long> sums = statistics.Coordinates;
        var equations = new NormalEquations(p, statistics.Task.Target.Outputs) { Records = statistics.Records };
        for (int i = 0; i < p; i++)
        {
            for (int j = i; j < p; j++)
            {
                double value = InRecords(sums[layout.Gram(i, j)]);
                equations.Gram[(i * p) + j] = value;
                equations.Gram[(j * p) + i] = value;
            }
        }

        for (int head = 0; head < layout.Heads; head++)
        {
            equations.Labels[head] = new double[p];
            for (int j = 0; j < p; j++)
            {
                equations.Labels[head][j] = InRecords(sums[layout.Label(head, j)]);
            }
        }

        if (statistics.Task.Target is ClassTarget)
        {
            equations.AddLastClass(sums, layout);
        }
        else
        {
            equations.LabelSquares[0] = InRecords(sums[^1]);
        }

        return equations;
    }

    // A row belongs to exactly one class, so the labels of all classes sum to φ₀, and a label's square is the label itself
    // times φ₀. The sums are subtracted as integers, so that nothing is rounded twice.
    private void AddLastClass(ReadOnlySpan<long> sums, SumLayout layout)
    {
        double[] last = new double[Dimension];
        for (int j = 0; j < Dimension; j++)
        {
            long rest = sums[layout.Gram(0, j)];
            for (int head = 0; head < layout.Heads; head++)
            {
                rest -= sums[layout.Label(head, j)];
            }

            last[j] = InRecords(rest);
        }

        Labels[^1] = last;
        for (int output = 0; output < Labels.Length; output++)
        {
            LabelSquares[output] = Labels[output][0];
        }
    }

    private static double InRecords(long sum) => sum * (1.0 / SufficientStatistics.Unit);
}
