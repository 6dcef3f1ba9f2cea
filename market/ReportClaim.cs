namespace Candor.Market;

/// <summary>A report as a participant sent it; nothing is verified yet.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="Records">The reported size in records.</param>
/// <param name="CommitmentEvent">The commitment it is measured against.</param>
/// <param name="RangeProof">The proof that it is at most the committed size.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
/// <param name="Predecessor">The digest of the message before it that the sender names, 32 bytes; empty in markets of
/// version 1.</param>
public sealed record ReportClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ulong Records,
    ulong CommitmentEvent,
    ReadOnlyMemory<byte> RangeProof,
    string RequestId = "",
    ReadOnlyMemory<byte> Predecessor = default);
