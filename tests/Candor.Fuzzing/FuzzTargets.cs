using Candor.Fuzzing.Targets;

namespace Candor.Fuzzing;

/// <summary>Every parser that meets foreign bytes.</summary>
internal static class FuzzTargets
{
    /// <summary>All targets, in the order of their names.</summary>
    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. new[]
        {
            AnswerTargets.All, ContributionTargets.All, DatasetTargets.All, DefinitionTargets.All, FileTargets.All,
            LogTargets.All, MessageTargets.All, NameTargets.All, ProofTargets.All, TranscriptTargets.All,
        }.SelectMany(targets => targets).OrderBy(target => target.Name, StringComparer.Ordinal),
    ];

    /// <summary>Finds a target.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The target; null where there is none of this name.</returns>
    internal static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
