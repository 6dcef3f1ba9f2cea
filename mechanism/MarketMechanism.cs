using System.Runtime.InteropServices;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism;

/// <summary>
/// M = (x, p) of Definition 1 with the quality curve and the valuation it works on. Immutable, safe to share between
/// threads.
/// </summary>
public sealed class MarketMechanism
{
    /// <summary>Creates the mechanism.</summary>
    /// <param name="curve">Q.</param>
    /// <param name="valuation">v, which also says how many participants there are.</param>
    /// <param name="allocation">x.</param>
    /// <param name="payment">p.</param>
    public MarketMechanism(
        IQualityCurve curve, IValuation valuation, IAllocationRule allocation, IPaymentRule payment)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(valuation);
        ArgumentNullException.ThrowIfNull(allocation);
        ArgumentNullException.ThrowIfNull(payment);
        Curve = curve;
        Valuation = valuation;
        Allocation = allocation;
        Payment = payment;
    }

    /// <summary>Q.</summary>
    public IQualityCurve Curve { get; }

    /// <summary>v.</summary>
    public IValuation Valuation { get; }

    /// <summary>x.</summary>
    public IAllocationRule Allocation { get; }

    /// <summary>p.</summary>
    public IPaymentRule Payment { get; }

    /// <summary>From which profiles a model can be trained; null where the market trains none.</summary>
    public TrainingRequirement? Training => (Allocation as TrainableAllocation)?.Requirement;

    /// <summary>n.</summary>
    public int Count => Valuation.Count;

    /// <summary>The same mechanism in a market that trains: what cannot be trained is allocated to nobody.</summary>
    /// <param name="requirement">
    /// From which profiles a model can be trained, instead of what this mechanism has asked for so far. The number of
    /// contributors is the largest that the market's own rule, or the step that its training has come to, asks for.
    /// </param>
    public MarketMechanism WithTraining(TrainingRequirement requirement) => new(
        Curve,
        Valuation,
        new TrainableAllocation(Allocation is TrainableAllocation trains ? trains.Rule : Allocation, requirement),
        Payment);

    /// <summary>Settles the market: computes x and p from the reports alone.</summary>
    /// <param name="reports">One report a participant, or out.</param>
    /// <exception cref="ArgumentException">The profile is for another number of participants.</exception>
    /// <exception cref="NonFiniteResultException">A quality or a payment overflowed or is not a number.</exception>
    /// <exception cref="PartialAllocationException">
    /// The market trains, and its rule gave somebody a quality between nothing and the best.
    /// </exception>
    public Outcome Settle(Profile reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        RequireCount(reports.Count, nameof(reports));
        double best = Curve.Evaluate(reports.Total);
        RequireFinite("best quality", null, best, reports);
        var own = new double[Count];
        var allocated = new double[Count];
        var payments = new double[Count];
        EvaluateCurve(reports.Sizes, own);
        RequireFinite("own quality", own, reports);
        AllocationCertainty certainty = Allocation.Allocate(new AllocationProblem(reports, best, own), allocated);
        Trainability? training = Training?.Judge(reports);

        // Where nobody can be given a model nothing is owed, whatever the payment rule. It is also what Definition 9 and
        // Algorithm 1 charge there: no smaller report and no leaving would make a model either.
        if (training is not { IsTrainable: false })
        {
            Payment.Charge(
                new PaymentProblem
                {
                    Curve = Curve,
                    Valuation = Valuation,
                    Allocation = Allocation,
                    Reports = reports,
                    BestQuality = best,
                    OwnQualities = own,
                    Allocated = allocated,
                },
                payments);
        }

        RequireFinite("allocated quality", allocated, reports);
        RequireFinite("payment", payments, reports);
        return new Outcome(
            reports,
            best,
            ImmutableCollectionsMarshal.AsImmutableArray(allocated),
            ImmutableCollectionsMarshal.AsImmutableArray(payments),
            certainty,
            training);
    }

    /// <summary>Says what an outcome is worth when the data sizes are really these.</summary>
    /// <param name="outcome">An outcome of this mechanism.</param>
    /// <param name="types">
    /// The true data sizes t, one a participant, finite and at least 0, whether it takes part or not.
    /// </param>
    /// <exception cref="ArgumentException">There is not one size a participant.</exception>
    /// <exception cref="ProfileException">A size is negative or not finite.</exception>
    /// <exception cref="NonFiniteResultException">A quality or a valuation overflowed or is not a number.</exception>
    public Evaluation Evaluate(Outcome outcome, ReadOnlySpan<double> types)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        RequireCount(outcome.Reports.Count, nameof(outcome));
        RequireCount(types.Length, nameof(types));
        Profile.RequireSizes(types);
        var used = new double[Count];
        EvaluateCurve(types, used);
        for (int i = 0; i < used.Length; i++)
        {
            used[i] = Math.Max(used[i], outcome.AllocatedQualities[i]);
        }

        RequireFinite("used quality", used, outcome.Reports);
        var values = new double[Count];
        Valuation.EvaluateAll(used, values);
        RequireFinite("valuation", values, outcome.Reports);
        var utilities = new double[Count];
        for (int i = 0; i < utilities.Length; i++)
        {
            utilities[i] = values[i] - outcome.Payments[i];
        }

        RequireFinite("utility", utilities, outcome.Reports);
        double welfare = Summation.Sum(values);
        double revenue = Summation.Sum(outcome.Payments.AsSpan());
        RequireFinite("welfare", null, welfare, outcome.Reports);
        RequireFinite("revenue", null, revenue, outcome.Reports);
        return new Evaluation(
            ImmutableCollectionsMarshal.AsImmutableArray(used),
            ImmutableCollectionsMarshal.AsImmutableArray(values),
            ImmutableCollectionsMarshal.AsImmutableArray(utilities),
            welfare,
            revenue);
    }

    private void EvaluateCurve(ReadOnlySpan<double> sizes, Span<double> qualities)
    {
        for (int i = 0; i < sizes.Length; i++)
        {
            qualities[i] = Curve.Evaluate(sizes[i]);
        }
    }

    private void RequireCount(int found, string parameter)
    {
        if (found != Count)
        {
            throw new ArgumentException($"Found {found} participants; the valuation is for {Count}.", parameter);
        }
    }

    private static void RequireFinite(string quantity, ReadOnlySpan<double> values, Profile reports)
    {
        for (int i = 0; i < values.Length; i++)
        {
            RequireFinite(quantity, i, values[i], reports);
        }
    }

    private static void RequireFinite(string quantity, int? participant, double value, Profile reports)
    {
        if (!double.IsFinite(value))
        {
            throw new NonFiniteResultException(quantity, participant, value, reports.ToString());
        }
    }
}
