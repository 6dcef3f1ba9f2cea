using System.Security.Cryptography;
using Candor.Market.Signing;

namespace Candor.Client.Tests.Keys;

public sealed class SigningKeyTests : IDisposable
{
    private const string PayloadType = "application/vnd.candor.v1.JoinMarketPayload+protobuf";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sign_AnyPayload_VerifiesUnderPublicHalf()
    {
        using SigningKey key = SigningKey.Create();
        byte[] payload = "payload"u8.ToArray();

        SignedEnvelope envelope = key.Sign(PayloadType, payload);

        Assert.True(
            VerificationKey.TryParse(Convert.FromBase64String(key.PublicKey), out VerificationKey? half, out _));
        Assert.Equal(key.KeyId, envelope.KeyId);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key.PublicKey))), key.KeyId);
        Assert.Equal(payload, envelope.Payload.ToArray());
        Assert.True(half.Verify(PreAuthenticationEncoding.Encode(PayloadType, payload), envelope.Signature.Span));
        Assert.False(half.Verify(PreAuthenticationEncoding.Encode("other", payload), envelope.Signature.Span));
    }

    [Fact]
    public void Sign_ManyTimes_GivesTheLowerSEachTime()
    {
        using SigningKey key = SigningKey.Create();

        Assert.All(
            Enumerable.Range(0, 40),
            i => Assert.True(EcdsaSignature.HasLowS(key.Sign(PayloadType, [(byte)i]).Signature.Span)));
    }

    [Fact]
    public void Sign_DeviceThatGivesNoSignature_SaysSo()
    {
        using ECDsa real = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using SigningKey key = SigningKey.FromECDsa(new BrokenDevice(real));

        var fault = Assert.Throws<CryptographicException>(() => key.Sign(PayloadType, [1]));

        Assert.Contains(key.KeyId, fault.Message, StringComparison.Ordinal);
        Assert.Contains("expected ECDSA P-256 in DER", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_FromManyThreads_EachSignatureVerifies()
    {
        using SigningKey key = SigningKey.Create();

        bool[] verified = [.. Enumerable.Range(0, 200).AsParallel().Select(i =>
        {
            byte[] payload = BitConverter.GetBytes(i);
            SignedEnvelope envelope = key.Sign(PayloadType, payload);
            return key.VerificationKey.Verify(
                PreAuthenticationEncoding.Encode(PayloadType, payload), envelope.Signature.Span);
        })];

        Assert.All(verified, Assert.True);
    }

    [Fact]
    public void Load_SavedKey_IsTheSameKey()
    {
        using SigningKey key = SigningKey.Create();
        key.Save(_folder["key.pem"]);

        using SigningKey loaded = SigningKey.Load(_folder["key.pem"]);

        Assert.Equal(key.PublicKey, loaded.PublicKey);
        Assert.Null(loaded.Warning);
        Assert.StartsWith(
            "-----BEGIN PRIVATE KEY-----\n", File.ReadAllText(_folder["key.pem"]), StringComparison.Ordinal);
        byte[] pae = PreAuthenticationEncoding.Encode(PayloadType, [1]);
        Assert.True(key.VerificationKey.Verify(pae, loaded.Sign(PayloadType, [1]).Signature.Span));
    }

    [Fact]
    public void Save_NewFile_IsReadableByItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using SigningKey key = SigningKey.Create();
        key.Save(_folder["key.pem"]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["key.pem"]));
        Assert.Equal(["key.pem"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Save_FileExists_IsRefusedAndKeepsTheOldKey()
    {
        using SigningKey old = SigningKey.Create();
        using SigningKey key = SigningKey.Create();
        old.Save(_folder["key.pem"]);

        var refused = Assert.Throws<SigningKeyException>(() => key.Save(_folder["key.pem"]));

        Assert.Equal(SigningKeyFault.Exists, refused.Fault);
        Assert.Equal("KEY_FILE_EXISTS", refused.Reason);
        Assert.Contains(_folder["key.pem"], refused.Message, StringComparison.Ordinal);
        using (SigningKey kept = SigningKey.Load(_folder["key.pem"]))
        {
            Assert.Equal(old.KeyId, kept.KeyId);
        }

        key.Save(_folder["key.pem"], overwrite: true);
        using SigningKey replaced = SigningKey.Load(_folder["key.pem"]);
        Assert.Equal(key.KeyId, replaced.KeyId);
    }

    [Fact]
    public void Save_NoSuchFolder_SaysSoAndLeavesNothing()
    {
        using SigningKey key = SigningKey.Create();

        var refused = Assert.Throws<SigningKeyException>(() => key.Save(_folder["absent/key.pem"]));

        Assert.Equal(SigningKeyFault.Unwritable, refused.Fault);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Load_FileOpenToOthers_LoadsWithAWarning()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using SigningKey key = SigningKey.Create();
        key.Save(_folder["key.pem"]);
        File.SetUnixFileMode(
            _folder["key.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        using SigningKey loaded = SigningKey.Load(_folder["key.pem"]);

        Assert.Equal(
            $"The key file '{_folder["key.pem"]}' is open to others (mode 640); expected 600.", loaded.Warning);
    }

    [Fact]
    public void Load_BadFile_SaysWhatIsWrong()
    {
        using RSA rsa = RSA.Create(2048);
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using ECDsa p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string encrypted = p256.ExportEncryptedPkcs8PrivateKeyPem(
            "secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));

        AssertLoad(SigningKeyFault.Missing, _folder["absent.pem"]);
        AssertLoad(SigningKeyFault.Unreadable, _folder.Root);
        AssertLoad(SigningKeyFault.NotPem, _folder.Write("a.pem", "hello"));
        AssertLoad(SigningKeyFault.NotPem, _folder.Write("b.pem", p256.ExportSubjectPublicKeyInfoPem()));
        AssertLoad(SigningKeyFault.NotPem, _folder.Write("c.pem", encrypted));
        AssertLoad(SigningKeyFault.NotPem, _folder.Write("d.pem", new string('x', 100_000)));
        AssertLoad(SigningKeyFault.NotP256, _folder.Write("e.pem", rsa.ExportPkcs8PrivateKeyPem()));
        AssertLoad(SigningKeyFault.NotP256, _folder.Write("f.pem", p384.ExportPkcs8PrivateKeyPem()));
        AssertLoad(
            SigningKeyFault.NotP256,
            _folder.Write("g.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
        AssertLoad(SigningKeyFault.NotP256, _folder.Write("h.pem", OfACurveThatNobodyKnows(p256)));
    }

    // The framework takes an unknown curve for a fault of the platform, and says so by another exception.
    private static string OfACurveThatNobodyKnows(ECDsa p256)
    {
        byte[] encoded = p256.ExportPkcs8PrivateKey();
        byte[] curve = Convert.FromHexString("2a8648ce3d030107");
        encoded[encoded.AsSpan().IndexOf(curve) + 1] ^= 1;
        return PemEncoding.WriteString("PRIVATE KEY", encoded);
    }

    [Fact]
    public void Load_Sec1Key_IsTaken()
    {
        using ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = _folder.Write("sec1.pem", ecdsa.ExportECPrivateKeyPem());

        using SigningKey key = SigningKey.Load(path);

        Assert.Equal(Convert.ToBase64String(ecdsa.ExportSubjectPublicKeyInfo()), key.PublicKey);
    }

    [Fact]
    public void FromECDsa_OtherCurve_IsRefused()
    {
        using ECDsa p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);

        var refused = Assert.Throws<SigningKeyException>(() => SigningKey.FromECDsa(p521));

        Assert.Equal(SigningKeyFault.NotP256, refused.Fault);
        Assert.Contains("521 bits", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromECDsa_DeviceKey_SignsAndCannotBeSaved()
    {
        using ECDsa inside = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var device = new DeviceKey(inside);
        using SigningKey key = SigningKey.FromECDsa(device, leaveOpen: true);

        SignedEnvelope envelope = key.Sign(PayloadType, [1, 2]);
        var refused = Assert.Throws<SigningKeyException>(() => key.Save(_folder["key.pem"]));

        Assert.True(key.VerificationKey.Verify(
            PreAuthenticationEncoding.Encode(PayloadType, [1, 2]), envelope.Signature.Span));
        Assert.Equal(SigningKeyFault.NotExportable, refused.Fault);
        Assert.False(File.Exists(_folder["key.pem"]));
    }

    [Fact]
    public void ToString_Key_ShowsTheKeyIdOnly()
    {
        using SigningKey key = SigningKey.Create();

        Assert.Equal(key.KeyId, key.ToString());
    }

    private static void AssertLoad(SigningKeyFault expected, string path)
    {
        var refused = Assert.Throws<SigningKeyException>(() => SigningKey.Load(path));
        Assert.Equal((path, expected), (path, refused.Fault));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    /// <summary>A key as a hardware module's provider shows it: it signs hashes and gives its public half.</summary>
    private sealed class DeviceKey(ECDsa inside) : ECDsa
    {
        public override int KeySize => inside.KeySize;

        public override byte[] SignHash(byte[] hash) => inside.SignHash(hash);

        public override bool VerifyHash(byte[] hash, byte[] signature) => inside.VerifyHash(hash, signature);

        public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
            ? throw new CryptographicException("The key does not leave the device.")
            : inside.ExportParameters(false);
    }

    // A device whose numbers are all zero.
    private sealed class BrokenDevice(ECDsa key) : ECDsa
    {
        public override int KeySize => key.KeySize;

        public override byte[] SignHash(byte[] hash) => new byte[64];

        public override bool VerifyHash(byte[] hash, byte[] signature) => false;

        public override byte[] ExportSubjectPublicKeyInfo() => key.ExportSubjectPublicKeyInfo();
    }
}
