using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Desirable;
namespace Candor.Mechanism.Payments;

/// <summary>
/// p^max of Algorithm 1: on the grid, the largest payments that keep everyone in and truthful under the market's
/// allocation. A market being settled computes its n lines and no more.
/// </summary>
/// <remarks>
/// Individually rational and truthful on the grid whatever the valuation. Whether they also pay for themselves at every
/// profile is what the existence check answers.
/// </remarks>
public sealed class DesirablePayment : ILinePayment
{
    /// <summary>Creates the rule.</summary>
    /// <param name="grid">The grid; reports must be points of it.</param>
    public DesirablePayment(TypeGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        Grid = grid;
    }

    /// <summary>The grid.</summary>
    public TypeGrid Grid { get; }

    /// <inheritdoc/>
    /// <exception cref="ProfileException">
    /// A report is not a point of the grid; each is named with its neighbours.
    /// </exception>
    public void Charge(in PaymentProblem problem, Span<double> payments)
    {
        payments.Clear();
        int[] steps = Steps(problem.Reports);
        var lines = new DesirableProblem(problem.Curve, problem.Valuation, problem.Allocation, Grid);
        for (int i = 0; i < payments.Length; i++)
        {
            if (problem.Reports.TakesPart[i])
            {
                payments[i] = lines.ComputeLine(i, problem.Reports, steps[i]).Payments[^1];
            }
        }
    }

    /// <summary>Algorithm 1 solves a whole line in one pass.</summary>
    bool ILinePayment.TryChargeLine(AllocatedLine line, Span<double> payments)
    {
        if (line.Grid != Grid)
        {
            return false;
        }

        MarketMechanism of = line.Mechanism;
        var problem = new DesirableProblem(of.Curve, of.Valuation, of.Allocation, Grid);
        problem.ComputeLine(line.Participant, line.Others, Grid.Steps).Payments.CopyTo(payments);
        return true;
    }

    private int[] Steps(Profile reports)
    {
        var steps = new int[reports.Count];
        var faults = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < steps.Length; i++)
        {
            if (!Grid.TryGetStep(reports.Sizes[i], out steps[i]))
            {
                string found = string.Create(
                    CultureInfo.InvariantCulture, $"participant {i}: found {reports.Sizes[i]:R}, ");
                faults.Add(found + "expected " + Grid.DescribeNeighbours(reports.Sizes[i]));
            }
        }

        return faults.Count == 0 ? steps : throw new ProfileException(faults.ToImmutable());
    }
}
