namespace Candor.Mechanism.Payments;

/// <summary>Payment rules by name.</summary>
public static class PaymentRules
{
    /// <summary>The rule of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static IPaymentRule Create(PaymentKind kind) => kind switch
    {
        PaymentKind.Mep => MaximalExploitationPayment.Instance,
        PaymentKind.Free => FreePayment.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a payment kind."),
    };
}
