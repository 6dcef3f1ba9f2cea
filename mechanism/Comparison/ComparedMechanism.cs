using System.Collections.Immutable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Comparison;

/// <summary>One mechanism on one scenario.</summary>
/// <param name="Name">Its short name: mep, free, desirable, federated, pivotal, shapley.</param>
/// <param name="Description">What it does, in one line.</param>
/// <param name="Result">What it settles and what its properties are; null where it cannot settle the scenario.</param>
/// <param name="Obstacle">Why it cannot; null where it can.</param>
public sealed record ComparedMechanism(string Name, string Description, ComparedResult? Result, string? Obstacle);

/// <summary>What a mechanism does with a scenario.</summary>
/// <param name="Revenue">REV at the scenario's types and reports.</param>
/// <param name="Welfare">WEL there.</param>
/// <param name="Gains">For each participant, its utility less what it had with no market at all.</param>
/// <param name="Properties">The properties over the grid.</param>
public sealed record ComparedResult(
    double Revenue, double Welfare, ImmutableArray<double> Gains, PropertyReport Properties);

/// <summary>Mechanisms side by side.</summary>
/// <param name="Grid">The grid that the properties were checked on.</param>
/// <param name="Mechanisms">The mechanisms, in the order of the command-line contract.</param>
public sealed record Comparison(TypeGrid Grid, ImmutableArray<ComparedMechanism> Mechanisms);
