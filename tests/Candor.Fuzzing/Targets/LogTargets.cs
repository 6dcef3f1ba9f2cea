using System.Text;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Fuzzing.Golden;
using Candor.Market.Transcripts;

namespace Candor.Fuzzing.Targets;

/// <summary>Notes, checkpoints, keys and the proofs of a log.</summary>
internal static class LogTargets
{
    private static readonly NoteKey s_key = NoteKey.TryParse(GoldenFiles.Outputs.Text("noteKey"), out NoteKey? key)
        ? key
        : throw new FormatException("The golden note key does not parse.");

    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("note", "a note or not; only the golden text is signed with the golden key", Note),
        new("checkpoint", "a checkpoint or not; its three lines, written again, stand at its beginning", Read),
        new("note-key", "a key or not; what parses prints as the same text", Key),
        new("log-key", "a secret key or not; what parses exports as the same text", Secret),
        new("merkle-proof", "a verdict, never an exception, for any index, sizes and hashes", Proofs),
    ];

    private static void Note(byte[] input)
    {
        string origin = GoldenFiles.Inputs.Text("origin");
        NoteFailure failure = Checkpoint.TryOpen(input, origin, s_key, out Checkpoint? checkpoint);
        Laws.Require(failure == NoteFailure.None == checkpoint is not null, $"{failure}, and a checkpoint or none");
        if (checkpoint is not null)
        {
            string golden = GoldenFiles.Outputs.Text("checkpoint");
            Laws.Require(
                golden.StartsWith(checkpoint.ToString(), StringComparison.Ordinal), "another checkpoint is signed");
        }

        if (SignedNote.TryParse(input, out SignedNote? note))
        {
            byte[] text = Encoding.UTF8.GetBytes(note.Text);
            Laws.RequireSame(text, input.AsSpan(0, text.Length), "the note's text");
        }
    }

    private static void Read(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (Checkpoint.TryParse(text, out Checkpoint? checkpoint))
        {
            Laws.Require(
                text.StartsWith(checkpoint.ToString(), StringComparison.Ordinal), $"written as '{checkpoint}'");
            Laws.Require(Checkpoint.TryParse(checkpoint.ToString(), out _), "what was written does not parse");
        }
    }

    private static void Key(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (NoteKey.TryParse(text, out NoteKey? key))
        {
            Laws.Require(key.ToString() == text, $"prints as '{key}'");
        }
    }

    private static void Secret(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (TranscriptSigner.TryParse(text, out TranscriptSigner? signer))
        {
            Laws.Require(signer.ExportSecret() == text, "exports as another text");
            Laws.Require(NoteKey.TryParse(signer.LogKey, out _), $"its public half does not parse: {signer.LogKey}");
        }
    }

    // Index and sizes, eight bytes each with the least first, the two roots, the entry (a byte of length before it) and
    // the hashes.
    private static void Proofs(byte[] input)
    {
        var bytes = new ForeignBytes(input);
        ulong index = Number(bytes);
        ulong size = Number(bytes);
        ReadOnlyMemory<byte> first = bytes.Take(MerkleHash.Size);
        ReadOnlyMemory<byte> second = bytes.Take(MerkleHash.Size);
        byte[] leaf = MerkleHash.Leaf(bytes.Take(bytes.Count()).Span);
        IReadOnlyList<ReadOnlyMemory<byte>> hashes = bytes.Hashes();
        MerkleProof.VerifyInclusion(leaf, index, size, hashes, second.Span);
        MerkleProof.VerifyConsistency(index, first.Span, size, second.Span, hashes);
    }

    private static ulong Number(ForeignBytes bytes)
    {
        ulong number = 0;
        for (int i = 0; i < 8; i++)
        {
            number |= (ulong)bytes.Count() << (8 * i);
        }

        return number;
    }
}
