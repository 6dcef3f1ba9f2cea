using Candor.Hosting.Storage;
using Candor.Hosting.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Candor.Hosting.Edge;

/// <summary>Says where the server listens, once it does: in the log, on standard output as
/// <c>listening on http://127.0.0.1:5080</c>, and in the address file where one is named.</summary>
internal sealed class AddressAnnouncer(
    IServer server, HostOptions options, TextWriter output, ILogger<HostOptions> logger)
{
    // No address is longer, and a list of them is short.
    private const int MaxBytes = 1 << 16;

    private bool _isWritten;

    /// <summary>Announces the addresses.</summary>
    /// <exception cref="CandorServerException">The address file cannot be written.</exception>
    internal void Announce()
    {
        ICollection<string> addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        if (options.AddressFile is { } path)
        {
            Write(path, addresses);
            _isWritten = true;
        }

        foreach (string address in addresses)
        {
            logger.Listening(address, Path.GetFullPath(options.DatabasePath));
            output.WriteLine($"listening on {address}");
        }

        output.Flush();
    }

    /// <summary>Makes sure that the address file is not something else. Nothing is changed.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="CandorServerException">It is, or cannot be looked at.</exception>
    internal static void Require(HostOptions options)
    {
        if (options.AddressFile is not { } path)
        {
            return;
        }

        try
        {
            RequireReplaceable(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandorServerException($"The address file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Removes the address file: nobody listens there any more.</summary>
    internal void Withdraw()
    {
        try
        {
            if (_isWritten && options.AddressFile is { } path)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.AddressFileStays(options.AddressFile!, e.Message);
        }
    }

    // Renamed into place: whoever waits for the file reads all of it or none.
    private static void Write(string path, IEnumerable<string> addresses)
    {
        try
        {
            RequireReplaceable(path);
            PrivateFile.Replace(path, string.Concat(addresses.Select(address => $"{address}{Environment.NewLine}")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandorServerException($"The address file '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static void RequireReplaceable(string path)
    {
        if (!IsFreeOrOfAddresses(path))
        {
            throw new CandorServerException(
                $"The address file '{path}' is something else, and is left as it is; expected a new path, or a list of "
                + "addresses that an earlier run left.");
        }
    }

    // A server that was killed leaves its addresses behind; whatever else is there is not ours to replace or to remove.
    private static bool IsFreeOrOfAddresses(string path) => !Path.Exists(path)
        || (File.Exists(path)
            && new FileInfo(path).Length <= MaxBytes
            && File.ReadLines(path).All(static line =>
                Uri.TryCreate(line, UriKind.Absolute, out Uri? address) && (address.Scheme is "http" or "https")));
}
