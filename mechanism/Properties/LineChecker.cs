using System.Globalization;
using Candor.Mechanism.Desirable;

namespace Candor.Mechanism.Properties;

/// <summary>
/// Checks lines and profiles one after another and keeps the least margins; one a thread.
/// </summary>
/// <param name="mechanism">The mechanism.</param>
/// <param name="grid">The grid.</param>
/// <param name="profiles">All profiles of the grid.</param>
internal sealed class LineChecker(MarketMechanism mechanism, TypeGrid grid, ProfileCube profiles)
{
    private readonly ProfileEfficiency _efficiency = new(mechanism.Curve, mechanism.Valuation, mechanism.Allocation);
    private bool _isExact = true;

    /// <summary>Definition 4's least margin.</summary>
    public LeastMargin Rational { get; } = new();

    /// <summary>Definition 3's least margin.</summary>
    public LeastMargin Compatible { get; } = new();

    /// <summary>Efficiency's least margin.</summary>
    public LeastMargin Efficient { get; } = new();

    /// <summary>Definition 6's least margin.</summary>
    public LeastMargin Balanced { get; } = new();

    /// <summary>What the margins rest on; on an approximate allocation nothing is claimed for the whole grid.</summary>
    public Evidence Evidence => _isExact ? Evidence.ExhaustiveOnGrid : Evidence.Sampled;

    /// <summary>What the margin of efficiency rests on.</summary>
    public Evidence EfficiencyEvidence => _efficiency.HasExactCeiling ? Evidence : Evidence.Sampled;

    /// <summary>Settles one participant's reports and leaving, and compares truth with every deviation.</summary>
    /// <param name="participant">i.</param>
    /// <param name="line">Which combination of the others' sizes.</param>
    public void CheckLine(int participant, long line)
    {
        Profile others = Profile.AllIn([.. profiles.StepsBeside(participant, line, out _).Select(grid.SizeAt)]);
        var settled = new SettledLine(mechanism, grid, participant, others);
        _isExact &= settled.IsExact;
        double scale = settled.Scale;
        var truthful = new double[settled.Sizes];
        for (int t = 0; t < truthful.Length; t++)
        {
            truthful[t] = settled.Value(t, t) - settled.Payment(t);
            double staying = truthful[t] - settled.Outside(t);
            if (Rational.Offer(staying, scale, (participant, line, t)))
            {
                Rational.Describe(Describe(participant, t, null, others, Verdict.WithoutRounding(-staying, scale)));
            }
        }

        for (int t = 1; t < truthful.Length; t++)
        {
            for (int s = 0; s < t; s++)
            {
                double telling = truthful[t] - (settled.Value(s, t) - settled.Payment(s));
                if (Compatible.Offer(telling, scale, (participant, line, (t * truthful.Length) + s)))
                {
                    Compatible.Describe(
                        Describe(participant, t, s, others, Verdict.WithoutRounding(-telling, scale)));
                }
            }
        }
    }

    /// <summary>Settles one truthful profile, and compares its welfare with the most there is and its revenue with 0.</summary>
    /// <param name="cell">Which profile.</param>
    public void CheckProfile(long cell) => CheckProfile(profiles.Steps(cell), cell);

    /// <summary>The same for a profile that is known by its sizes.</summary>
    /// <param name="steps">The size of each participant.</param>
    /// <param name="place">Its place among those that are compared.</param>
    public void CheckProfile(IEnumerable<int> steps, long place)
    {
        Profile truth = Profile.AllIn([.. steps.Select(grid.SizeAt)]);
        Outcome outcome = mechanism.Settle(truth);
        _isExact &= outcome.Certainty == AllocationCertainty.Exact;
        Evaluation evaluation = mechanism.Evaluate(outcome, truth.Sizes);
        EfficiencyAt at = _efficiency.Compare(
            truth, outcome.BestQuality, (evaluation.UsedQualities.AsMemory(), evaluation.Welfare), outcome.Certainty);
        if (Efficient.Offer(at.Margin, at.Scale, (0, place, 0)))
        {
            Efficient.Describe(at.Describe(truth));
        }

        double terms = at.Terms;
        foreach (double payment in outcome.Payments)
        {
            terms = Math.Max(terms, Math.Abs(payment));
        }

        if (Balanced.Offer(evaluation.Revenue, terms, (0, place, 0)))
        {
            double revenue = Verdict.WithoutRounding(evaluation.Revenue, terms);
            Balanced.Describe(Say($"at {truth} revenue is {revenue:G6}"));
        }
    }

    /// <summary>Takes another thread's findings in.</summary>
    public void Merge(LineChecker other)
    {
        Rational.Merge(other.Rational);
        Compatible.Merge(other.Compatible);
        Efficient.Merge(other.Efficient);
        Balanced.Merge(other.Balanced);
        _isExact &= other._isExact;
    }

    private string Describe(int participant, int type, int? report, Profile others, double gain)
    {
        string beside = others.With(participant, grid.SizeAt(type)).ToString();
        string action = report is int s ? Say($"reporting {grid.SizeAt(s):R}") : "leaving";
        string effect = gain > 0 ? Say($"gains {gain:G6}") : gain < 0 ? Say($"loses {-gain:G6}") : "is as well off";
        return Say($"participant {participant}, of true size {grid.SizeAt(type):R} at {beside}, {effect} by {action}");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
