namespace Grpc.Core;

/// <summary>A certificate with its private key, both in PEM. Immutable.</summary>
public sealed class KeyCertificatePair
{
    /// <summary>Creates a pair.</summary>
    /// <param name="certificateChain">The certificate, followed by those that lead to its root.</param>
    /// <param name="privateKey">The certificate's private key.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public KeyCertificatePair(string certificateChain, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificateChain);
        ArgumentNullException.ThrowIfNull(privateKey);
        CertificateChain = certificateChain;
        PrivateKey = privateKey;
    }

    /// <summary>The certificate, followed by those that lead to its root.</summary>
    public string CertificateChain { get; }

    /// <summary>The certificate's private key.</summary>
    public string PrivateKey { get; }
}
