using Candor.Client.Participation;
using Candor.Training.Sums;

namespace Candor.Simulation.Dishonesty;

/// <summary>A participant that is honest until the market trains, and then contributes statistics with every label turned
/// round.</summary>
internal sealed class FalseStatisticsConduct : ParticipantConduct
{
    /// <summary>It needs no state.</summary>
    internal static FalseStatisticsConduct Instance { get; } = new();

    /// <inheritdoc/>
    internal override SufficientStatistics Contribute(SufficientStatistics own) => FalseStatistics.TurnLabelsRound(own);
}
