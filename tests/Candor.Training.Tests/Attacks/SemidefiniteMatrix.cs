namespace Candor.Training.Tests.Attacks;

/// <summary>The linear algebra of the attack: factors, bases and solutions of symmetric matrices without negative
/// eigenvalues.</summary>
internal static class SemidefiniteMatrix
{
    /// <summary>Factors a matrix as Σ l·lᵀ, the largest pivot first, until what is left is below the tolerance.</summary>
    /// <param name="matrix">n × n, symmetric.</param>
    /// <param name="tolerance">The pivot at which to stop, as a share of the largest.</param>
    /// <returns>As many vectors l as the matrix has ranks.</returns>
    internal static List<double[]> Factor(double[,] matrix, double tolerance)
    {
        int n = matrix.GetLength(0);
        double[] left = [.. Enumerable.Range(0, n).Select(i => matrix[i, i])];
        double least = tolerance * left.Max();
        var factors = new List<double[]>();
        while (factors.Count < n && Array.IndexOf(left, left.Max()) is int pivot && left[pivot] > least)
        {
            double root = Math.Sqrt(left[pivot]);
            double[] column = new double[n];
            for (int i = 0; i < n; i++)
            {
                column[i] = (matrix[i, pivot] - factors.Sum(l => l[i] * l[pivot])) / root;
                left[i] -= column[i] * column[i];
            }

            left[pivot] = 0;
            factors.Add(column);
        }

        return factors;
    }

    /// <summary>Makes an orthonormal basis of the same space, by Gram and Schmidt, twice for accuracy.</summary>
    /// <param name="vectors">Independent vectors.</param>
    internal static double[][] Orthonormalise(IReadOnlyList<double[]> vectors)
    {
        var basis = new List<double[]>();
        foreach (double[] vector in vectors)
        {
            double[] next = [.. vector];
            Subtract(basis, next);
            Subtract(basis, next);
            double length = Math.Sqrt(Dot(next, next));
            basis.Add([.. next.Select(entry => entry / length)]);
        }

        return [.. basis];
    }

    /// <summary>Takes from a vector its part in a space.</summary>
    /// <param name="basis">An orthonormal basis of the space.</param>
    /// <param name="vector">The vector; what is left of it afterwards is orthogonal to the space.</param>
    internal static void Subtract(IEnumerable<double[]> basis, double[] vector)
    {
        foreach (double[] unit in basis)
        {
            double part = Dot(unit, vector);
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] -= part * unit[i];
            }
        }
    }

    /// <summary>Solves A·x = b by Cholesky.</summary>
    /// <param name="matrix">A, positive definite; overwritten.</param>
    /// <param name="right">b; overwritten with x.</param>
    internal static void Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[i, k] * matrix[j, k];
                }

                matrix[i, j] = i == j ? Math.Sqrt(sum) : sum / matrix[j, j];
            }

            for (int k = 0; k < i; k++)
            {
                right[i] -= matrix[i, k] * right[k];
            }

            right[i] /= matrix[i, i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
            {
                right[i] -= matrix[k, i] * right[k];
            }

            right[i] /= matrix[i, i];
        }
    }

    internal static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
