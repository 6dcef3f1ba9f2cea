using System.Collections.Immutable;
using Candor.Commitments.Merkle;
using Candor.Hosting.Storage;

namespace Candor.Hosting.Streams;

/// <summary>An event with its number.</summary>
/// <typeparam name="TEvent">What a stream's events are.</typeparam>
/// <param name="Sequence">Its number in its stream; the first is 1.</param>
/// <param name="Event">The event.</param>
internal sealed record NumberedEvent<TEvent>(long Sequence, TEvent Event);

/// <summary>A stream at one version, as everybody but its writer sees it: the state, the last few events, and a signal
/// for the next version. Immutable, so that whoever reads it misses nothing between reading and waiting.</summary>
/// <typeparam name="TState">What its events fold to.</typeparam>
/// <typeparam name="TEvent">What its events are.</typeparam>
/// <param name="state">The state; null where nothing is stored.</param>
/// <param name="version">The number of the last event; 0 where there is none.</param>
/// <param name="recent">The last events, up to <see cref="MaxRecent"/>, ending with the last.</param>
/// <param name="isFinal">Whether no event can follow.</param>
/// <param name="tree">The tree over the encoded events; nobody adds to it but to a copy.</param>
internal sealed class StreamView<TState, TEvent>(
    TState? state, long version, ImmutableArray<NumberedEvent<TEvent>> recent, bool isFinal, MerkleAccumulator tree)
    where TState : class
{
    /// <summary>How many of the last events stay in memory: enough that readers who keep up never read the
    /// database.</summary>
    internal const int MaxRecent = 64;

    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The state; null where nothing is stored.</summary>
    internal TState? State { get; } = state;

    /// <summary>The number of the last event; 0 where there is none.</summary>
    internal long Version { get; } = version;

    /// <summary>The last events, up to <see cref="MaxRecent"/>, ending with the last.</summary>
    internal ImmutableArray<NumberedEvent<TEvent>> Recent { get; } = recent;

    /// <summary>Whether no event can follow.</summary>
    internal bool IsFinal { get; } = isFinal;

    /// <summary>The tree over the encoded events; nobody adds to it but to a copy.</summary>
    internal MerkleAccumulator Tree { get; } = tree;

    /// <summary>Where the stream ends.</summary>
    internal StreamHead Head => new(Version, Tree.Root());

    /// <summary>Completes when there is a newer view.</summary>
    internal Task Superseded => _superseded.Task;

    /// <summary>Wakes those who wait for a newer view. Called once the newer one can be read.</summary>
    internal void Supersede() => _superseded.TrySetResult();
}
