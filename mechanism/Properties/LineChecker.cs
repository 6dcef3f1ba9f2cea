using System.Globalization;
using Candor.Mechanism.Desirable;

namespace Candor.Mechanism.Properties;

/// <summary>Checks lines one after another and keeps the least margins; one a thread.</summary>
internal sealed class LineChecker(MarketMechanism mechanism, TypeGrid grid, ProfileCube profiles)
{
    private readonly LeastMargin _rational = new();
    private readonly LeastMargin _compatible = new();
    private readonly LeastMargin _efficient = new();
    private readonly LeastMargin _balanced = new();
    private readonly WelfareCeiling _ceiling = new(mechanism);
    private bool _isExact = true;

    /// <summary>Settles the line's reports and leaving, and compares truth with every deviation.</summary>
    /// <param name="participant">i.</param>
    /// <param name="line">Which combination of the others' sizes.</param>
    public void Check(int participant, long line)
    {
        int[] steps = profiles.StepsBeside(participant, line, out long cell);
        Profile others = Profile.AllIn([.. steps.Select(grid.SizeAt)]);
        var settled = new SettledLine(mechanism, grid, participant, others);
        _isExact &= settled.IsExact;
        for (int t = 0; t < settled.Sizes; t++)
        {
            double worth = settled.Value(t, t);
            double honest = worth - settled.Payment(t);
            double scale = Math.Max(Math.Abs(worth), Math.Abs(honest));
            double outside = settled.Outside(t);
            (int, int) who = (participant, t);
            _rational.Offer(
                honest - outside,
                Math.Max(scale, Math.Abs(outside)),
                (participant, line, t),
                () => Describe(who, null, others, outside - honest, scale));
            for (int s = 0; s < t; s++)
            {
                double value = settled.Value(s, t);
                double hiding = value - settled.Payment(s);
                int report = s;
                _compatible.Offer(
                    honest - hiding,
                    Math.Max(scale, Math.Max(Math.Abs(value), Math.Abs(hiding))),
                    (participant, line, (t * settled.Sizes) + s),
                    () => Describe(who, report, others, hiding - honest, scale));
            }

            // Every profile lies on one line of each participant: the first's lines visit each profile once.
            if (participant == 0)
            {
                CheckProfile(settled.Outcome(t), cell + (t * profiles.Stride(0)));
            }
        }
    }

    /// <summary>Takes another thread's findings in.</summary>
    public void Merge(LineChecker other)
    {
        _rational.Merge(other._rational);
        _compatible.Merge(other._compatible);
        _efficient.Merge(other._efficient);
        _balanced.Merge(other._balanced);
        _isExact &= other._isExact;
    }

    /// <summary>
    /// The verdicts on all lines seen. On an approximate allocation nothing is claimed for the whole grid.
    /// </summary>
    public PropertyReport ToReport()
    {
        Evidence evidence = _isExact ? Evidence.ExhaustiveOnGrid : Evidence.Sampled;
        return new PropertyReport(
            _rational.ToVerdict("individuallyRational", evidence),
            _compatible.ToVerdict("incentiveCompatible", evidence),
            _efficient.ToVerdict("efficient", _isExact && _ceiling.IsExact ? evidence : Evidence.Sampled),
            _balanced.ToVerdict("weaklyBudgetBalanced", evidence));
    }

    private void CheckProfile(Outcome outcome, long cell)
    {
        Evaluation truth = mechanism.Evaluate(outcome, outcome.Reports.Sizes);
        double scale = 0;
        for (int i = 0; i < truth.Valuations.Length; i++)
        {
            scale = Math.Max(scale, Math.Max(Math.Abs(truth.Valuations[i]), Math.Abs(outcome.Payments[i])));
        }

        double most = _ceiling.Most(outcome.Reports, outcome.BestQuality, out double[] better);
        _efficient.Offer(truth.Welfare - most, scale, (0, cell, 0), () => Say(
            $"at {outcome.Reports} welfare is {truth.Welfare:G6}; qualities {Show(better)} would make it {most:G6}"));
        _balanced.Offer(truth.Revenue, scale, (0, cell, 0), () => Say(
            $"at {outcome.Reports} revenue is {truth.Revenue:G6}"));
    }

    private string Describe((int Participant, int Step) who, int? report, Profile others, double gain, double scale)
    {
        string beside = others.With(who.Participant, grid.SizeAt(who.Step)).ToString();
        string action = report is int s ? Say($"reporting {grid.SizeAt(s):R}") : "leaving";
        string effect = Verdict.IsNegative(-Math.Abs(gain), scale)
            ? gain > 0 ? Say($"gains {gain:G6}") : Say($"loses {-gain:G6}")
            : "is as well off";
        string type = Say($"participant {who.Participant}, of true size {grid.SizeAt(who.Step):R} at {beside}");
        return $"{type}, {effect} by {action}";
    }

    private static string Show(double[] q) =>
        "(" + string.Join(", ", q.Select(static x => x.ToString("G6", CultureInfo.InvariantCulture))) + ")";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
