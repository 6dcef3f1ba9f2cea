namespace Candor.Training.Regression;

/// <summary>A = LLᵀ for a symmetric positive definite matrix. Only +, -, ×, ÷ and √ in one written order, never a vector
/// reduction or a fused operation: the same bits on every machine.</summary>
internal sealed class Cholesky
{
    private readonly double[] _lower;
    private readonly int _size;

    private Cholesky(double[] lower, int size)
    {
        _lower = lower;
        _size = size;
    }

    /// <summary>Factorises a matrix.</summary>
    /// <param name="matrix">n rows of n; the lower triangle is read.</param>
    /// <param name="size">n.</param>
    /// <returns>The factor; null where a pivot is not positive.</returns>
    internal static Cholesky? TryFactorise(ReadOnlySpan<double> matrix, int size)
    {
        double[] lower = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                ReadOnlySpan<double> left = lower.AsSpan(row * size, column);
                ReadOnlySpan<double> right = lower.AsSpan(column * size, column);
                double rest = matrix[(row * size) + column] - Dot(left, right);
                if (column < row)
                {
                    lower[(row * size) + column] = rest / lower[(column * size) + column];
                }
                else if (rest > 0 && double.IsFinite(rest))
                {
                    lower[(row * size) + row] = Math.Sqrt(rest);
                }
                else
                {
                    return null;
                }
            }
        }

        return new Cholesky(lower, size);
    }

    /// <summary>Solves Ax = b.</summary>
    /// <param name="right">b, n numbers.</param>
    /// <returns>x, n numbers.</returns>
    internal double[] Solve(ReadOnlySpan<double> right)
    {
        double[] x = right.ToArray();
        for (int row = 0; row < _size; row++)
        {
            x[row] = (x[row] - Dot(_lower.AsSpan(row * _size, row), x.AsSpan(0, row))) / _lower[(row * _size) + row];
        }

        for (int row = _size - 1; row >= 0; row--)
        {
            x[row] /= _lower[(row * _size) + row];
            for (int above = 0; above < row; above++)
            {
                x[above] -= _lower[(row * _size) + above] * x[row];
            }
        }

        return x;
    }

    /// <summary>The diagonal of the inverse: entry j is the squared length of the column j of L⁻¹.</summary>
    /// <returns>n numbers.</returns>
    internal double[] InverseDiagonal()
    {
        double[] diagonal = new double[_size];
        double[] column = new double[_size];
        for (int j = 0; j < _size; j++)
        {
            double squares = 0;
            for (int row = j; row < _size; row++)
            {
                double one = row == j ? 1 : 0;
                double sum = one - Dot(_lower.AsSpan((row * _size) + j, row - j), column.AsSpan(j, row - j));
                column[row] = sum / _lower[(row * _size) + row];
                squares += column[row] * column[row];
            }

            diagonal[j] = squares;
        }

        return diagonal;
    }

    // Four sums side by side, added in one order: what a processor can do at once is written out, so that none chooses.
    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 4 <= left.Length; i += 4)
        {
            a += left[i] * right[i];
            b += left[i + 1] * right[i + 1];
            c += left[i + 2] * right[i + 2];
            d += left[i + 3] * right[i + 3];
        }

        for (; i < left.Length; i++)
        {
            a += left[i] * right[i];
        }

        return a + b + (c + d);
    }
}
