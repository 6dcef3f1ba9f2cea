namespace Candor.Market.Audits;

/// <summary>What a participant has signed in a market that trains: its report, and the commitments to its statistics. Both
/// signatures are verified.</summary>
/// <param name="CommitmentEvent">The commitment that the report stands on.</param>
/// <param name="Records">t', the reported records.</param>
/// <param name="ListDigest">The digest of the first list, 32 bytes.</param>
/// <param name="StatisticsDigest">The digest of the commitments, 32 bytes.</param>
public sealed record CommittedStatistics(
    ulong CommitmentEvent,
    ulong Records,
    ReadOnlyMemory<byte> ListDigest,
    ReadOnlyMemory<byte> StatisticsDigest);
