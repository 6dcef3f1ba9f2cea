using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Candor.Commitments.Merkle;

namespace Candor.Commitments.Logs;

/// <summary>
/// The state of a market's transcript: how many entries it has and their root (C2SP tlog-checkpoint). Its text is the
/// origin, the size in decimal and the root in base64, a line each; lines that extensions append are kept and ignored.
/// </summary>
/// <remarks>Immutable and safe for use from many threads.</remarks>
public sealed class Checkpoint
{
    private readonly byte[] _root;

    /// <summary>A checkpoint.</summary>
    /// <param name="origin">The log's name, unique to the market and its server; one line, not empty.</param>
    /// <param name="size">Entries.</param>
    /// <param name="root">Their root, 32 bytes.</param>
    /// <exception cref="ArgumentException">The origin is not one line, or the root is not 32 bytes.</exception>
    public Checkpoint(string origin, ulong size, ReadOnlySpan<byte> root)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        if (origin.Any(char.IsControl))
        {
            throw new ArgumentException("An origin must be a single line.", nameof(origin));
        }

        MerkleHash.Require(root, nameof(root));
        Origin = origin;
        Size = size;
        _root = root.ToArray();
    }

    /// <summary>The log's name.</summary>
    public string Origin { get; }

    /// <summary>Entries.</summary>
    public ulong Size { get; }

    /// <summary>The root over the entries, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Root => _root;

    /// <summary>Reads a signed checkpoint and checks its signature.</summary>
    /// <param name="note">A signed note, untrusted.</param>
    /// <param name="origin">The log that it must be of.</param>
    /// <param name="key">The key that must have signed it.</param>
    /// <param name="checkpoint">The checkpoint, or null.</param>
    /// <returns>Why it is rejected, or <see cref="NoteFailure.None"/>.</returns>
    public static NoteFailure TryOpen(
        ReadOnlySpan<byte> note, string origin, NoteKey key, out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(key);
        checkpoint = null;
        if (!SignedNote.TryParse(note, out SignedNote? parsed))
        {
            return NoteFailure.MalformedNote;
        }

        NoteFailure failure = parsed.Verify(key);
        if (failure != NoteFailure.None)
        {
            return failure;
        }

        if (!TryParse(parsed.Text, out Checkpoint? signed))
        {
            return NoteFailure.MalformedCheckpoint;
        }

        if (signed.Origin != origin)
        {
            return NoteFailure.WrongOrigin;
        }

        checkpoint = signed;
        return NoteFailure.None;
    }

    /// <summary>Reads a checkpoint's text.</summary>
    /// <param name="text">Untrusted.</param>
    /// <param name="checkpoint">The checkpoint, or null.</param>
    /// <returns>False when a line is missing or malformed; numbers have no leading zero, base64 is canonical.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        checkpoint = null;
        string[] lines = text.Split('\n');
        Span<byte> root = stackalloc byte[MerkleHash.Size];
        if (lines.Length < 4 || lines[^1].Length != 0 || lines[..^1].Any(string.IsNullOrEmpty) ||
            lines[0].Any(char.IsControl) ||
            !ulong.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong size) ||
            size.ToString(CultureInfo.InvariantCulture) != lines[1] ||
            !Convert.TryFromBase64String(lines[2], root, out int length) || length != root.Length ||
            Convert.ToBase64String(root) != lines[2])
        {
            return false;
        }

        checkpoint = new(lines[0], size, root);
        return true;
    }

    /// <summary>The text to be signed: three lines.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(_root)}\n");
}
