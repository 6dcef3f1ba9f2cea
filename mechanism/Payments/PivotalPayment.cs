using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Payments;

/// <summary>
/// Pivotal payments (Clarke, "Multipart pricing of public goods", 1971; the VCG mechanism): each participant is charged
/// what its taking part costs the others, p_i = Σ_{j≠i} v_j(x(∅, t'_-i), t') - Σ_{j≠i} v_j(x(t'), t').
/// </summary>
/// <remarks>
/// Truthful where valuations are private. Here others' valuations depend on i's data: whoever brings data makes the
/// others better off and is paid for it, usually more than anyone is charged. It is in the library for comparison.
/// </remarks>
public sealed class PivotalPayment : IPaymentRule
{
    private PivotalPayment()
    {
    }

    /// <summary>The rule.</summary>
    public static PivotalPayment Instance { get; } = new();

    /// <inheritdoc/>
    public void Charge(in PaymentProblem problem, Span<double> payments)
    {
        payments.Clear();
        int count = problem.Reports.Count;
        double[] own = problem.OwnQualities.ToArray();
        var ownWithout = (double[])own.Clone();
        var used = new double[count];
        var values = new double[count];
        var allocated = new double[count];
        UseBetter(problem.Allocated, own, used);
        problem.Valuation.EvaluateAll(used, values);
        var with = new double[count];
        Summation.LeaveOneOut(values, with);
        for (int i = 0; i < count; i++)
        {
            if (!problem.Reports.TakesPart[i])
            {
                continue;
            }

            Profile others = problem.Reports.With(i, null);
            ownWithout[i] = problem.Curve.Evaluate(0);
            double best = problem.Curve.Evaluate(others.Total);
            problem.Allocation.Allocate(new AllocationProblem(others, best, ownWithout), allocated);
            ownWithout[i] = own[i];

            // Who is out keeps the model of its own data and the customers that go with it.
            UseBetter(allocated, own, used);
            problem.Valuation.EvaluateAll(used, values);
            values[i] = 0;
            payments[i] = Summation.Sum(values) - with[i];
        }
    }

    private static void UseBetter(ReadOnlySpan<double> allocated, ReadOnlySpan<double> own, Span<double> used)
    {
        for (int j = 0; j < used.Length; j++)
        {
            used[j] = Math.Max(allocated[j], own[j]);
        }
    }
}
