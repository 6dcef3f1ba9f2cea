using Candor.Commitments;

namespace Candor.Market;

/// <summary>What a market knows of one participant.</summary>
/// <param name="Phase">Where it is.</param>
/// <param name="Commitment">Its current commitment, from <see cref="ParticipantPhase.Committed"/> on.</param>
/// <param name="CommitmentCount">How many commitments it has made.</param>
/// <param name="Records">Its report, from <see cref="ParticipantPhase.Reported"/> on.</param>
public sealed record ParticipantState(
    ParticipantPhase Phase, CommitmentState? Commitment, int CommitmentCount, uint? Records)
{
    /// <summary>In the roster, nothing done yet.</summary>
    public static ParticipantState Invited { get; } = new(ParticipantPhase.Invited, null, 0, null);
}

/// <summary>A commitment that stands.</summary>
/// <param name="Event">The sequence number of its event: the commitment's id.</param>
/// <param name="Commitment">The group element.</param>
/// <param name="DatasetRoot">What it says of the records, 32 bytes.</param>
/// <param name="Nonce">The server's nonce for the report's proof, 32 bytes.</param>
public sealed record CommitmentState(
    long Event, Commitment Commitment, ReadOnlyMemory<byte> DatasetRoot, ReadOnlyMemory<byte> Nonce);
