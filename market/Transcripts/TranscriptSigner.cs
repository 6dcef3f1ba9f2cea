using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Logs;
using Candor.Market.Definitions;

namespace Candor.Market.Transcripts;

/// <summary>Signs the checkpoints of every market's transcript on one server. It prints nothing of its secret.
/// Thread-safe until it is disposed of, which overwrites the secret.</summary>
[DebuggerDisplay("{LogKey}")]
public sealed class TranscriptSigner : IDisposable
{
    /// <summary>Bytes of a secret key: uniform, from the system's source.</summary>
    public const int SecretKeySize = NoteSigner.SecretKeySize;

    /// <summary>What a key's name has to be.</summary>
    public const string NameExpected = "1 to 100 characters without white space and '+'";

    private const int MaxName = 100;

    private readonly NoteSigner _signer;

    private TranscriptSigner(NoteSigner signer) => _signer = signer;

    /// <summary>A signer with a new key.</summary>
    /// <param name="name">The key's name, see <see cref="IsName"/>.</param>
    /// <param name="secretKey">32 random bytes.</param>
    /// <exception cref="ArgumentException">The name is not valid, or the key is not 32 bytes.</exception>
    public TranscriptSigner(string name, ReadOnlySpan<byte> secretKey)
        : this(new NoteSigner(IsName(name) ? name : throw new ArgumentException(
            $"'{name}' is not a key's name; expected {NameExpected}.", nameof(name)), secretKey))
    {
    }

    /// <summary>The key's name: the first part of each origin.</summary>
    public string Name => _signer.Key.Name;

    /// <summary>The public half, a C2SP note verifier key: <c>name+hash+key</c>.</summary>
    public string LogKey => _signer.Key.ToString();

    /// <summary>Whether a text can be a log key's name.</summary>
    /// <param name="name">The text.</param>
    /// <returns>Whether it is <see cref="NameExpected"/>.</returns>
    public static bool IsName(string name) => NoteKey.IsName(name) && name.Length <= MaxName;

    /// <summary>Reads what <see cref="ExportSecret"/> wrote.</summary>
    /// <param name="text"><c>PRIVATE+KEY+name+hash+key</c>, the C2SP form.</param>
    /// <param name="signer">The signer, or null.</param>
    /// <returns>False when the text is damaged: its hash covers the whole of it.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out TranscriptSigner? signer)
    {
        signer = NoteSigner.TryParse(text, out NoteSigner? parsed) && IsName(parsed.Key.Name)
            ? new TranscriptSigner(parsed)
            : null;
        return signer is not null;
    }

    /// <summary>Writes the secret key as text, for its file.</summary>
    /// <returns><c>PRIVATE+KEY+name+hash+key</c>.</returns>
    public string ExportSecret() => _signer.ExportSecret();

    /// <summary>The name of a market's log.</summary>
    /// <param name="keyName">The log key's name.</param>
    /// <param name="market">The market's name, <c>markets/{market}</c>.</param>
    /// <returns><c>{key name}/markets/{market}</c>.</returns>
    public static string OriginOf(string keyName, string market) => $"{keyName}/{market}";

    /// <summary>Whether a market may be created where this signer signs: its definition names this key, or
    /// none.</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="found">The key that the definition names, where it is another one.</param>
    /// <returns>Whether it may.</returns>
    public bool Serves(MarketDefinition definition, [NotNullWhen(false)] out string? found)
    {
        ArgumentNullException.ThrowIfNull(definition);
        found = definition.LogKey?.ToString() is { } named && named != LogKey ? named : null;
        return found is null;
    }

    /// <summary>Signs a checkpoint.</summary>
    internal byte[] Sign(string market, ulong size, ReadOnlySpan<byte> root) =>
        _signer.Sign(new Checkpoint(OriginOf(Name, market), size, root).ToString());

    /// <summary>Overwrites the secret key.</summary>
    public void Dispose() => _signer.Dispose();
}
