namespace Candor.Commitments.Tests.Mutations.Shared;

/// <summary>What is mutated, and how often.</summary>
/// <param name="Name">The target, as a failure names it.</param>
/// <param name="Count">Mutations in a usual run; <see cref="MutationPlan.Factor"/> times as many are made.</param>
internal sealed record MutationTarget(string Name, int Count)
{
    /// <summary>Mutations in this run.</summary>
    internal int Total => checked(Count * MutationPlan.Factor);
}
