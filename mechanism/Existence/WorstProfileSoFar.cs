using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Existence;

/// <summary>
/// The profile at which payments balance least, so far: among those that lose money where there are any.
/// </summary>
internal sealed class WorstProfileSoFar
{
    /// <summary>Σ_i p_i^max there; ∞ where nothing was looked at.</summary>
    public double Sum { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether no profile loses money beyond rounding.</summary>
    public bool Holds { get; private set; } = true;

    /// <summary>Its steps.</summary>
    public int[] Steps { get; private set; } = [];

    /// <summary>Takes the profiles of a cube into account.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="cube">The cube.</param>
    /// <param name="cells">What was added up over it.</param>
    /// <exception cref="NonFiniteResultException">A sum overflows.</exception>
    public void Take(DesirableProblem problem, ProfileCube cube, CubeSums cells)
    {
        double[] sums = cells.Sums;
        int least = -1;
        bool holds = Holds;
        for (int cell = 0; cell < sums.Length; cell++)
        {
            if (!double.IsFinite(sums[cell]))
            {
                throw new NonFiniteResultException(
                    "sum of the payments", null, sums[cell], problem.ProfileAt(cube.Steps(cell)).ToString());
            }

            // The first failure goes before every profile that balances; after it, failures alone count.
            bool isFailure = Verdict.IsNegative(sums[cell], cells.Magnitudes[cell]);
            if (isFailure && holds)
            {
                (holds, least) = (false, cell);
            }
            else if (isFailure != holds && (least < 0 || sums[cell] < sums[least]))
            {
                least = cell;
            }
        }

        if (least < 0)
        {
            return;
        }

        // Within a cube the first cell comes first in the roster's order too; between cubes it has to be looked at,
        // so that the parts of a check find what the whole does.
        int[] steps = cube.Steps(least);
        if (holds != Holds || sums[least] < Sum
            || (sums[least] == Sum && RosterOrder.Compare(steps, Steps) < 0))
        {
            (Holds, Sum, Steps) = (holds, sums[least], steps);
        }
    }
}
