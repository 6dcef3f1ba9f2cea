using System.Diagnostics.CodeAnalysis;
using Candor.Commitments;
using Candor.Commitments.Statements;

namespace Candor.Market.Commands;

/// <summary>A report as a participant sent it; nothing of it is checked.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="Records">The reported size in records.</param>
/// <param name="CommitmentEvent">The commitment it is measured against.</param>
/// <param name="RangeProof">The proof that it is at most the committed size.</param>
public sealed record ReportClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ulong Records,
    ulong CommitmentEvent,
    ReadOnlyMemory<byte> RangeProof);

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
        rejection = MarketRules.CheckReport(state, claim, at, out int index);
        if (rejection is not null)
        {
            return false;
        }

        ReportTerms terms = state.TermsOf(index, (uint)claim.Records);
        ProofFailure failure = ReportStatement.Verify(terms, claim.RangeProof.Span);
        if (failure != ProofFailure.None)
        {
            rejection = failure == ProofFailure.EquationFails
                ? new Rejection(
                    RejectionReason.RangeProofInvalid,
                    $"The range proof does not show that the report of {claim.Records} records is at most the size "
                    + $"committed to in event {claim.CommitmentEvent}.")
                : new Rejection(
                    RejectionReason.RangeProofMalformed,
                    $"The range proof ({claim.RangeProof.Length} bytes) does not decode: {failure}; expected "
                    + $"{ReportStatement.ProofSize} bytes of canonical points, none the identity, and scalars.");
            return false;
        }

        verified = new VerifiedReport(claim, terms);
        return true;
    }
}
