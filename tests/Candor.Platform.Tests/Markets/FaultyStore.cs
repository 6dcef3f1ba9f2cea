using Candor.Hosting.Storage;
using Candor.Hosting.Tests.Storage.Shared;

namespace Candor.Platform.Tests.Markets;

/// <summary>A store that fails when it is told to, in front of a real one.</summary>
internal sealed class FaultyStore(IEventStore inner) : ForwardingStore(inner)
{
    private static readonly AppendResult s_unavailable = new AppendResult.Unavailable("disk I/O error");

    /// <summary>Appends are refused and nothing is stored.</summary>
    public bool RefuseAppends { get; set; }

    /// <summary>Appends are stored, and their callers are told that they are not: what a failed sync can look like once
    /// the database is opened again.</summary>
    public bool HideAppends { get; set; }

    /// <summary>Appends are refused because too many wait.</summary>
    public bool OverloadAppends { get; set; }

    /// <summary>Appends wait for the first task before they go on; the second tells that one has come.</summary>
    public (Task Gate, TaskCompletionSource Reached)? HoldAppends { get; set; }

    /// <summary>Reads throw, as they would for a fault of ours.</summary>
    public bool ThrowOnReads { get; set; }

    public override async Task<AppendResult> AppendAsync(Append append)
    {
        if (RefuseAppends)
        {
            return s_unavailable;
        }

        if (OverloadAppends)
        {
            return new AppendResult.Overloaded();
        }

        if (HoldAppends is { } hold)
        {
            hold.Reached.TrySetResult();
            await hold.Gate;
        }

        AppendResult result = await base.AppendAsync(append);
        return HideAppends ? s_unavailable : result;
    }

    public override Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken) => ThrowOnReads
        ? throw new InvalidOperationException("a secret detail of the server")
        : base.ReadHeadAsync(stream, cancellationToken);

    public override Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(
        string stream, long after, int limit, CancellationToken cancellationToken) => ThrowOnReads
            ? throw new InvalidOperationException("a secret detail of the server")
            : base.ReadEventsAsync(stream, after, limit, cancellationToken);
}
