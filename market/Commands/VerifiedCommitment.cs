using System.Diagnostics.CodeAnalysis;
using Candor.Commitments;
using Candor.Commitments.Statements;

namespace Candor.Market.Commands;

/// <summary>A commitment as a participant sent it; nothing of it is checked.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="Commitment">The commitment's encoding.</param>
/// <param name="DatasetRoot">What it says of the records, 32 bytes.</param>
/// <param name="OpeningProof">The proof of knowledge of its opening.</param>
/// <param name="RecordKey">The public key of its records' tags; empty in markets without validation.</param>
public sealed record CommitmentClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ReadOnlyMemory<byte> Commitment,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> OpeningProof,
    ReadOnlyMemory<byte> RecordKey = default);

/// <summary>A commitment whose encoding and opening proof hold in one market (statement 1). Only
/// <see cref="TryVerify"/> makes one.</summary>
public sealed class VerifiedCommitment
{
    private VerifiedCommitment(CommitmentClaim claim, Commitment commitment)
    {
        Claim = claim;
        Commitment = commitment;
    }

    /// <summary>The claim.</summary>
    public CommitmentClaim Claim { get; }

    /// <summary>The group element.</summary>
    public Commitment Commitment { get; }

    /// <summary>Verifies a claim: first the market's rules, which cost nothing, then the proof. Pure; meant to run
    /// outside the market's writer.</summary>
    /// <param name="state">A snapshot of the market.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="verified">The verified commitment, where it holds.</param>
    /// <param name="rejection">Why not, where it does not.</param>
    /// <returns>Whether it holds.</returns>
    public static bool TryVerify(
        MarketState state,
        CommitmentClaim claim,
        DateTimeOffset at,
        [NotNullWhen(true)] out VerifiedCommitment? verified,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(claim);
        verified = null;
        rejection = MarketRules.CheckCommitment(state, claim, at, out int index)
            ?? MarketRules.CheckDataset(state, claim);
        if (rejection is not null)
        {
            return false;
        }

        if (!Commitment.TryParse(claim.Commitment.Span, out Commitment commitment, out ProofFailure failure))
        {
            rejection = failure == ProofFailure.IdentityPoint
                ? new Rejection(RejectionReason.CommitmentIsIdentity, "The commitment is the group's identity.")
                : new Rejection(
                    RejectionReason.CommitmentNotCanonical,
                    $"The commitment ({claim.Commitment.Length} bytes) does not decode: {failure}; expected a "
                    + "canonical ristretto255 encoding of 32 bytes.");
            return false;
        }

        failure = OpeningStatement.Verify(
            state.ContextOf(index), commitment, claim.DatasetRoot.Span, claim.OpeningProof.Span);
        if (failure != ProofFailure.None)
        {
            rejection = new Rejection(
                RejectionReason.OpeningProofInvalid,
                $"The opening proof ({claim.OpeningProof.Length} bytes) does not hold for this market, participant, "
                + $"key, dataset root and commitment: {failure}.");
            return false;
        }

        verified = new VerifiedCommitment(claim, commitment);
        return true;
    }
}
