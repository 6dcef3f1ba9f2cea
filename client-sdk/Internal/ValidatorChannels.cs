using System.Collections.Concurrent;
using Candor.V1;
using Grpc.Net.Client;

namespace Candor.Client.Internal;

/// <summary>Connections to validators: the market's own server's, and one for each other address.
/// Thread-safe.</summary>
/// <param name="own">The channel to the market's server; it is not this type's.</param>
/// <param name="open">Opens another.</param>
internal sealed class ValidatorChannels(GrpcChannel own, Func<Uri, GrpcChannel> open) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<GrpcChannel>> _channels = new(StringComparer.Ordinal);

    /// <summary>A client of the validator at an address.</summary>
    /// <param name="address">As the market definition has it; empty is the market's own server.</param>
    internal ValidatorService.ValidatorServiceClient At(string address) => new(address.Length == 0
        ? own
        : _channels.GetOrAdd(address, a => new Lazy<GrpcChannel>(() => open(new Uri(a)))).Value);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<GrpcChannel> channel in _channels.Values.Where(channel => channel.IsValueCreated))
        {
            channel.Value.Dispose();
        }
    }
}
