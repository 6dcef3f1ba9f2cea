using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Candor.Commitments.Logs;

/// <summary>Signs notes with an Ed25519 key. It prints nothing of its secret.</summary>
/// <remarks>Immutable and safe for use from many threads.</remarks>
[DebuggerDisplay("{Key}")]
public sealed class NoteSigner
{
    /// <summary>Bytes of a secret key (RFC 8032): uniform, from the system's source.</summary>
    public const int SecretKeySize = 32;

    private readonly byte[] _secretKey;

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

        _secretKey = secretKey.ToArray();
        byte[] publicKey = new byte[NoteKey.PublicKeySize];
        Ed25519.GeneratePublicKey(_secretKey, 0, publicKey, 0);
        Key = new(name, publicKey);
    }

    /// <summary>The public half.</summary>
    public NoteKey Key { get; }

    /// <summary>Signs a text.</summary>
    /// <param name="text">Lines that each end in a newline; no control character but that.</param>
    /// <returns>The signed note: the text, an empty line, one signature line.</returns>
    /// <exception cref="ArgumentException">The text is not a note's.</exception>
    public byte[] Sign(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!SignedNote.IsText(text))
        {
            throw new ArgumentException(
                "A note's text ends in a newline and has no other control character.", nameof(text));
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] signature = new byte[sizeof(uint) + NoteKey.SignatureSize];
        BinaryPrimitives.WriteUInt32BigEndian(signature, Key.Id);
        Ed25519.Sign(_secretKey, 0, bytes, 0, bytes.Length, signature, sizeof(uint));
        return SignedNote.Format(bytes, Key.Name, signature);
    }
}
