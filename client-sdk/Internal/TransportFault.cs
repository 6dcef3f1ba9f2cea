using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Candor.Wire.Errors;
using Grpc.Core;

namespace Candor.Client.Internal;

/// <summary>Says in words why a call never got an answer of a Candor server: what the connection met at an address, by
/// the innermost error that the network or TLS gave.</summary>
internal static class TransportFault
{
    /// <summary>Describes a failure of the connection.</summary>
    /// <param name="failed">The failed call.</param>
    /// <param name="address">Where it was sent.</param>
    /// <param name="timeout">How long the call was given; null where it was given no time.</param>
    /// <returns>What was met and what was expected, without the address; null where a Candor server
    /// answered.</returns>
    internal static string? Describe(RpcException failed, Uri address, TimeSpan? timeout)
    {
        CallFailure failure = ErrorDetails.Read(failed);
        if ((ErrorReason)failure.Reason != ErrorReason.Unspecified)
        {
            return null;
        }

        // A connection that gives up by its own time limit is a cancellation to gRPC. A server's own words say more than
        // ours, and the client's own deadline has none.
        if ((failed.StatusCode == StatusCode.DeadlineExceeded && failed.Status.Detail.Length == 0)
            || (failed.StatusCode == StatusCode.Cancelled && failed.Status.DebugException is not null))
        {
            string time = timeout is { TotalSeconds: var seconds }
                ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###} seconds, the time given to a call")
                : "the time given to a connection";
            return $"nothing answered within {time}; expected a Candor server that is not overloaded";
        }

        if (failed.Status.DebugException is { } cause)
        {
            return OfConnection(cause, address);
        }

        return failure.Message.StartsWith("Bad gRPC response.", StringComparison.Ordinal)
            ? $"what answers there is not a Candor server ({failure.Message.TrimEnd('.')}); expected gRPC"
            : null;
    }

    private static string? OfConnection(Exception cause, Uri address)
    {
        List<Exception> chain = [];
        for (Exception? link = cause; link is not null; link = link.InnerException)
        {
            chain.Add(link);
        }

        string last = chain[^1].Message.TrimEnd('.', '"', ' ');
        HttpRequestError? kind = chain.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError;
        if (kind == HttpRequestError.ProxyTunnelError)
        {
            return $"the proxy of https_proxy or all_proxy does not connect to it ({last}); expected a proxy that does, "
                + $"or no_proxy to name {address.Host}";
        }

        if (kind == HttpRequestError.VersionNegotiationError || IsVersionRefused(chain))
        {
            return "a proxy (http_proxy, https_proxy or all_proxy), or the server itself, does not pass HTTP/2; expected "
                + $"a connection that does, or no_proxy to name {address.Host}";
        }

        if (kind == HttpRequestError.NameResolutionError || chain.OfType<SocketException>().Any(IsUnknownName))
        {
            return $"the name '{address.Host}' cannot be resolved ({last}); expected a name that this machine knows";
        }

        if (chain.OfType<AuthenticationException>().LastOrDefault() is { } tls)
        {
            return OfTls(tls, address);
        }

        if (chain.OfType<SocketException>().LastOrDefault() is { } socket
            && (kind is null || kind == HttpRequestError.ConnectionError))
        {
            return $"no connection ({socket.Message}); expected a Candor server";
        }

        return kind is null ? null : NotSpoken(address, last);
    }

    // A server without TLS answers a handshake with bytes that no TLS record begins with. The framework tells that from a
    // certificate that fails its checks by words alone.
    private static string OfTls(AuthenticationException error, Uri address)
    {
        if (error.Message.Contains("certificate", StringComparison.Ordinal))
        {
            string why = error.Message[(error.Message.LastIndexOf(':') + 1)..].Trim().TrimEnd('.');
            return $"the server's certificate does not hold ({why}); expected one for '{address.Host}' by an authority "
                + "that this machine trusts";
        }

        return "what answers there does not complete a TLS handshake ("
            + $"{error.GetBaseException().Message.TrimEnd('.')}); expected a server with a certificate, or http:// for "
            + "one without";
    }

    private static string NotSpoken(Uri address, string last) => address.Scheme == Uri.UriSchemeHttps
        ? $"the TLS connection breaks off ({last}); expected a Candor server with a certificate"
        : $"what answers there does not speak HTTP/2 without TLS ({last}); expected a Candor server, or https:// for "
            + "one with a certificate";

    private static bool IsUnknownName(SocketException error) =>
        error.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain;

    private static bool IsVersionRefused(List<Exception> chain) =>
        chain[^1].Message.Contains("RequestVersionExact", StringComparison.Ordinal);
}
