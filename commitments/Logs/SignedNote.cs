using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Candor.Commitments.Logs;

/// <summary>
/// A text with signatures (C2SP signed-note): the text's lines, an empty line, then lines
/// <c>— name base64(key id ‖ signature)</c>.
/// </summary>
/// <remarks>Immutable and safe for use from many threads.</remarks>
public sealed class SignedNote
{
    // No checkpoint with its witnesses needs as much.
    private const int MaximumSize = 1 << 16;
    private const int MaximumSignatures = 100;
    private const string SignaturePrefix = "— ";

    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    private readonly byte[] _text;
    private readonly List<(string Name, uint KeyId, byte[] Signature)> _signatures;

    private SignedNote(string text, List<(string Name, uint KeyId, byte[] Signature)> signatures)
    {
        Text = text;
        _text = s_strictUtf8.GetBytes(text);
        _signatures = signatures;
    }

    /// <summary>What is signed, with its last newline. Trust it only after <see cref="Verify"/>.</summary>
    public string Text { get; }

    /// <summary>Reads a note.</summary>
    /// <param name="bytes">Untrusted.</param>
    /// <param name="note">The note, or null.</param>
    /// <returns>
    /// False when it is above 64 KB, not UTF-8, has control characters, no signature or more than 100, or a malformed
    /// one.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (bytes.Length > MaximumSize || !TryDecode(bytes, out string? whole) || !IsText(whole))
        {
            return false;
        }

        // The signatures follow the last empty line.
        int split = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0)
        {
            return false;
        }

        string[] lines = whole[(split + 2)..].Split('\n');
        if (lines.Length is < 2 or > MaximumSignatures + 1)
        {
            return false;
        }

        var signatures = new List<(string, uint, byte[])>();
        foreach (string line in lines[..^1])
        {
            if (!TryParseSignature(line, out (string, uint, byte[]) signature))
            {
                return false;
            }

            signatures.Add(signature);
        }

        note = new(whole[..(split + 1)], signatures);
        return true;
    }

    /// <summary>Checks that a key has signed the text. Signatures by other keys are passed over.</summary>
    /// <param name="key">The key that must have signed.</param>
    /// <returns>
    /// <see cref="NoteFailure.UnknownKey"/>, <see cref="NoteFailure.InvalidSignature"/> or
    /// <see cref="NoteFailure.None"/>.
    /// </returns>
    public NoteFailure Verify(NoteKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        NoteFailure failure = NoteFailure.UnknownKey;
        foreach ((string name, uint keyId, byte[] signature) in _signatures)
        {
            if (keyId == key.Id && name == key.Name)
            {
                if (!key.Verify(_text, signature))
                {
                    return NoteFailure.InvalidSignature;
                }

                failure = NoteFailure.None;
            }
        }

        return failure;
    }

    /// <summary>
    /// Whether a string can be a note's text: it ends in a newline and has no other control character.
    /// </summary>
    internal static bool IsText(string text) =>
        text.EndsWith('\n') && !text.Any(character => character < ' ' && character != '\n');

    /// <summary>A note with one signature.</summary>
    internal static byte[] Format(byte[] text, string name, byte[] keyIdAndSignature) =>
    [
        .. text,
        .. Encoding.UTF8.GetBytes($"\n{SignaturePrefix}{name} {Convert.ToBase64String(keyIdAndSignature)}\n"),
    ];

    private static bool TryParseSignature(string line, out (string Name, uint KeyId, byte[] Signature) signature)
    {
        signature = default;
        if (!line.StartsWith(SignaturePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        string[] parts = line[SignaturePrefix.Length..].Split(' ');
        byte[] bytes = new byte[line.Length];
        if (parts.Length != 2 || !NoteKey.IsName(parts[0]) ||
            !Convert.TryFromBase64String(parts[1], bytes, out int length) ||
            length <= sizeof(uint) || Convert.ToBase64String(bytes, 0, length) != parts[1])
        {
            return false;
        }

        signature = (parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..length]);
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = s_strictUtf8.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }
}
