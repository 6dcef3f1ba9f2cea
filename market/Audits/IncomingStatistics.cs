using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Training;

namespace Candor.Market.Audits;

/// <summary>Takes the commitments to a participant's statistics as they come, and verifies the proof that they are near the
/// audited records. Holds 32 bytes a coordinate. Not safe for use from several threads.</summary>
public sealed class IncomingStatistics
{
    private readonly AuditState _audit;
    private readonly ProjectionTerms _terms;
    private readonly StatisticsCommitmentsBuilder _builder;
    private readonly int _expected;

    /// <summary>Begins before the first commitment.</summary>
    /// <param name="audit">The audit, its projections opened.</param>
    /// <param name="training">What the market trains.</param>
    /// <exception cref="InvalidOperationException">The projections are not opened, or by other rules.</exception>
    public IncomingStatistics(AuditState audit, TrainingPlan training)
    {
        _terms = NearnessDecider.TermsOf(audit, training);
        _audit = audit;
        _builder = new StatisticsCommitmentsBuilder(training.Shape);
        _expected = training.Shape.Coordinates;
    }

    /// <summary>Takes the next commitments.</summary>
    /// <param name="commitments">Encodings of 32 bytes one after the other, untrusted; may be empty.</param>
    /// <returns>Why the stream is rejected; null while it is not.</returns>
    public Rejection? Add(ReadOnlySpan<byte> commitments)
    {
        int before = _builder.Count;
        ProofFailure failure = _builder.Add(commitments);
        return Rejection.When(
                failure == ProofFailure.WrongLength,
                RejectionReason.ContributionMalformed,
                $"{commitments.Length} bytes come after {before} commitments; expected whole ones of 32 bytes, {_expected} "
                + $"altogether.")
            ?? Rejection.When(
                failure != ProofFailure.None,
                RejectionReason.ContributionMalformed,
                $"A commitment from number {before} on is {failure}; expected group elements other than the identity.");
    }

    /// <summary>Compares what came with what the participant has signed, and verifies its proof. Call it once, after the last
    /// commitment.</summary>
    /// <param name="proof">The proof, untrusted; empty where the participant has none, which is a verdict against it.</param>
    /// <param name="nearness">What it has shown; null where it is rejected.</param>
    /// <returns>Why commitments or proof are rejected without a verdict; null where there is one. What is malformed is no
    /// verdict: a stream that broke must not take a participant down, and it can be sent again.</returns>
    public Rejection? Verify(ReadOnlySpan<byte> proof, out VerifiedNearness? nearness)
    {
        nearness = null;
        switch (_builder.Finish(_terms.StatisticsDigest.Span, out StatisticsCommitments? commitments))
        {
            case ProofFailure.None:
                break;
            case ProofFailure.EquationFails:
                return new Rejection(
                    RejectionReason.UploadInvalid,
                    $"The commitments have another digest than '{Convert.ToHexStringLower(_terms.StatisticsDigest.Span)}', which "
                    + $"'{_audit.Participant}' has signed.");
            default:
                return new Rejection(
                    RejectionReason.ContributionMalformed,
                    $"{_builder.Count} commitments came; expected {_expected}, each a group element other than the identity.");
        }

        // All commitments came, and the proof goes before them: who sends none has none.
        if (proof.IsEmpty)
        {
            nearness = new VerifiedNearness(_audit.Nearness!.Opened, isNear: false);
            return null;
        }

        ProofFailure failure = ProjectionStatement.Verify(_terms, commitments!, proof);
        if (failure is not (ProofFailure.None or ProofFailure.EquationFails))
        {
            return new Rejection(
                RejectionReason.NearnessProofInvalid,
                $"The proof of nearness ({proof.Length} bytes) is malformed: {failure}; expected "
                + $"{ProjectionStatement.ProofSize(_terms.Matrix.Policy)} bytes.");
        }

        nearness = new VerifiedNearness(_audit.Nearness!.Opened, failure == ProofFailure.None);
        return null;
    }
}
