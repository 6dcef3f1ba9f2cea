using System.Collections.Concurrent;
using Candor.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace Candor.Client.Internal;

/// <summary>Connections to validators: the market's own server's, and one for each other address.
/// Thread-safe.</summary>
/// <param name="own">The channel to the market's server; it is not this type's.</param>
/// <param name="ownAddress">Its address.</param>
/// <param name="open">Opens another.</param>
/// <param name="logger">Told of addresses to which records would travel in the clear.</param>
internal sealed class ValidatorChannels(GrpcChannel own, Uri ownAddress, Func<Uri, GrpcChannel> open, ILogger logger)
    : IDisposable
{
    private readonly ConcurrentDictionary<Uri, bool> _warned = new();

    private readonly ConcurrentDictionary<string, Lazy<GrpcChannel>> _channels = new(StringComparer.Ordinal);

    /// <summary>A client of the validator at an address.</summary>
    /// <param name="address">As the market definition has it; empty is the market's own server.</param>
    internal ValidatorService.ValidatorServiceClient At(string address)
    {
        Uri target = address.Length == 0 ? ownAddress : new Uri(address);
        if (IsInTheClear(target) && _warned.TryAdd(target, true))
        {
            logger.RecordsInTheClear(target);
        }

        return new(address.Length == 0
            ? own
            : _channels.GetOrAdd(address, a => new Lazy<GrpcChannel>(() => open(new Uri(a)))).Value);
    }

    /// <summary>Whether what is sent to an address can be read on the way: tags, and the opened records of a sample.</summary>
    /// <param name="address">The address.</param>
    internal static bool IsInTheClear(Uri address) => address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<GrpcChannel> channel in _channels.Values.Where(channel => channel.IsValueCreated))
        {
            channel.Value.Dispose();
        }
    }
}
