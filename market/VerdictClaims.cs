namespace Candor.Market;

/// <summary>What a validator's refusal says.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="CommitmentEvent">The refused commitment.</param>
/// <param name="Refusal">Why.</param>
public sealed record RefusalClaim(
    string Participant, ReadOnlyMemory<byte> DefinitionDigest, ulong CommitmentEvent, AuditRefusal Refusal);

/// <summary>What a validator's overlap check says.</summary>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="Earlier">The id of the participant whose commitment was attested first.</param>
/// <param name="EarlierCommitmentEvent">Its commitment.</param>
/// <param name="Later">The id of the other.</param>
/// <param name="LaterCommitmentEvent">Its commitment.</param>
/// <param name="SharedRecords">How many records both have.</param>
/// <param name="DebitedRecords">How many of these the later one had not been debited for before.</param>
public sealed record OverlapClaim(
    ReadOnlyMemory<byte> DefinitionDigest,
    string Earlier,
    ulong EarlierCommitmentEvent,
    string Later,
    ulong LaterCommitmentEvent,
    ulong SharedRecords,
    ulong DebitedRecords);
