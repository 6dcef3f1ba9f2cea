using System.Collections.Concurrent;
using Grpc.Core;

namespace Candor.Client.Tests.Server;

/// <summary>What goes wrong between a client and the platform, as a test asks.</summary>
internal sealed class Faults
{
    /// <summary>Thrown, in order, by the next calls of a method before the server does anything.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<RpcException>> Before { get; } = new();

    /// <summary>Thrown, in order, by the next calls of a method after the server has done it.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<RpcException>> After { get; } = new();

    /// <summary>After how many messages the next streams break; null breaks none.</summary>
    public ConcurrentQueue<int> StreamBreaks { get; } = new();

    /// <summary>A method that never answers.</summary>
    public string? Hang { get; set; }

    /// <summary>Changes answers on their way out.</summary>
    public Action<object>? Tamper { get; set; }

    /// <summary>Changes requests before the server sees them.</summary>
    public Func<object, object>? Change { get; set; }

    /// <summary>Asked with the method and the request, of a client's stream its first message, once before the server does
    /// anything (false) and once after it has (true): whether the connection breaks there.</summary>
    public Func<string, object, bool, bool>? Break { get; set; }

    /// <summary>Asked with each message of a client's stream: how many bytes of an upload still arrive before the connection
    /// breaks; null for all of it.</summary>
    public Func<object, int?>? Cut { get; set; }

    /// <summary>The requests that reached the server, by method.</summary>
    public ConcurrentQueue<(string Method, object Request)> Requests { get; } = new();

    public void FailBefore(string method, params RpcException[] failures) =>
        Before[method] = new ConcurrentQueue<RpcException>(failures);

    public void FailAfter(string method, params RpcException[] failures) =>
        After[method] = new ConcurrentQueue<RpcException>(failures);

    public IReadOnlyList<T> RequestsOf<T>() => [.. Requests.Select(r => r.Request).OfType<T>()];
}
