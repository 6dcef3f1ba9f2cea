using Candor.Market.Audits;

namespace Candor.Simulation.Validation;

/// <summary>A participant's answer to the sample.</summary>
/// <param name="Openings">One for each position.</param>
/// <param name="Proof">One for all of them.</param>
internal sealed record AuditAnswer(IReadOnlyList<AuditOpening> Openings, ReadOnlyMemory<byte> Proof);
