using Candor.Hosting;
using Candor.Hosting.Storage;
using Candor.Market.Signing;
using Candor.Server.Testing;
using Candor.Validator.Tests.Support;
using Candor.Validator.Verdicts;

namespace Candor.Validator.Tests.Verdicts;

public sealed class ValidatorKeyTests
{
    [Fact]
    public void Open_FirstTime_MakesAKeyForItsOwnerAloneAndKeepsIt()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("key.pem");
        using ValidatorKey first = Open(path);
        using ValidatorKey second = Open(path);
        Assert.All(
            Enumerable.Range(0, 40),
            i => Assert.True(EcdsaSignature.HasLowS(first.Sign("type", [(byte)i]).Signature.Span)));
        Assert.Equal(first.Public, second.Public);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", File.ReadAllText(path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Theory]
    [InlineData("not a key", "holds no PEM block")]
    [InlineData("", "is empty")]
    public void Open_NotAKey_SaysWhatIsThere(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("key.pem");
        File.WriteAllText(path, content);
        var fault = Assert.Throws<CandorServerException>(() => Open(path));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherCurve_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("key.pem");
        using var other = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        File.WriteAllText(path, other.ExportPkcs8PrivateKeyPem());
        var fault = Assert.Throws<CandorServerException>(() => Open(path));
        Assert.Contains("P-256", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CurveThatNobodyKnows_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("key.pem");
        using var key = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        byte[] encoded = key.ExportPkcs8PrivateKey();
        encoded[encoded.AsSpan().IndexOf(Convert.FromHexString("2a8648ce3d030107")) + 1] ^= 1;
        File.WriteAllText(path, System.Security.Cryptography.PemEncoding.WriteString("PRIVATE KEY", encoded));
        var fault = Assert.Throws<CandorServerException>(() => Open(path));
        Assert.Contains("P-256", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderMissing_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<CandorServerException>(() => Open(folder.File("none/key.pem")));
        Assert.Contains("none/key.pem", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WrongOptions_ListsAllFaults()
    {
        var fault = Assert.Throws<CandorServerException>(() => CandorValidator.Build(
            new CandorValidatorOptions { Id = "No Id", KeyPath = " ", ListenUrls = ["nowhere"] },
            new FlakyPlatform(null!)));
        Assert.Contains("Id is 'No Id'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("KeyPath is empty", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'nowhere'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherKeyThanTheAuditsAreSignedWith_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("key.pem");
        string first;
        using (ValidatorKey made = Open(path))
        {
            first = made.Public.KeyId;
        }

        using (ValidatorKey kept = ValidatorKey.Open(path, new StoreIdentity(first, IsEmpty: false)))
        {
            Assert.Equal(first, kept.Public.KeyId);
        }

        string another = new('0', 64);
        var fault = Assert.Throws<CandorServerException>(
            () => ValidatorKey.Open(path, new StoreIdentity(another, IsEmpty: false)));

        Assert.Contains(
            $"has the key id {first}, and its database holds audits of {another}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoKeyWhereThereAreAudits_IsNotMadeAnew()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("key.pem");

        var fault = Assert.Throws<CandorServerException>(
            () => ValidatorKey.Open(path, new StoreIdentity(Signer: null, IsEmpty: false)));

        Assert.Contains("is not there, and its database holds audits", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private static ValidatorKey Open(string path) =>
        ValidatorKey.Open(path, new StoreIdentity(Signer: null, IsEmpty: true));
}
