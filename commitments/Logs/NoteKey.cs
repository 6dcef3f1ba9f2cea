using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Candor.Commitments.Logs;

/// <summary>
/// A named Ed25519 key that signs notes (C2SP signed-note). The text form <c>name+hash+key</c> is the one that
/// witnesses and other tools read.
/// </summary>
/// <remarks>Immutable and safe for use from many threads.</remarks>
public sealed class NoteKey
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeySize = Ed25519Key.Size;

    internal const int SignatureSize = Ed25519Key.SignatureSize;

    private const byte Ed25519Algorithm = 1;

    private readonly Ed25519Key _key;

    /// <summary>A key.</summary>
    /// <param name="name">Its name: not empty, without white space, control characters and <c>+</c>.</param>
    /// <param name="publicKey">32 bytes (RFC 8032): the canonical encoding of a point that is not of small order.</param>
    /// <exception cref="ArgumentException">The name or the key is malformed.</exception>
    public NoteKey(string name, ReadOnlySpan<byte> publicKey)
        : this(name, ReadKey(publicKey))
    {
    }

    private NoteKey(string name, Ed25519Key key)
    {
        if (!IsName(name))
        {
            throw new ArgumentException(
                "A key's name must not be empty, nor contain white space, a control character or '+'.", nameof(name));
        }

        Name = name;
        _key = key;
        byte[] hash = SHA256.HashData(
            [.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Algorithm, .. key.Encoding.Span]);
        Id = BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The first four bytes, big-endian, of SHA-256(name ‖ newline ‖ 1 ‖ public key).</summary>
    public uint Id { get; }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey => _key.Encoding;

    /// <summary>Reads the text form.</summary>
    /// <param name="text"><c>name+hash+key</c>, untrusted.</param>
    /// <param name="key">The key, or null.</param>
    /// <returns>
    /// False when the text has another form, its hash is not that of the name and the key, or the key's bytes are not
    /// the canonical encoding of a point, or that point is of small order: then anyone could sign in its name.
    /// </returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteKey? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        string[] parts = text.Split('+', 3);
        Span<byte> encoded = stackalloc byte[1 + PublicKeySize];
        if (parts.Length != 3 || !IsName(parts[0]) ||
            !Convert.TryFromBase64String(parts[2], encoded, out int length) ||
            length != encoded.Length || encoded[0] != Ed25519Algorithm ||
            !Ed25519Key.TryParse(encoded[1..], out Ed25519Key? publicKey))
        {
            return false;
        }

        var parsed = new NoteKey(parts[0], publicKey);
        key = parsed.ToString() == text ? parsed : null;
        return key is not null;
    }

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        string encoded = Convert.ToBase64String([Ed25519Algorithm, .. _key.Encoding.Span]);
        return string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{encoded}");
    }

    /// <summary>Whether a signature is this key's under a text.</summary>
    internal bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => _key.Verify(text, signature);

    /// <summary>Whether a text can be a key's name.</summary>
    /// <param name="name">The text.</param>
    /// <returns>False where it is empty or has white space, a control character, a surrogate or a <c>+</c>.</returns>
    public static bool IsName(string name) =>
        !string.IsNullOrEmpty(name) &&
        !name.Any(character =>
            character == '+' || char.IsWhiteSpace(character) || char.IsControl(character) ||
            char.IsSurrogate(character));

    private static Ed25519Key ReadKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeySize)
        {
            throw new ArgumentException(
                $"A public key has {PublicKeySize} bytes, not {publicKey.Length}.", nameof(publicKey));
        }

        return Ed25519Key.TryParse(publicKey, out Ed25519Key? key)
            ? key
            : throw new ArgumentException(
                $"The bytes {Convert.ToHexStringLower(publicKey)} are not an Ed25519 public key; "
                + "expected the canonical encoding of a point that is not of small order.",
                nameof(publicKey));
    }
}
