using Candor.Commitments.Audits;
using Candor.Simulation.Setup;
using Candor.Simulation.Training.Runs;

namespace Candor.Simulation.Tests.Training;

/// <summary>Markets of honest members from which tests go on. Tests that share it run one after the other, since its members
/// share their randomness.</summary>
public sealed class TrainingBasesFixture
{
    internal TrainingBases Bases { get; } =
        new(new SimulationSettings(1, 100, 100, new AuditPolicy(), 11), CancellationToken.None);
}

[CollectionDefinition(Name)]
public sealed class TrainingTestGroup : ICollectionFixture<TrainingBasesFixture>
{
    public const string Name = "training";
}
