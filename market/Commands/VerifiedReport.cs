using System.Diagnostics.CodeAnalysis;
using Candor.Commitments;
using Candor.Commitments.Statements;

namespace Candor.Market.Commands;

/// <summary>A report whose range proof holds against the participant's commitment in one market (statement 2). Only
/// <see cref="TryVerify"/> makes one.</summary>
public sealed class VerifiedReport
{
    private VerifiedReport(ReportClaim claim, ReportTerms terms)
    {
        Claim = claim;
        Terms = terms;
    }

    /// <summary>The claim.</summary>
    public ReportClaim Claim { get; }

    /// <summary>What the proof was verified against; the market accepts the report only while this commitment
    /// stands.</summary>
    public ReportTerms Terms { get; }

    /// <summary>Verifies a claim: first the market's rules, which cost nothing, then the proof. Pure; meant to run
    /// outside the market's writer.</summary>
    /// <param name="state">A snapshot of the market.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="verified">The verified report, where it holds.</param>
    /// <param name="rejection">Why not, where it does not.</param>
    /// <returns>Whether it holds.</returns>
    public static bool TryVerify(
        MarketState state,
        ReportClaim claim,
        DateTimeOffset at,
        [NotNullWhen(true)] out VerifiedReport? verified,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(claim);
        verified = null;
        ReportTerms? terms = null;
        rejection = MarketRules.CheckReport(state, claim, at, out int index)
            ?? CheckProof(terms = state.TermsOf(index, (uint)claim.Records), claim);
        if (rejection is not null)
        {
            return false;
        }

        verified = new VerifiedReport(claim, terms!);
        return true;
    }

    private static Rejection? CheckProof(ReportTerms terms, ReportClaim claim)
    {
        ProofFailure failure = ReportStatement.Verify(terms, claim.RangeProof.Span);
        return Rejection.When(
                failure == ProofFailure.EquationFails,
                RejectionReason.RangeProofInvalid,
                $"The range proof does not show that the report of {claim.Records} records is at most the size "
                + $"committed to in event {claim.CommitmentEvent}.")
            ?? Rejection.When(
                failure != ProofFailure.None,
                RejectionReason.RangeProofMalformed,
                $"The range proof ({claim.RangeProof.Length} bytes) does not decode: {failure}; expected "
                + $"{ReportStatement.ProofSize} bytes of canonical points, none the identity, and scalars.");
    }
}
