namespace Candor.Client;

/// <summary>What can be wrong with a signing key or its file.</summary>
public enum SigningKeyFault
{
    /// <summary>There is no file at the path.</summary>
    Missing,

    /// <summary>The file is there and cannot be read.</summary>
    Unreadable,

    /// <summary>The file holds no unencrypted private key in PEM.</summary>
    NotPem,

    /// <summary>The key is not ECDSA on P-256.</summary>
    NotP256,

    /// <summary>The file exists, and overwriting was not asked for.</summary>
    Exists,

    /// <summary>The file cannot be written.</summary>
    Unwritable,

    /// <summary>The private half cannot leave its device.</summary>
    NotExportable,
}
