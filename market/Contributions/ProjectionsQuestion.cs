namespace Candor.Market.Contributions;

/// <summary>What a validator asks of a contribution (step 2), from a message that it signed.</summary>
/// <param name="StatisticsDigest">The commitments that it is about, 32 bytes.</param>
/// <param name="Records">The report.</param>
/// <param name="Seed">The seed of ρ, 32 bytes.</param>
/// <param name="Bounds">Lowest and highest value of each projection, 32 bytes each.</param>
public sealed record ProjectionsQuestion(
    ReadOnlyMemory<byte> StatisticsDigest, ulong Records, ReadOnlyMemory<byte> Seed, ReadOnlyMemory<byte> Bounds);

/// <summary>What a member remembers of its audit.</summary>
/// <param name="SeedDigest">The digest of ρ's seed, which the validator told it then, 32 bytes.</param>
/// <param name="Opened">k, the records that it opened.</param>
/// <param name="Records">N, its records.</param>
public sealed record AuditMemory(ReadOnlyMemory<byte> SeedDigest, int Opened, ulong Records);
