using Candor.Mechanism;

namespace Candor.Market.Scenarios;

/// <summary>A settled scenario: the outcome, and what it is worth at the true data sizes.</summary>
/// <param name="Outcome">Allocated qualities and payments, from the reports alone.</param>
/// <param name="Evaluation">Used qualities, valuations, utilities, welfare and revenue at the true types.</param>
public sealed record SettledScenario(Outcome Outcome, Evaluation Evaluation);
