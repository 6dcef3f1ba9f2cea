using Candor.Simulation.Participants;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>What came of a lie.</summary>
/// <param name="Kind">The lie.</param>
/// <param name="Finding">Where the SDK noticed it, and which fault it named; null where it did not.</param>
/// <param name="IsKept">Whether the promise about the lie was kept.</param>
internal sealed record ToldLie(LieKind Kind, Finding? Finding, bool IsKept);
