using System.Security.Cryptography;
using Candor.Hosting;
using Candor.Hosting.Storage;
using Candor.Market.Signing;
using Candor.Market.Texts;

namespace Candor.Validator.Verdicts;

/// <summary>The validator's signing key: ECDSA on P-256, in a PKCS#8 file in PEM that its owner alone may read.
/// Thread-safe.</summary>
internal sealed class ValidatorKey : IDisposable
{
    private const string PutBack =
        "Put back the file that was there: markets that name the other key take no verdict of this one.";

    private const string Expected = "expected ECDSA on P-256, as 'candor keygen' makes it";

    // A private key in PEM is a few hundred bytes.
    private const int MaxBytes = 64 * 1024;

    private readonly ECDsa _ecdsa;

    // An ECDsa promises no thread-safety.
    private readonly Lock _gate = new();

    private ValidatorKey(ECDsa ecdsa, VerificationKey key)
    {
        _ecdsa = ecdsa;
        Public = key;
    }

    /// <summary>The public half.</summary>
    internal VerificationKey Public { get; }

    /// <summary>Reads the key, or makes it where the file does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">What the database says of the key that signs for it.</param>
    /// <returns>The key.</returns>
    /// <exception cref="CandorServerException">The file cannot be read or made, holds no such key, or another than the
    /// database's audits were signed with.</exception>
    internal static ValidatorKey Open(string path, StoreIdentity identity)
    {
        try
        {
            if (!File.Exists(path))
            {
                Create(path, identity);
            }

            ValidatorKey key = Read(path, ReadText(path));
            if (!identity.Allows(key.Public.KeyId))
            {
                using (key)
                {
                    throw new CandorServerException(
                        $"The validator's key '{path}' has the key id {key.Public.KeyId}, and its database holds audits of "
                        + $"{identity.Signer}. {PutBack}");
                }
            }

            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandorServerException(
                $"The validator's key '{path}' cannot be read or made: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Signs a payload: ECDSA with SHA-256 over DSSE's pre-authentication encoding, with the low s that markets of
    /// version 2 ask for.</summary>
    /// <param name="payloadType">What the payload is.</param>
    /// <param name="payload">The exact bytes.</param>
    /// <returns>The envelope.</returns>
    internal SignedEnvelope Sign(string payloadType, ReadOnlySpan<byte> payload)
    {
        byte[] encoded = PreAuthenticationEncoding.Encode(payloadType, payload);
        lock (_gate)
        {
            byte[] signature = _ecdsa.SignData(
                encoded, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            return new SignedEnvelope(
                payloadType, payload.ToArray(), Public.KeyId, EcdsaSignature.WithLowS(signature));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ecdsa.Dispose();

    private static void Create(string path, StoreIdentity identity)
    {
        if (!identity.IsEmpty)
        {
            throw new CandorServerException(
                $"The validator's key '{path}' is not there, and its database holds audits that it signed. {PutBack}");
        }

        using ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.Create(path, $"{ecdsa.ExportPkcs8PrivateKeyPem()}\n");
    }

    private static string ReadText(string path)
    {
        byte[] bytes = new byte[MaxBytes + 1];
        try
        {
            using FileStream file = File.OpenRead(path);
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                throw new CandorServerException(
                    $"The validator's key '{path}' has more than {MaxBytes} bytes; {Expected}.");
            }

            return StrictUtf8.TryDecode(bytes.AsSpan(0, length), "a private key in PEM", out string? text, out string? fault)
                ? text
                : throw new CandorServerException($"The validator's key '{path}' {fault}.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static ValidatorKey Read(string path, string text)
    {
        if (!PrivateKeyPem.TryFind(text, out string? pem, out _, out string? unusable))
        {
            throw new CandorServerException($"The validator's key '{path}' {unusable}; {Expected}.");
        }

        ECDsa ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            return VerificationKey.TryParse(
                ecdsa.ExportSubjectPublicKeyInfo(), out VerificationKey? key, out string? fault)
                ? new ValidatorKey(ecdsa, key)
                : throw new CandorServerException(
                    $"The validator's key '{path}' is not ECDSA on P-256: {fault}.");
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or PlatformNotSupportedException)
        {
            ecdsa.Dispose();
            throw new CandorServerException(
                $"The validator's key '{path}' is damaged, of another kind of key, or not what its label says; {Expected}.",
                e);
        }
        catch
        {
            ecdsa.Dispose();
            throw;
        }
    }
}
