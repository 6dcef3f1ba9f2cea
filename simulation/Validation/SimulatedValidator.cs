using Candor.Simulation.Platforms;
using Candor.Simulation.Setup;

namespace Candor.Simulation.Validation;

/// <summary>Plays the validator of one market.</summary>
/// <param name="setup">The market.</param>
/// <param name="platform">Its server.</param>
internal sealed class SimulatedValidator(MarketSetup setup, SimulatedPlatform platform)
{
    private readonly Dictionary<string, SimulatedAudit> _audits = [];

    /// <summary>Begins the audit of a participant's standing commitment, and remembers it.</summary>
    /// <param name="participant">The participant's id.</param>
    internal SimulatedAudit Begin(string participant) => _audits[participant] = NewAudit(participant);

    /// <summary>The audit that was begun.</summary>
    /// <param name="participant">The participant's id.</param>
    internal SimulatedAudit AuditOf(string participant) => _audits[participant];

    /// <summary>An audit that nobody remembers.</summary>
    /// <param name="label">Which one; its randomness follows from it.</param>
    internal SimulatedAudit NewAudit(string label) =>
        new(platform, setup.Validator, setup.Random($"audit {label}"));

    /// <summary>Begins the overlap check of two attested participants.</summary>
    /// <param name="earlier">The id of the participant that was attested first.</param>
    /// <param name="later">The id of the other.</param>
    internal SimulatedOverlapCheck Compare(string earlier, string later) =>
        new(platform, setup.Validator, AuditOf(earlier), AuditOf(later));
}
