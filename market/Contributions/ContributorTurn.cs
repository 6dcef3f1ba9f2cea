using System.Collections.Immutable;
using Candor.Market.Training;

namespace Candor.Market.Contributions;

/// <summary>What a member does next. Whatever it is, the state has to be on disk before anything is sent.</summary>
/// <param name="State">The member's state after it.</param>
public abstract record ContributorTurn(ContributorState State);

/// <summary>Nothing, until the log goes on.</summary>
/// <param name="State">The member's state.</param>
public sealed record AwaitLog(ContributorState State) : ContributorTurn(State);

/// <summary>The same question again, with something that it needs.</summary>
/// <param name="State">The member's state.</param>
/// <param name="Need">What it needs.</param>
/// <param name="Epoch">The epoch of the encrypted shares; 0 where none are needed.</param>
public sealed record AskAgain(ContributorState State, ContributorNeed Need, ulong Epoch) : ContributorTurn(State);

/// <summary>Uploads, then a signed message with the shares beside it.</summary>
/// <param name="State">The member's state.</param>
/// <param name="Claim">What to sign. Its request id is empty, to be set by whoever sends; its predecessor is that of the
/// log.</param>
/// <param name="Uploads">What has to be uploaded before, in any order.</param>
/// <param name="Shares">In step 6 the shares that it holds, which go beside the message; empty otherwise. Secret until
/// then.</param>
public sealed record SendContribution(
    ContributorState State,
    ContributionClaim Claim,
    ImmutableArray<ContributionUpload> Uploads,
    ReadOnlyMemory<byte> Shares) : ContributorTurn(State);

/// <summary>The validator is to be asked for its projections, and to be given what
/// <see cref="ContributorClient.AnswerProjections"/> makes of them.</summary>
/// <param name="State">The member's state.</param>
public sealed record AskValidator(ContributorState State) : ContributorTurn(State);

/// <summary>A proof to the validator.</summary>
/// <param name="State">The member's state.</param>
/// <param name="Proof">The proof; empty where the statistics do not lie in the intervals, so that there is none. The
/// validator then says that they are not near.</param>
/// <param name="Commitments">The commitments that it is about.</param>
public sealed record SendNearness(
    ContributorState State, ReadOnlyMemory<byte> Proof, ReadOnlyMemory<byte> Commitments) : ContributorTurn(State);

/// <summary>Nothing more in this step: it asks for what no honest member answers.</summary>
/// <param name="State">The member's state, unchanged.</param>
/// <param name="Refusal">Why.</param>
public sealed record RefuseStep(ContributorState State, GuardRefusal Refusal) : ContributorTurn(State);

/// <summary>Nothing: the member's report fell.</summary>
/// <param name="State">The member's state.</param>
/// <param name="Cause">Why it fell.</param>
public sealed record LeaveFallen(ContributorState State, FallCause Cause) : ContributorTurn(State);

/// <summary>Nothing: the market is over, and the state may be disposed of.</summary>
/// <param name="State">The member's state.</param>
/// <param name="End">How training ended; null where the market was cancelled before.</param>
public sealed record LeaveEnded(ContributorState State, TrainingEnd? End) : ContributorTurn(State);

/// <summary>What <see cref="ContributorClient.Next"/> needs to go on.</summary>
public enum ContributorNeed
{
    /// <summary>The statistics of the member's records.</summary>
    Statistics = 1,

    /// <summary>The encrypted shares of all other members of the epoch, from the platform.</summary>
    EncryptedShares = 2,
}

/// <summary>Bulk that lies outside the log.</summary>
/// <param name="Part">What it is.</param>
/// <param name="Digest">What the signed message names it by, 32 bytes.</param>
/// <param name="Bytes">The bytes.</param>
public sealed record ContributionUpload(ContributionPart Part, ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte> Bytes);

/// <summary>What is uploaded. The numbers are those of the contract.</summary>
public enum ContributionPart
{
    /// <summary>Commitments to the statistics, 32 bytes a coordinate.</summary>
    Commitments = 1,

    /// <summary>Masked values, 32 bytes a coordinate.</summary>
    Values = 2,

    /// <summary>Masked blindings, 32 bytes a coordinate.</summary>
    Blindings = 3,

    /// <summary>Encrypted shares, 32 bytes for each other member of the list.</summary>
    EncryptedShares = 4,
}
