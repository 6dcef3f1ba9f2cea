using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Candor.Market.Signing;

/// <summary>Finds the one private key of a file in PEM (RFC 7468). The platform's reader takes a public key, too, with
/// which nothing can be signed, and has no words for what else stands there.</summary>
public static class PrivateKeyPem
{
    /// <summary>Finds it.</summary>
    /// <param name="text">The file.</param>
    /// <param name="pem">The block with the key, as the platform imports it; null where
    /// there is a fault.</param>
    /// <param name="label">The block's label, <c>PRIVATE KEY</c> or <c>EC PRIVATE KEY</c>; null where there is a
    /// fault.</param>
    /// <param name="fault">What goes on a sentence that begins with the file; null where there is none.</param>
    /// <returns>Whether there is one private key and nothing else in PEM.</returns>
    public static bool TryFind(
        string text,
        [NotNullWhen(true)] out string? pem,
        [NotNullWhen(true)] out string? label,
        [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        (pem, label) = (null, null);
        if (string.IsNullOrWhiteSpace(text))
        {
            fault = "is empty";
            return false;
        }

        if (!PemEncoding.TryFind(text, out PemFields first))
        {
            fault = "holds no PEM block";
            return false;
        }

        string found = text[first.Label];
        fault = FaultOf(found);
        if (fault is null && PemEncoding.TryFind(text.AsSpan()[first.Location.End..], out PemFields second))
        {
            string other = text[first.Location.End..][second.Label];
            fault = FaultOf(other) is null ? "holds more than one private key" : $"{FaultOf(other)} behind its key";
        }

        if (fault is not null)
        {
            return false;
        }

        (pem, label) = (text[first.Location], found);
        return true;
    }

    private static string? FaultOf(string label) => label switch
    {
        "PRIVATE KEY" or "EC PRIVATE KEY" => null,
        "PUBLIC KEY" => "holds a public key ('PUBLIC KEY')",
        "CERTIFICATE" => "holds a certificate ('CERTIFICATE')",
        "ENCRYPTED PRIVATE KEY" => "holds a private key under a password ('ENCRYPTED PRIVATE KEY')",
        _ => $"holds '{label}'",
    };
}
