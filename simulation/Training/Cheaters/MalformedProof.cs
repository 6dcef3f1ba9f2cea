using Candor.Market.Contributions;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>Signs a proof of nearness that nobody can read, so that it seems to be the validator that gives no verdict.</summary>
internal sealed class MalformedProof : TrainingConduct
{
    /// <inheritdoc/>
    internal override SendNearness Prove(SendNearness made) => made with { Proof = made.Proof[..^1] };
}
