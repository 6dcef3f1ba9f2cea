using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Market.Signing;

namespace Candor.Client.Keys;

/// <summary>A private key on disk.</summary>
internal static class SigningKeyFile
{
    private const UnixFileMode OthersMay =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // A private key in PEM is a few hundred bytes; a path that names a dataset by mistake is not read into memory.
    private const int MaxBytes = 64 * 1024;

    private const string Expected = "an unencrypted P-256 private key in PEM (PKCS#8, 'PRIVATE KEY')";

    internal static string Read(string path)
    {
        try
        {
            return TextFile.TryRead(path, Expected, MaxBytes, out string? text, out string? fault)
                ? text
                : throw new SigningKeyException(
                    Directory.Exists(path) ? SigningKeyFault.Unreadable : SigningKeyFault.NotPem,
                    $"The key file '{path}' {fault}.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SigningKeyException(
                SigningKeyFault.Missing, $"There is no key file '{path}'; expected a P-256 private key in PEM.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SigningKeyException(
                SigningKeyFault.Unreadable, $"The key file '{path}' cannot be read: {e.Message}", e);
        }
    }

    internal static ECDsa Decode(string pem, string path)
    {
        if (!PrivateKeyPem.TryFind(pem, out string? block, out string? label, out string? fault))
        {
            throw NotPem(path, fault);
        }

        // A curve that nobody knows is not a fault of the file to the framework, but of the platform.
        ECDsa ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(block);
            return ecdsa;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            ecdsa.Dispose();
            throw new SigningKeyException(
                SigningKeyFault.NotP256,
                $"The private key in '{path}' is not ECDSA on P-256: its bytes are damaged, of another kind of key, or not what "
                + $"the label '{label}' says; expected {Expected}.",
                e);
        }
    }

    internal static string? WarningOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        return (mode & OthersMay) == 0
            ? null
            : $"The key file '{path}' is open to others (mode {Convert.ToString((int)mode, 8)}); expected 600.";
    }

    internal static void Write(string path, byte[] pkcs8, bool overwrite)
    {
        if (!overwrite && File.Exists(path))
        {
            throw Exists(path, null);
        }

        char[] pem = PemEncoding.Write("PRIVATE KEY", pkcs8);
        try
        {
            PrivateFile.Write(path, writer => writer.WriteLine(pem), overwrite);
        }
        catch (IOException e) when (!overwrite && File.Exists(path))
        {
            throw Exists(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SigningKeyException(
                SigningKeyFault.Unwritable, $"The key file '{path}' cannot be written: {e.Message}", e);
        }
        finally
        {
            Array.Clear(pem);
        }
    }

    private static SigningKeyException NotPem(string path, string what) => new(
        SigningKeyFault.NotPem,
        $"The key file '{path}' {what}; expected {Expected}.");

    private static SigningKeyException Exists(string path, Exception? inner) => new(
        SigningKeyFault.Exists,
        $"The key file '{path}' exists; expected a new path, or to be told to overwrite.",
        inner);
}
