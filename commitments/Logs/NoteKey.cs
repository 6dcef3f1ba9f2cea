using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Candor.Commitments.Logs;

/// <summary>
/// A named Ed25519 key that signs notes (C2SP signed-note). The text form <c>name+hash+key</c> is the one that
/// witnesses and other tools read.
/// </summary>
/// <remarks>Immutable and safe for use from many threads.</remarks>
public sealed class NoteKey
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeySize = 32;

    internal const int SignatureSize = 64;

    private const byte Ed25519Algorithm = 1;

    private readonly byte[] _publicKey;

    /// <summary>A key.</summary>
    /// <param name="name">Its name: not empty, without white space, control characters and <c>+</c>.</param>
    /// <param name="publicKey">32 bytes (RFC 8032).</param>
    /// <exception cref="ArgumentException">The name or the key is malformed.</exception>
    public NoteKey(string name, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name))
        {
            throw new ArgumentException(
                "A key's name must not be empty, nor contain white space, a control character or '+'.", nameof(name));
        }

        if (publicKey.Length != PublicKeySize)
        {
            throw new ArgumentException(
                $"A public key has {PublicKeySize} bytes, not {publicKey.Length}.", nameof(publicKey));
        }

        Name = name;
        _publicKey = publicKey.ToArray();
        byte[] hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Algorithm, .. publicKey]);
        Id = BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The first four bytes, big-endian, of SHA-256(name ‖ newline ‖ 1 ‖ public key).</summary>
    public uint Id { get; }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>Reads the text form.</summary>
    /// <param name="text"><c>name+hash+key</c>, untrusted.</param>
    /// <param name="key">The key, or null.</param>
    /// <returns>False when the text has another form, or its hash is not that of the name and the key.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteKey? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        string[] parts = text.Split('+', 3);
        Span<byte> encoded = stackalloc byte[1 + PublicKeySize];
        if (parts.Length != 3 || !IsName(parts[0]) ||
            !Convert.TryFromBase64String(parts[2], encoded, out int length) ||
            length != encoded.Length || encoded[0] != Ed25519Algorithm)
        {
            return false;
        }

        var parsed = new NoteKey(parts[0], encoded[1..]);
        key = parsed.ToString() == text ? parsed : null;
        return key is not null;
    }

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        string encoded = Convert.ToBase64String([Ed25519Algorithm, .. _publicKey]);
        return string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{encoded}");
    }

    /// <summary>Whether a signature is this key's under a text.</summary>
    internal bool Verify(byte[] text, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize &&
        Ed25519.Verify(signature.ToArray(), 0, _publicKey, 0, text, 0, text.Length);

    /// <summary>Whether a text can be a key's name.</summary>
    /// <param name="name">The text.</param>
    /// <returns>False where it is empty or has white space, a control character, a surrogate or a <c>+</c>.</returns>
    public static bool IsName(string name) =>
        !string.IsNullOrEmpty(name) &&
        !name.Any(character =>
            character == '+' || char.IsWhiteSpace(character) || char.IsControl(character) ||
            char.IsSurrogate(character));
}
