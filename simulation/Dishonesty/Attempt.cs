using Candor.Client;

namespace Candor.Simulation.Dishonesty;

/// <summary>Something that happened to a dishonest participant's attempt.</summary>
public abstract record Attempt
{
    // Closed: whoever switches over what can happen has it all.
    private protected Attempt()
    {
    }
}

/// <summary>The attempt came one step further, and nobody has noticed.</summary>
/// <param name="Step">The step.</param>
public sealed record AttemptProgressed(ParticipationProgress Step) : Attempt;

/// <summary>A validator did not take the tags of a false commitment.</summary>
/// <param name="ValidatorId">The validator.</param>
/// <param name="Records">The claimed size.</param>
/// <param name="Rejection">Why.</param>
public sealed record TagsRejected(string ValidatorId, uint Records, CandorException Rejection) : Attempt;

/// <summary>A validator's audit refused a false commitment.</summary>
/// <param name="Records">The claimed size.</param>
/// <param name="Verdict">The validator's verdict.</param>
public sealed record ClaimRefused(uint Records, ValidationResult Verdict) : Attempt;

/// <summary>The market did not take a false report.</summary>
/// <param name="Records">The reported size.</param>
/// <param name="Rejection">Why.</param>
public sealed record ReportRejected(uint Records, CandorException Rejection) : Attempt;

/// <summary>The participant stays silent from now on.</summary>
public sealed record ReportWithheld : Attempt;
