namespace Candor.Mechanism.Payments;

/// <summary>Payment rules by name.</summary>
public static class PaymentRules
{
    /// <summary>The rule of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="grid">
    /// The grid that <see cref="PaymentKind.Desirable"/> needs; the others do not look at it.
    /// </param>
    /// <exception cref="ArgumentNullException">Desirable payments were asked for without a grid.</exception>
    public static IPaymentRule Create(PaymentKind kind, TypeGrid? grid = null) => kind switch
    {
        PaymentKind.Mep => MaximalExploitationPayment.Instance,
        PaymentKind.Free => FreePayment.Instance,
        PaymentKind.Desirable => new DesirablePayment(grid ?? throw new ArgumentNullException(nameof(grid))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a payment kind."),
    };
}

/// <summary>The payment rules a market or a scenario can name.</summary>
public enum PaymentKind
{
    /// <summary>Maximal exploitation (Definition 9).</summary>
    Mep,

    /// <summary>Nobody pays (Theorem 4).</summary>
    Free,

    /// <summary>p^max of Algorithm 1, on a grid of sizes.</summary>
    Desirable,
}
