namespace Candor.Training.Regression;

/// <summary>Ridge regression of one λ: the heads W that minimise ‖Y - ΦW‖² + λ‖W‖², the constant's row not penalised, and
/// their score by generalised cross-validation.</summary>
/// <param name="Lambda">λ, in records.</param>
/// <param name="Heads">One head of p weights for each output.</param>
/// <param name="Score">(SSE/T) / (1 - tr H/T)², the expected squared error on a row not seen.</param>
internal sealed record RidgeFit(double Lambda, double[][] Heads, double Score)
{
    /// <summary>Fits one λ.</summary>
    /// <param name="equations">The sums.</param>
    /// <param name="lambda">λ, positive.</param>
    /// <returns>The fit; null where the matrix has a pivot that is not positive, or as many degrees of freedom as there are
    /// records: nothing then says how the model does on other rows.</returns>
    internal static RidgeFit? TryFit(NormalEquations equations, double lambda)
    {
        int p = equations.Dimension;
        double[] penalised = [.. equations.Gram];
        for (int j = 1; j < p; j++)
        {
            penalised[(j * p) + j] += lambda;
        }

        if (Cholesky.TryFactorise(penalised, p) is not { } factor)
        {
            return null;
        }

        // tr H = tr (G + λI')⁻¹G = p - λ Σ ((G + λI')⁻¹)ⱼⱼ over the penalised j.
        double freedom = p;
        double[] inverse = factor.InverseDiagonal();
        for (int j = 1; j < p; j++)
        {
            freedom -= lambda * inverse[j];
        }

        double left = 1 - (freedom / equations.Records);
        if (!(left > 0))
        {
            return null;
        }

        double[][] heads = [.. equations.Labels.Select(label => factor.Solve(label))];
        double error = SquaredError(equations, heads) / equations.Records / (left * left);
        return double.IsFinite(error) ? new RidgeFit(lambda, heads, error) : null;
    }

    // SSE = Σ (Σy² - 2 w·b + w·Gw), from the sums alone. Rounding may leave a perfect fit a trifle below zero.
    private static double SquaredError(NormalEquations equations, double[][] heads)
    {
        int p = equations.Dimension;
        double total = 0;
        for (int output = 0; output < heads.Length; output++)
        {
            double[] w = heads[output];
            double error = equations.LabelSquares[output];
            for (int i = 0; i < p; i++)
            {
                double fitted = 0;
                for (int j = 0; j < p; j++)
                {
                    fitted += equations.Gram[(i * p) + j] * w[j];
                }

                error += w[i] * (fitted - (2 * equations.Labels[output][i]));
            }

            total += error;
        }

        return Math.Max(0, total);
    }
}
