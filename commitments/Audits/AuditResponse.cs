namespace Candor.Commitments.Audits;

/// <summary>One record shown to the validator.</summary>
/// <param name="Record">Its canonical bytes.</param>
/// <param name="Tag">The tag at the position asked for, 32 bytes.</param>
/// <param name="InclusionProof">
/// The proof that the tag is under the dataset's root at that position; 32 bytes each.
/// </param>
public sealed record OpenedRecord(
    ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> Tag, IReadOnlyList<ReadOnlyMemory<byte>> InclusionProof);

/// <summary>What a participant answers to an audit's challenge.</summary>
/// <param name="Openings">One per position, in the challenge's order.</param>
/// <param name="Proof">
/// One proof that every tag belongs to its record under the committed key; 64 bytes, or empty where nothing is opened.
/// </param>
public sealed record AuditResponse(IReadOnlyList<OpenedRecord> Openings, ReadOnlyMemory<byte> Proof);
