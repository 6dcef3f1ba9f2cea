using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Merkle;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Overlap;

/// <summary>The proof transcript of a segment: what its proof is bound to.</summary>
internal static class DoubleTagProofTranscript
{
    /// <summary>The name in front of the context string's digest.</summary>
    internal static ReadOnlySpan<byte> ContextName => "candor/disjointness/"u8;

    /// <summary>
    /// Absorbs the terms, the segment and its double tags. The root stands for the tags of the other participant. So
    /// the context string depends on every pair, and all weights change when any pair does: see
    /// <see cref="EqualityStatement"/>.
    /// </summary>
    internal static MerlinTranscript Begin(DoubleTagTerms terms, int segment, ReadOnlySpan<byte> doubleTags)
    {
        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.Overlap, terms.Context);
        transcript.Append("record-key"u8, terms.RecordKey.Span);
        transcript.Append("other-participant"u8, terms.OtherParticipantBytes);
        transcript.Append("other-root"u8, terms.OtherTags.DatasetRoot.Span);
        transcript.Append("other-size"u8, terms.OtherTags.Size);
        transcript.Append("segment"u8, (ulong)segment);

        // The double tags are hashed first, as the leaf of a Merkle tree: absorbing a byte takes ten times as long.
        transcript.Append("double-tags"u8, MerkleHash.Leaf(doubleTags));
        return transcript;
    }
}
