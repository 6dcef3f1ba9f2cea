using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Candor.Commitments.Logs;

/// <summary>Signs notes with an Ed25519 key. Nothing of its secret is printed.</summary>
/// <remarks>Safe for use from many threads until it is disposed of, which overwrites the secret; not while it is.</remarks>
[DebuggerDisplay("{Key}")]
public sealed class NoteSigner : IDisposable
{
    /// <summary>Bytes of a secret key (RFC 8032): uniform, from the system's source.</summary>
    public const int SecretKeySize = 32;

    private const byte Ed25519Algorithm = 1;
    private const string SecretPrefix = "PRIVATE+KEY+";

    // Pinned: the garbage collector would leave copies behind that nobody can overwrite.
    private readonly byte[] _secretKey = GC.AllocateArray<byte>(SecretKeySize, pinned: true);
    private readonly byte[] _publicKey = new byte[NoteKey.PublicKeySize];
    private bool _isErased;

    /// <summary>A signer.</summary>
    /// <param name="name">The key's name, see <see cref="NoteKey"/>.</param>
    /// <param name="secretKey">32 bytes, kept here.</param>
    /// <exception cref="ArgumentException">The name is malformed, or the key is not 32 bytes.</exception>
    public NoteSigner(string name, ReadOnlySpan<byte> secretKey)
    {
        if (secretKey.Length != SecretKeySize)
        {
            throw new ArgumentException(
                $"A secret key has {SecretKeySize} bytes, not {secretKey.Length}.", nameof(secretKey));
        }

        secretKey.CopyTo(_secretKey);
        Ed25519.GeneratePublicKey(_secretKey, 0, _publicKey, 0);
        Key = new(name, _publicKey);
    }

    /// <summary>The public half.</summary>
    public NoteKey Key { get; }

    /// <summary>
    /// Reads what <see cref="ExportSecret"/> wrote: <c>PRIVATE+KEY+name+hash+key</c>, the form of other tools that sign
    /// notes.
    /// </summary>
    /// <param name="text">The text, untrusted.</param>
    /// <param name="signer">The signer, or null.</param>
    /// <returns>False when the text has another form, or its hash is not that of the name and the key.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteSigner? signer)
    {
        ArgumentNullException.ThrowIfNull(text);
        signer = null;
        Span<byte> encoded = stackalloc byte[1 + SecretKeySize];
        if (text.StartsWith(SecretPrefix, StringComparison.Ordinal) &&
            text[SecretPrefix.Length..].Split('+', 3) is [var name, _, var key] && NoteKey.IsName(name) &&
            Convert.TryFromBase64String(key, encoded, out int length) &&
            length == encoded.Length && encoded[0] == Ed25519Algorithm)
        {
            var parsed = new NoteSigner(name, encoded[1..]);
            if (parsed.ExportSecret() == text)
            {
                signer = parsed;
            }
            else
            {
                parsed.Dispose();
            }
        }

        CryptographicOperations.ZeroMemory(encoded);
        return signer is not null;
    }

    /// <summary>Writes the secret key as text, for its file.</summary>
    /// <returns><c>PRIVATE+KEY+name+hash+key</c>; nobody can overwrite a text.</returns>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    public string ExportSecret()
    {
        ObjectDisposedException.ThrowIf(_isErased, this);
        Span<byte> bytes = stackalloc byte[1 + SecretKeySize];
        bytes[0] = Ed25519Algorithm;
        _secretKey.CopyTo(bytes[1..]);
        string encoded = Convert.ToBase64String(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{SecretPrefix}{Key.Name}+{Key.Id:x8}+{encoded}");
    }

    /// <summary>Signs a text.</summary>
    /// <param name="text">Lines that each end in a newline; no control character but that.</param>
    /// <returns>The signed note: the text, an empty line, one signature line.</returns>
    /// <exception cref="ArgumentException">The text cannot be that of a note.</exception>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    public byte[] Sign(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(_isErased, this);
        if (!SignedNote.IsText(text))
        {
            throw new ArgumentException(
                "A note's text ends in a newline and has no other control character.", nameof(text));
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] signature = new byte[sizeof(uint) + NoteKey.SignatureSize];
        BinaryPrimitives.WriteUInt32BigEndian(signature, Key.Id);

        // The public key is kept, so that it is not derived again for each signature. It always belongs to the secret
        // key: a signature under another one would give the secret away.
        Ed25519.Sign(_secretKey, 0, _publicKey, 0, bytes, 0, bytes.Length, signature, sizeof(uint));
        return SignedNote.Format(bytes, Key.Name, signature);
    }

    /// <summary>Overwrites the secret key. <see cref="Key"/> stays.</summary>
    public void Dispose()
    {
        _isErased = true;
        CryptographicOperations.ZeroMemory(_secretKey);
    }
}
