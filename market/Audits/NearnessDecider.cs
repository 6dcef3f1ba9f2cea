using System.Security.Cryptography;
using Candor.Commitments.Projections;
using Candor.Market.Training;

namespace Candor.Market.Audits;

/// <summary>The part of an audit's state machine that follows in markets with training: what is asked of the participant's
/// statistics, and the verdict on them (statement 8).</summary>
public static class NearnessDecider
{
    /// <summary>Whether an audit's projections may be opened at all.</summary>
    /// <param name="state">The audit.</param>
    /// <returns>Why not; null where they may, once the participant has committed to its statistics.</returns>
    public static Rejection? CheckTrains(AuditState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Rejection.When(
                !state.Opened.Trains,
                RejectionReason.TrainingNotAsked,
                $"{state.Market} holds no contribution to audited records.")
            ?? Rejection.When(
                state.Moments is null,
                RejectionReason.AuditOutOfOrder,
                $"The audit of '{state.Participant}' in {state.Market} is in phase {state.Phase}; expected {AuditPhase.Passed}.");
    }

    /// <summary>Whether a participant's signed proof is its answer to what was asked, so that it is judged, or was.</summary>
    /// <param name="state">The audit.</param>
    /// <param name="answer">What the participant has signed.</param>
    /// <returns>Why not; null where it is.</returns>
    public static Rejection? CheckAnswer(AuditState state, NearnessAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(answer);
        return CheckTrains(state)
            ?? CheckSender(state, answer)
            ?? Rejection.When(
                state.Nearness is null,
                RejectionReason.StepAhead,
                $"Nothing is asked yet of the statistics of '{state.Participant}' in {state.Market}; expected OpenProjections "
                + $"before.")
            ?? CheckQuestion(state, state.Nearness!, answer.Claim)
            ?? (state.Nearness!.Verdict is null
                ? CheckProof(state, answer)
                : Rejection.When(
                    !state.Nearness.IsJudgedBy(answer.Envelope.Envelope),
                    RejectionReason.StepAnswered,
                    $"The statistics of '{state.Participant}' in {state.Market} are judged, by another signed proof; the first "
                    + $"decides."));
    }

    /// <summary>What the participant has to prove.</summary>
    /// <param name="state">The audit, its projections opened.</param>
    /// <param name="training">What the market trains.</param>
    /// <returns>The terms of statement 8.</returns>
    /// <exception cref="InvalidOperationException">The projections are not opened, or by other rules.</exception>
    public static ProjectionTerms TermsOf(AuditState state, TrainingPlan training)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(training);
        ProjectionMatrix matrix = MatrixOf(state, training);
        return state.Nearness?.Opened is { } opened
            && ProjectionBounds.TryParse(matrix.Policy, opened.Bounds.Span, out ProjectionBounds? bounds)
            ? new ProjectionTerms(
                state.Terms.Context, state.DatasetRoot, opened.Records, opened.StatisticsDigest, matrix, bounds)
            : throw new InvalidOperationException(
                $"The audit of '{state.Participant}' in {state.Market} has not asked anything of its statistics by these rules.");
    }

    internal static ReadOnlyMemory<byte> DrawSeed(RandomNumberGenerator random)
    {
        byte[] seed = new byte[ProjectionMatrix.SeedSize];
        random.GetBytes(seed);
        return seed;
    }

    internal static AuditDecision Open(AuditState state, OpenProjections command)
    {
        ProjectionBounds? bounds = null;
        return (CheckTrains(state) ?? CheckStatistics(state, command.Statistics) ?? BoundsOf(state, command, out bounds))
            is { } rejection
            ? AuditDecision.Reject(rejection)
            : AuditDecision.Accept(new ProjectionsOpened(
                command.At,
                command.Statistics.StatisticsDigest,
                (uint)command.Statistics.Records,
                bounds!.ToArray(),
                command.Signer.OpenProjections(state, command.Statistics, bounds.ToArray())));
    }

    internal static AuditDecision Judge(AuditState state, JudgeNearness command) =>
        (CheckAnswer(state, command.Nearness.Answer)
            ?? Rejection.When(
                state.Nearness!.Verdict is not null,
                RejectionReason.StepAnswered,
                $"The statistics of '{state.Participant}' in {state.Market} are judged.")) is { } rejection
            ? AuditDecision.Reject(rejection)
            : AuditDecision.Accept(new NearnessJudged(
                command.At,
                command.Nearness.IsNear,
                command.Signer.JudgeNearness(state, state.Nearness!.Opened.StatisticsDigest, command.Nearness.IsNear),
                command.Nearness.Answer.Envelope.Envelope,
                command.Nearness.Answer.Proof));

    internal static AuditDecision Conclude(AuditState state, ConcludeNearness command) => state.Nearness is { IsDue: true }
        ? AuditDecision.Accept(new NearnessConcluded(
            command.At, command.Event, command.Event is null ? command.Reason ?? "" : null))
        : AuditDecision.Reject(new Rejection(
            RejectionReason.AuditOutOfOrder,
            $"The audit of '{state.Participant}' in {state.Market} has no verdict on statistics to deliver."));

    private static Rejection? CheckSender(AuditState state, NearnessAnswer answer) =>
        Rejection.When(
            answer.Claim.Participant != state.Participant,
            RejectionReason.ParticipantMismatch,
            $"The proof is of '{answer.Claim.Participant}'; the audit is of '{state.Participant}'.")
        ?? Rejection.When(
            !answer.Envelope.Key.SubjectPublicKeyInfo.Span.SequenceEqual(state.Opened.ParticipantKey.Span),
            RejectionReason.KeyNotOnRecord,
            $"The proof is signed with key '{answer.Envelope.Key.KeyId}', which is not that of '{state.Participant}' in "
            + $"{state.Market}.")
        ?? Rejection.When(
            !answer.Claim.DefinitionDigest.Span.SequenceEqual(state.Opened.DefinitionDigest.Span),
            RejectionReason.DefinitionMismatch,
            $"The proof was signed under the definition '{Convert.ToHexStringLower(answer.Claim.DefinitionDigest.Span)}'; "
            + $"{state.Market} has '{Convert.ToHexStringLower(state.Opened.DefinitionDigest.Span)}'.");

    // Another answer's commitments, seed or intervals: whatever it proves, it is not what was asked.
    private static Rejection? CheckQuestion(AuditState state, NearnessState asked, NearnessClaim claim)
    {
        byte[] message = asked.Opened.Projections.BodyDigest();
        return Rejection.When(
                !claim.StatisticsDigest.Span.SequenceEqual(asked.Opened.StatisticsDigest.Span),
                RejectionReason.NearnessProofInvalid,
                $"The proof of '{state.Participant}' was signed for the statistics "
                + $"'{Convert.ToHexStringLower(claim.StatisticsDigest.Span)}'; asked is about "
                + $"'{Convert.ToHexStringLower(asked.Opened.StatisticsDigest.Span)}'.")
            ?? Rejection.When(
                !claim.ProjectionsMessageDigest.Span.SequenceEqual(message),
                RejectionReason.NearnessProofInvalid,
                $"The proof of '{state.Participant}' was signed for the projections of the message "
                + $"'{Convert.ToHexStringLower(claim.ProjectionsMessageDigest.Span)}'; asked by "
                + $"'{Convert.ToHexStringLower(message)}'.");
    }

    // The signed word is the digest: other bytes beside it are those of whoever changed them under way.
    private static Rejection? CheckProof(AuditState state, NearnessAnswer answer) => Rejection.When(
        !SHA256.HashData(answer.Proof.Span).AsSpan().SequenceEqual(answer.Claim.ProofDigest.Span),
        RejectionReason.UploadInvalid,
        $"The proof ({answer.Proof.Length} bytes) has another digest than "
        + $"'{Convert.ToHexStringLower(answer.Claim.ProofDigest.Span)}', which '{state.Participant}' has signed.");

    // A second opening would show the participant a second interval, and the validator a second measure of it.
    private static Rejection? CheckStatistics(AuditState state, CommittedStatistics statistics) =>
        Rejection.When(
            state.Nearness is { } opened && !opened.Opened.StatisticsDigest.Span.SequenceEqual(statistics.StatisticsDigest.Span),
            RejectionReason.StepAnswered,
            $"What is asked of '{state.Participant}' in {state.Market} was opened for the statistics "
            + $"'{Convert.ToHexStringLower(state.Nearness!.Opened.StatisticsDigest.Span)}', not for "
            + $"'{Convert.ToHexStringLower(statistics.StatisticsDigest.Span)}'; it is opened once.")
        ?? Rejection.When(
            state.Nearness is not null,
            RejectionReason.StepAnswered,
            $"What is asked of the statistics of '{state.Participant}' in {state.Market} was opened.")
        ?? Rejection.When(
            statistics.CommitmentEvent != state.CommitmentEvent,
            RejectionReason.CommitmentNotCurrent,
            $"The report of '{state.Participant}' stands on commitment {statistics.CommitmentEvent}; audited is "
            + $"{state.CommitmentEvent}.")
        ?? Rejection.When(
            statistics.Records > Math.Min(state.Size, uint.MaxValue),
            RejectionReason.ReportOutOfRange,
            $"'{state.Participant}' has reported {statistics.Records} records; expected 0 to those of its dataset.");

    private static Rejection? BoundsOf(AuditState state, OpenProjections command, out ProjectionBounds? bounds)
    {
        ProjectionMatrix matrix = MatrixOf(state, command.Training);
        if (!ProjectionMoments.TryImport(matrix, state.Moments!.Value.Span, out ProjectionMoments? moments))
        {
            throw new InvalidOperationException(
                $"The audit of '{state.Participant}' in {state.Market} holds moments of other rules than the market's.");
        }

        return ProjectionBounds.TryCompute(moments, state.Size, (uint)command.Statistics.Records, out bounds)
            ? null
            : new Rejection(
                RejectionReason.TooManyRecords,
                $"{command.Statistics.Records} records of '{state.Participant}' are too many for a proof that they are near "
                + $"{moments.Opened} audited ones: a tolerance would be 2^63 or more; expected at most "
                + $"{MostRecords(moments, state.Size, (uint)command.Statistics.Records)}.");
    }

    // A tolerance grows with the report, so halving the range finds the most that has one.
    private static uint MostRecords(ProjectionMoments moments, ulong size, uint tooMany)
    {
        uint least = 0;
        while (tooMany - least > 1)
        {
            uint middle = least + ((tooMany - least) / 2);
            if (ProjectionBounds.TryCompute(moments, size, middle, out _))
            {
                least = middle;
            }
            else
            {
                tooMany = middle;
            }
        }

        return least;
    }

    private static ProjectionMatrix MatrixOf(AuditState state, TrainingPlan training) => new(
        state.ProjectionsSeed!.Value.Span,
        training.Shape,
        training.Projections
            ?? throw new ArgumentException($"{state.Market} holds no contribution to audited records.", nameof(training)));
}
