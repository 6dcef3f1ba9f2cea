using System.Security.Cryptography;
using Candor.Hosting;
using Candor.Hosting.Storage;
using Candor.Market.Texts;
using Candor.Market.Transcripts;

namespace Candor.Platform.Keys;

/// <summary>The file with the secret key that signs checkpoints: one line in the C2SP form
/// <c>PRIVATE+KEY+name+hash+key</c>, readable by its owner alone. Whoever reads it can sign in this server's name; a
/// server that loses it can never again show a checkpoint that its clients believe.</summary>
internal static class LogKeyFile
{
    // A name of 100 characters of four bytes each, and the key.
    private const int MaxBytes = 1024;

    private const string PutBack =
        "Put back the file that was there; with another key no client believes this server's markets any more.";

    /// <summary>Reads the key, or makes it where there is no file.</summary>
    /// <param name="options">Where it is and what it is called.</param>
    /// <param name="identity">What the database says of the key that signs for it.</param>
    /// <param name="logger">Told of a key that others can read.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="CandorServerException">The file cannot be read or made, is damaged, or holds a key of another
    /// name or another than the database was signed with.</exception>
    internal static TranscriptSigner Open(CandorServerOptions options, StoreIdentity identity, ILogger logger)
    {
        string path = PathOf(options);
        try
        {
            if (!File.Exists(path))
            {
                return identity.IsEmpty
                    ? Create(options.LogName, path)
                    : throw new CandorServerException(
                        $"The log key '{path}' is not there, and the database '{options.DatabasePath}' holds markets that "
                        + $"{identity.Signer ?? "it"} signed. {PutBack}");
            }

            if (ExposedFiles.ModeOf(path) is { } mode)
            {
                logger.LogKeyExposed(path, mode);
            }

            TranscriptSigner signer = Read(path);
            if (signer.Name != options.LogName)
            {
                throw new CandorServerException(
                    $"The log key '{path}' is named '{signer.Name}'; the option {nameof(CandorServerOptions.LogName)} is "
                    + $"'{options.LogName}'.");
            }

            return identity.Allows(signer.LogKey.ToString())
                ? signer
                : throw new CandorServerException(
                    $"The log key '{path}' is {signer.LogKey}, and the database '{options.DatabasePath}' holds markets that "
                    + $"{identity.Signer} signed. {PutBack}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandorServerException(
                $"The log key '{path}' cannot be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Where the key is.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The full path.</returns>
    internal static string PathOf(CandorServerOptions options) =>

        options.LogKeyPath is { } path
            ? Path.GetFullPath(path)
            : DatabaseFiles.Beside(options.DatabasePath, ".log-key");

    /// <summary>Reads a key.</summary>
    /// <param name="path">Its file.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="CandorServerException">The file is not a log key, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    internal static TranscriptSigner Read(string path)
    {
        byte[] bytes = new byte[MaxBytes + 1];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        bool isText = StrictUtf8.TryDecode(bytes.AsSpan(0, length), "a log key", out string? text, out string? fault);
        CryptographicOperations.ZeroMemory(bytes);
        if (!isText)
        {
            throw new CandorServerException($"The log key '{path}' {fault}. {PutBack}");
        }

        return TranscriptSigner.TryParse(text!.TrimEnd('\r', '\n'), out TranscriptSigner? signer)
            ? signer
            : throw new CandorServerException(
                $"The log key '{path}' is damaged: expected one line PRIVATE+KEY+name+hash+key. {PutBack}");
    }

    private static TranscriptSigner Create(string name, string path)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(TranscriptSigner.SecretKeySize);
        var signer = new TranscriptSigner(name, secret);
        CryptographicOperations.ZeroMemory(secret);
        PrivateFile.Create(path, $"{signer.ExportSecret()}\n");
        return signer;
    }
}
