using System.Collections.Concurrent;
using Grpc.Core;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>What a lying platform says.</summary>
internal sealed class Lies
{
    /// <summary>Changes answers on their way out; null: the platform is honest.</summary>
    internal Action<object>? Tamper { get; set; }

    /// <summary>Throws in place of an answer.</summary>
    internal Func<object, RpcException?>? Reject { get; set; }

    /// <summary>The requests that came, each message of a stream by itself.</summary>
    internal ConcurrentQueue<object> Requests { get; } = new();
}
