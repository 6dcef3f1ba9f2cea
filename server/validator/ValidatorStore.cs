using Candor.Hosting.Storage;

namespace Candor.Validator;

/// <summary>The validator's own log, apart from the markets': one stream of events for each audit and each overlap
/// check, in a database file of its own, so that a validator can be moved out of the server with its file.</summary>
/// <param name="events">The log; this type owns it.</param>
internal sealed class ValidatorStore(IEventStore events) : IAsyncDisposable
{
    /// <summary>Raised when something is to be done by the validator itself: a stream's name, and when.</summary>
    internal event Action<string, DateTimeOffset>? Due;

    /// <summary>The log.</summary>
    internal IEventStore Events { get; } = events;

    /// <summary>Has something done by the validator itself.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="at">When; null for never.</param>
    internal void Schedule(string stream, DateTimeOffset? at)
    {
        if (at is { } due)
        {
            Due?.Invoke(stream, due);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Events.DisposeAsync();
}
