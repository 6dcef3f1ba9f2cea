using System.Security.Cryptography;
using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class KeygenTests
{
    [Fact]
    public async Task Keygen_NewFile_WritesAPrivateKeyForItsOwnerAlone()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("key.pem");
        Finished run = await CandorProcess.RunAsync("keygen", "--out", path, "--json");
        Assert.Equal(0, run.ExitCode);
        using JsonDocument shown = JsonDocument.Parse(run.Out);
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(path));
        byte[] publicKey = key.ExportSubjectPublicKeyInfo();
        Assert.Equal(Convert.ToBase64String(publicKey), shown.RootElement.GetProperty("publicKey").GetString());
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(publicKey)), shown.RootElement.GetProperty("keyId").GetString());
        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keygen_ExistingFile_IsRefusedAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("key.pem", "precious");
        Finished run = await CandorProcess.RunAsync("keygen", "--out", path);
        Assert.Equal($"--out '{path}': the file exists; expected a new path, for a key that is overwritten is "
            + $"lost", run.RefusalLine());
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Keygen_FolderThatIsNotThere_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("nowhere/key.pem");
        Finished run = await CandorProcess.RunAsync("keygen", "--out", path);
        Assert.StartsWith($"--out '{path}': cannot be written (found no folder ", run.RefusalLine(), StringComparison.Ordinal);
    }
}
