namespace Grpc.Core;

/// <summary>A lasting connection, or a set of them, to a server; the official client derives from it.</summary>
public abstract class ChannelBase
{
    /// <summary>Creates a channel.</summary>
    /// <param name="target">Where it leads, in the transport's own form.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>Where the channel leads.</summary>
    public string Target { get; }

    /// <summary>Creates what starts calls on this channel.</summary>
    /// <returns>The invoker.</returns>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Shuts the channel down; the caller sees to it that no call is running.</summary>
    /// <returns>Completes when the channel is down.</returns>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>What <see cref="ShutdownAsync"/> does; nothing unless overridden.</summary>
    /// <returns>Completes when the channel is down.</returns>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
