using Candor.Hosting.Storage;

namespace Candor.Validator.Audits;

/// <summary>The validator's own log, apart from the markets': one stream of events for each audit and each comparison,
/// in a database file of its own, so that a validator can be moved out of the server with its file.</summary>
/// <param name="events">The log; this type owns it.</param>
internal sealed class AuditStore(IEventStore events) : IAsyncDisposable
{
    /// <summary>The log.</summary>
    internal IEventStore Events { get; } = events;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Events.DisposeAsync();
}
