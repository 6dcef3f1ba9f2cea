using Candor.Market;
using Candor.Market.Contributions;
using Candor.Training.Sums;

namespace Candor.Simulation.Training;

/// <summary>How a member behaves in a training: this one keeps the rules. A cheater overrides what it does otherwise. None has
/// state.</summary>
internal class TrainingConduct
{
    /// <summary>A member that keeps the rules.</summary>
    internal static TrainingConduct Honest { get; } = new();

    /// <summary>Whether the validator gets an answer.</summary>
    internal virtual bool AnswersValidator => true;

    /// <summary>The statistics that it contributes.</summary>
    /// <param name="member">The member.</param>
    internal virtual SufficientStatistics Sum(TrainingMember member) => member.Sum();

    /// <summary>What it sends and signs for the validator instead of what its client makes.</summary>
    /// <param name="made">What the client makes.</param>
    internal virtual SendNearness Prove(SendNearness made) => made;

    /// <summary>What it sends instead of what its client makes.</summary>
    /// <param name="member">The member.</param>
    /// <param name="market">The market.</param>
    /// <param name="before">The client's state before it.</param>
    /// <param name="turn">What the client makes.</param>
    /// <returns>The messages, in order, each with the state to keep; none for silence.</returns>
    internal virtual IEnumerable<SendContribution> Send(
        TrainingMember member, MarketState market, ContributorState before, SendContribution turn) => [turn];
}
