namespace Candor.Mechanism.Payments;

/// <summary>
/// A payment rule that charges one participant for all its reports beside the same others at once, which costs less than
/// settling each report for everyone.
/// </summary>
internal interface ILinePayment : IPaymentRule
{
    /// <summary>Charges the line's participant.</summary>
    /// <param name="line">The participant's reports, allocated.</param>
    /// <param name="payments">Receives p_i, one a step of the line's grid.</param>
    /// <returns>Whether the rule can on this grid; otherwise each report has to be settled.</returns>
    bool TryChargeLine(AllocatedLine line, Span<double> payments);
}
