namespace Candor.Mechanism.Payments;

/// <summary>Charges nothing: Theorem 4's payment for non-competitive markets.</summary>
public sealed class FreePayment : ILinePayment
{
    private FreePayment()
    {
    }

    /// <summary>The rule.</summary>
    public static FreePayment Instance { get; } = new();

    /// <inheritdoc/>
    public void Charge(in PaymentProblem problem, Span<double> payments) => payments.Clear();

    /// <inheritdoc/>
    bool ILinePayment.TryChargeLine(AllocatedLine line, Span<double> payments)
    {
        payments.Clear();
        return true;
    }
}
