using Grpc.Core;

namespace Candor.Compat.Tests.Transport;

/// <summary>What happens on the server, for a test to wait for and to look at.</summary>
public sealed class EchoProbe
{
    /// <summary>Completes when a call of Wait has reached its handler.</summary>
    public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a call of Wait was cancelled on the server.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs in the handler of Say: a call's context is not to be looked at once the call is over.</summary>
    public Action<ServerCallContext> OnSay { get; set; } = _ => { };
}
