namespace Candor.Mechanism;

/// <summary>p: what each participant is charged (the second half of Definition 1); negative is paid out.</summary>
/// <remarks>Implementations are immutable and safe to share between threads.</remarks>
public interface IPaymentRule
{
    /// <summary>Fills in the payments for one profile of reports.</summary>
    /// <param name="problem">The reports and what was allocated for them.</param>
    /// <param name="payments">Receives p, one a participant, 0 for who is out.</param>
    void Charge(in PaymentProblem problem, Span<double> payments);
}
