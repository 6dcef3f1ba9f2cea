namespace Grpc.Core;

/// <summary>How a transport learns what <see cref="ChannelCredentials"/> are made of; not for users.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    /// <summary>The channel is not secured.</summary>
    /// <param name="state">The transport's own.</param>
    public abstract void SetInsecureCredentials(object state);

    /// <summary>The channel uses TLS.</summary>
    /// <param name="state">The transport's own.</param>
    /// <param name="rootCertificates">Trusted roots in PEM; the machine's own when null.</param>
    /// <param name="keyCertificatePair">The client's certificate and key; none when null.</param>
    /// <param name="verifyPeerCallback">An additional check of the server; none when null.</param>
    public abstract void SetSslCredentials(
        object state,
        string? rootCertificates,
        KeyCertificatePair? keyCertificatePair,
        VerifyPeerCallback? verifyPeerCallback);

    /// <summary>The channel adds call credentials to every call.</summary>
    /// <param name="state">The transport's own.</param>
    /// <param name="channelCredentials">How the channel is secured.</param>
    /// <param name="callCredentials">The credentials of its calls.</param>
    public abstract void SetCompositeCredentials(
        object state, ChannelCredentials channelCredentials, CallCredentials callCredentials);
}
