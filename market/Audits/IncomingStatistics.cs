using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Training;

namespace Candor.Market.Audits;

/// <summary>Takes the commitments to a participant's statistics as they come, and verifies the proof that they are near the
/// audited records. Holds what has come, at most 32 bytes a coordinate. Not safe for use from several threads.</summary>
public sealed class IncomingStatistics
{
    private readonly AuditState _audit;
    private readonly NearnessAnswer _answer;
    private readonly ProjectionTerms _terms;
    private readonly StatisticsCommitmentsBuilder _builder;
    private readonly int _expected;

    /// <summary>Begins before the first commitment.</summary>
    /// <param name="audit">The audit, its projections opened.</param>
    /// <param name="training">What the market trains.</param>
    /// <param name="answer">The participant's signed proof.</param>
    /// <exception cref="ArgumentException">The proof is no answer to what was asked
    /// (<see cref="NearnessDecider.CheckAnswer"/>).</exception>
    /// <exception cref="InvalidOperationException">The projections are opened by other rules.</exception>
    public IncomingStatistics(AuditState audit, TrainingPlan training, NearnessAnswer answer)
    {
        if (NearnessDecider.CheckAnswer(audit, answer) is { } rejection)
        {
            throw new ArgumentException(rejection.Message, nameof(answer));
        }

        _terms = NearnessDecider.TermsOf(audit, training);
        _audit = audit;
        _answer = answer;
        _builder = new StatisticsCommitmentsBuilder(training.Shape);
        _expected = training.Shape.Coordinates;
    }

    /// <summary>How many bytes are held once more has come, so that there can be room for them before.</summary>
    /// <param name="more">Bytes of the next commitments, at least 0.</param>
    /// <returns>The bytes; as many as now where so many are not taken.</returns>
    public int HeldWith(int more) => _builder.HeldWith(more);

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
                $"Among the commitments from number {before} on, {PointFault.Describe(commitments, failure)}; expected group "
                + $"elements other than the identity.");
    }

    /// <summary>Compares what came with what the participant has signed, and verifies its proof. Call it once, after the last
    /// commitment.</summary>
    /// <param name="nearness">What the proof has shown; null where the commitments are rejected. A proof that is malformed or
    /// empty shows that the statistics are not near: the participant has signed it, and sends no other.</param>
    /// <returns>Why the commitments are rejected without a verdict; null where there is one. Nobody has signed what does not have
    /// the signed digest: a stream that broke must not take a participant down, and it can be sent again.</returns>
    public Rejection? Verify(out VerifiedNearness? nearness)
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

        nearness = new VerifiedNearness(
            _answer, ProjectionStatement.Verify(_terms, commitments!, _answer.Proof.Span) == ProofFailure.None);
        return null;
    }
}
