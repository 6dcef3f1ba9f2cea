using System.Security.Cryptography;
using Candor.Client.Keys;
using Candor.Market.Signing;

namespace Candor.Client;

/// <summary>The private half of an operator's or a participant's identity: ECDSA on P-256, in this process or in the
/// caller's TPM, HSM or cloud key service. Thread-safe.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _ecdsa;
    private readonly bool _leaveOpen;

    // An ECDsa promises no thread-safety, and a device behind one may take one request at a time.
    private readonly Lock _gate = new();

    private SigningKey(ECDsa ecdsa, VerificationKey verificationKey, bool leaveOpen, string? warning = null)
    {
        _ecdsa = ecdsa;
        _leaveOpen = leaveOpen;
        VerificationKey = verificationKey;
        PublicKey = Convert.ToBase64String(verificationKey.SubjectPublicKeyInfo.Span);
        Warning = warning;
    }

    /// <summary>The public half.</summary>
    public VerificationKey VerificationKey { get; }

    /// <summary>The public half as a market definition names it: SubjectPublicKeyInfo in DER, 91 bytes, as
    /// base64.</summary>
    public string PublicKey { get; }

    /// <summary>The key's name in envelopes: lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo, 64
    /// characters.</summary>
    public string KeyId => VerificationKey.KeyId;

    /// <summary>What the loader did not like and let pass, one line, such as a key file that others may read; null
    /// where there is nothing.</summary>
    public string? Warning { get; }

    /// <summary>Makes a key from the system's random source.</summary>
    /// <returns>The key; dispose it when done.</returns>
    public static SigningKey Create() => FromECDsa(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Takes over a key that the caller opened, such as one in a TPM, an HSM or a cloud key service.</summary>
    /// <param name="ecdsa">ECDSA on P-256, with a private half that signs.</param>
    /// <param name="leaveOpen">Whether <paramref name="ecdsa"/> stays open when this key is disposed.</param>
    /// <returns>The key.</returns>
    /// <exception cref="SigningKeyException">The key is not on P-256
    /// (<see cref="SigningKeyFault.NotP256"/>).</exception>
    public static SigningKey FromECDsa(ECDsa ecdsa, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(ecdsa);
        return new SigningKey(ecdsa, PublicHalfOf(ecdsa, "The key given"), leaveOpen);
    }

    /// <summary>Loads a key that <see cref="Save"/> wrote, or any unencrypted P-256 private key in PEM (PKCS#8 or
    /// SEC 1). Where others may read the file, <see cref="Warning"/> says so.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The key; dispose it when done.</returns>
    /// <exception cref="SigningKeyException">There is no file (<see cref="SigningKeyFault.Missing"/>), it cannot be
    /// read (<see cref="SigningKeyFault.Unreadable"/>), holds no private key in PEM
    /// (<see cref="SigningKeyFault.NotPem"/>), or one that is not on P-256
    /// (<see cref="SigningKeyFault.NotP256"/>).</exception>
    public static SigningKey Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string pem = SigningKeyFile.Read(path);
        ECDsa ecdsa = SigningKeyFile.Decode(pem, path);
        try
        {
            return new SigningKey(
                ecdsa, PublicHalfOf(ecdsa, $"The key in '{path}'"), leaveOpen: false, SigningKeyFile.WarningOf(path));
        }
        catch
        {
            ecdsa.Dispose();
            throw;
        }
    }

    /// <summary>Saves the key as PKCS#8 in PEM, readable and writable by its owner alone (mode 600 where the system
    /// has modes). The file is complete or not there: it is written beside the path and moved into place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether to replace a file that is there. A replaced key is lost for good.</param>
    /// <exception cref="SigningKeyException">The file exists (<see cref="SigningKeyFault.Exists"/>), cannot be written
    /// (<see cref="SigningKeyFault.Unwritable"/>), or the key cannot leave its device
    /// (<see cref="SigningKeyFault.NotExportable"/>).</exception>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public void Save(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] pkcs8;
        try
        {
            lock (_gate)
            {
                pkcs8 = _ecdsa.ExportPkcs8PrivateKey();
            }
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException or NotImplementedException)
        {
            throw new SigningKeyException(
                SigningKeyFault.NotExportable,
                $"Key {KeyId} cannot be saved to '{path}': its private half cannot leave the device that holds it.",
                e);
        }

        try
        {
            SigningKeyFile.Write(path, pkcs8, overwrite);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>Signs a payload: ECDSA with SHA-256 over DSSE's pre-authentication encoding, with a low s. Signing the
    /// same payload twice gives two signatures; both verify.</summary>
    /// <param name="payloadType">What the payload is, such as
    /// <c>application/vnd.candor.v1.JoinMarketPayload+protobuf</c>.</param>
    /// <param name="payload">The exact bytes.</param>
    /// <returns>The envelope.</returns>
    /// <exception cref="CryptographicException">The device that holds the key failed.</exception>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public SignedEnvelope Sign(string payloadType, ReadOnlySpan<byte> payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(payloadType);
        byte[] encoded = PreAuthenticationEncoding.Encode(payloadType, payload);
        byte[] signature;
        lock (_gate)
        {
            signature = _ecdsa.SignData(
                encoded, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }

        if (!EcdsaSignature.TryParse(signature, out _))
        {
            throw new CryptographicException(
                $"What holds key {KeyId} gave {signature.Length} bytes that are no signature; expected ECDSA P-256 in DER.");
        }

        // Whatever signs, a library or a device, s is the lower of its two values: markets of version 2 take no other.
        return new SignedEnvelope(payloadType, payload.ToArray(), KeyId, EcdsaSignature.WithLowS(signature));
    }

    /// <summary>Lets go of the private half.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _ecdsa.Dispose();
        }
    }

    /// <summary>The <see cref="KeyId"/>; never the private half.</summary>
    /// <returns>64 hexadecimal digits.</returns>
    public override string ToString() => KeyId;

    private static VerificationKey PublicHalfOf(ECDsa ecdsa, string what)
    {
        byte[] encoded;
        try
        {
            encoded = ecdsa.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException e)
        {
            throw new SigningKeyException(
                SigningKeyFault.NotP256, $"{what} gives no public key; expected ECDSA on P-256.", e);
        }

        return VerificationKey.TryParse(encoded, out VerificationKey? key, out string? fault)
            ? key
            : throw new SigningKeyException(
                SigningKeyFault.NotP256, $"{what} is not ECDSA on P-256 ({ecdsa.KeySize} bits): {fault}.");
    }
}
