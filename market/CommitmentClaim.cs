namespace Candor.Market;

/// <summary>A commitment as a participant sent it; nothing is verified yet.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="Commitment">The commitment's encoding.</param>
/// <param name="DatasetRoot">What it says of the records, 32 bytes.</param>
/// <param name="OpeningProof">The proof of knowledge of its opening.</param>
/// <param name="RecordKey">The public key of its records' tags; empty in markets without validation.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
/// <param name="Predecessor">The digest of the message before it that the sender names, 32 bytes; empty in markets of
/// version 1.</param>
public sealed record CommitmentClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ReadOnlyMemory<byte> Commitment,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> OpeningProof,
    ReadOnlyMemory<byte> RecordKey = default,
    string RequestId = "",
    ReadOnlyMemory<byte> Predecessor = default);
