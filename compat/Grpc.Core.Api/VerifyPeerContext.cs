namespace Grpc.Core;

/// <summary>
/// The server that a <see cref="VerifyPeerCallback"/> is asked about. Only a transport creates one. Immutable.
/// </summary>
public class VerifyPeerContext
{
    internal VerifyPeerContext(string targetName, string peerPem)
    {
        TargetName = targetName;
        PeerPem = peerPem;
    }

    /// <summary>The name under which the server was called.</summary>
    public string TargetName { get; }

    /// <summary>The server's certificate in PEM.</summary>
    public string PeerPem { get; }
}
