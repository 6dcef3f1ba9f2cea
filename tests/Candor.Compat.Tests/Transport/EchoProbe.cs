using Grpc.Core;

namespace Candor.Compat.Tests.Transport;

/// <summary>What happens on the server, for a test to wait for and to look at.</summary>
public sealed class EchoProbe
{
    /// <summary>Completes when a call of Wait has reached its handler.</summary>
    public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a call of Wait was cancelled on the server.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The context of the last call of Say or Wait.</summary>
    public ServerCallContext? Last { get; set; }
}
