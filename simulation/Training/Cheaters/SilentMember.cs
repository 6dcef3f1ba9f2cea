using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Training;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>Says nothing in a step.</summary>
/// <param name="step">The step.</param>
internal sealed class SilentMember(TrainingStep step) : TrainingConduct
{
    /// <inheritdoc/>
    internal override bool AnswersValidator => step != TrainingStep.Nearness;

    /// <inheritdoc/>
    internal override IEnumerable<SendContribution> Send(
        TrainingMember member, MarketState market, ContributorState before, SendContribution turn) =>
        market.Training!.State.Step == step ? [] : [turn];
}
