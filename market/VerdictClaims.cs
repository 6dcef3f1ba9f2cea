namespace Candor.Market;

/// <summary>What a validator's refusal says.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="CommitmentEvent">The refused commitment.</param>
/// <param name="Refusal">Why.</param>
/// <param name="Position">The position of the tag to blame, where there is one; in version 2 the participant alone learns
/// it, and no refusal has it.</param>
/// <param name="MessageDigest">The digest of the message that committed, 32 bytes; empty in version 1.</param>
public sealed record RefusalClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ulong CommitmentEvent,
    AuditRefusal Refusal,
    ulong? Position = null,
    ReadOnlyMemory<byte> MessageDigest = default);

/// <summary>What a validator's overlap check says.</summary>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="Earlier">The id of the participant whose commitment was attested first.</param>
/// <param name="EarlierCommitmentEvent">Its commitment.</param>
/// <param name="Later">The id of the other.</param>
/// <param name="LaterCommitmentEvent">Its commitment.</param>
/// <param name="SharedRecords">How many records both have.</param>
/// <param name="DebitedRecords">How many of these the later one had not been debited for before.</param>
/// <param name="EarlierMessageDigest">The digest of the message that made the earlier commitment, 32 bytes; empty in
/// version 1.</param>
/// <param name="LaterMessageDigest">The same of the later one.</param>
public sealed record OverlapClaim(
    ReadOnlyMemory<byte> DefinitionDigest,
    string Earlier,
    ulong EarlierCommitmentEvent,
    string Later,
    ulong LaterCommitmentEvent,
    ulong SharedRecords,
    ulong DebitedRecords,
    ReadOnlyMemory<byte> EarlierMessageDigest = default,
    ReadOnlyMemory<byte> LaterMessageDigest = default);

/// <summary>What a validator asks of a participant's statistics (statement 8).</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="StatisticsDigest">The digest of the commitments to the statistics, 32 bytes.</param>
/// <param name="Records">t', the reported records.</param>
/// <param name="Seed">The seed of ρ, 32 bytes.</param>
/// <param name="Bounds">The interval of each projection.</param>
public sealed record ProjectionsClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ReadOnlyMemory<byte> StatisticsDigest,
    ulong Records,
    ReadOnlyMemory<byte> Seed,
    ReadOnlyMemory<byte> Bounds);

/// <summary>What a validator says of a participant's statistics.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="StatisticsDigest">The digest of the commitments to the statistics, 32 bytes.</param>
/// <param name="Near">Whether they are near the audited records.</param>
public sealed record StatisticsVerdictClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ReadOnlyMemory<byte> StatisticsDigest,
    bool Near);
