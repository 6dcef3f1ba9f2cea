namespace Candor.Commitments.Audits;

/// <summary>One record shown to the validator.</summary>
/// <param name="Record">Its canonical bytes.</param>
/// <param name="Tag">The tag at the position asked for, 32 bytes.</param>
/// <param name="InclusionProof">That the tag is under the dataset's root at that position; 32 bytes each.</param>
public sealed record OpenedRecord(
    ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> Tag, IReadOnlyList<ReadOnlyMemory<byte>> InclusionProof);

/// <summary>What a participant answers to an audit's challenge.</summary>
/// <param name="Openings">One a position, in the challenge's order.</param>
/// <param name="Proof">
/// One proof for all of them that each tag is its record's under the committed key; 64 bytes, or none for no opening.
/// </param>
public sealed record AuditResponse(IReadOnlyList<OpenedRecord> Openings, ReadOnlyMemory<byte> Proof);
