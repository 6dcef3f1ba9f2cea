using System.Collections.Immutable;
using Candor.Hosting.Storage;
using Candor.Market;

namespace Candor.Hosting.Streams;

/// <summary>What a decider makes of a command on the state that it was shown.</summary>
/// <typeparam name="TEvent">What the stream's events are.</typeparam>
/// <param name="Events">The events that follow, in order; none where nothing is to be stored.</param>
/// <param name="Rejection">Why the command is rejected; null where it is not.</param>
internal readonly record struct Proposal<TEvent>(ImmutableArray<TEvent> Events, Rejection? Rejection = null)
{
    /// <summary>Nothing follows.</summary>
    internal static Proposal<TEvent> Nothing { get; } = new([]);
}

/// <summary>What became of a command.</summary>
/// <typeparam name="TState">What the stream's events fold to.</typeparam>
internal abstract record CommandResult<TState>
{
    private CommandResult()
    {
    }

    /// <summary>Its events are on disk.</summary>
    /// <param name="State">The state after them.</param>
    /// <param name="Request">The request that was stored with them.</param>
    /// <param name="First">The first of them, as it was stored.</param>
    internal sealed record Stored(TState State, RequestRecord? Request, StoredEvent First) : CommandResult<TState>;

    /// <summary>Nothing followed from it.</summary>
    /// <param name="State">The state that it found; null where the stream has no event.</param>
    internal sealed record Unchanged(TState? State) : CommandResult<TState>;

    /// <summary>The decider rejected it; nothing is stored.</summary>
    /// <param name="Rejection">Why.</param>
    internal sealed record Rejected(Rejection Rejection) : CommandResult<TState>;

    /// <summary>Its request id has an answer already; nothing is stored.</summary>
    /// <param name="Existing">The record, whose body may be another one.</param>
    internal sealed record Answered(RequestRecord Existing) : CommandResult<TState>;
}
