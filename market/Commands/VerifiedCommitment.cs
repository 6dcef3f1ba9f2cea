using System.Diagnostics.CodeAnalysis;
using Candor.Commitments;
using Candor.Commitments.Statements;

namespace Candor.Market.Commands;

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
        Commitment commitment = default;
        rejection = MarketRules.CheckCommitment(state, claim, at, out int index)
            ?? MarketRules.CheckDataset(state, claim)
            ?? CheckEncoding(claim, out commitment)
            ?? CheckOpening(state.ContextOf(index), claim, commitment);
        if (rejection is not null)
        {
            return false;
        }

        verified = new VerifiedCommitment(claim, commitment);
        return true;
    }

    private static Rejection? CheckEncoding(CommitmentClaim claim, out Commitment commitment)
    {
        _ = Commitment.TryParse(claim.Commitment.Span, out commitment, out ProofFailure failure);
        return Rejection.When(
                failure == ProofFailure.IdentityPoint,
                RejectionReason.CommitmentIsIdentity,
                $"The commitment is the group's identity.")
            ?? Rejection.When(
                failure != ProofFailure.None,
                RejectionReason.CommitmentNotCanonical,
                $"The commitment ({claim.Commitment.Length} bytes) does not decode: {failure}; expected a "
                + $"canonical ristretto255 encoding of 32 bytes.");
    }

    private static Rejection? CheckOpening(StatementContext context, CommitmentClaim claim, Commitment commitment)
    {
        ProofFailure failure = OpeningStatement.Verify(
            context, commitment, claim.DatasetRoot.Span, claim.OpeningProof.Span);
        return Rejection.When(
            failure != ProofFailure.None,
            RejectionReason.OpeningProofInvalid,
            $"The opening proof ({claim.OpeningProof.Length} bytes) does not hold for this market, participant, "
            + $"key, dataset root and commitment: {failure}.");
    }
}
