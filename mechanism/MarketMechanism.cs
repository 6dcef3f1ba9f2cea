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

    /// <summary>n.</summary>
    public int Count => Valuation.Count;

    /// <summary>Settles the market: computes x and p from the reports alone.</summary>
    /// <param name="reports">One report a participant, or out.</param>
    /// <exception cref="ArgumentException">The profile is for another number of participants.</exception>
    /// <exception cref="NonFiniteResultException">A quality or a payment overflowed or is not a number.</exception>
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
        RequireFinite("allocated quality", allocated, reports);
        RequireFinite("payment", payments, reports);
        return new Outcome(
            reports,
            best,
            ImmutableCollectionsMarshal.AsImmutableArray(allocated),
            ImmutableCollectionsMarshal.AsImmutableArray(payments),
            certainty);
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
