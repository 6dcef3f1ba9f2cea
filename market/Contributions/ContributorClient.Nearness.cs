using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Training;
using Candor.Training.Sums;

namespace Candor.Market.Contributions;

/// <content>Steps 2 and 3, between member and validator.</content>
public static partial class ContributorClient
{
    /// <summary>Steps 2 and 3: what the member answers to a validator's projections, once a market.</summary>
    /// <param name="market">The market, in the step of nearness.</param>
    /// <param name="state">The member's state.</param>
    /// <param name="own">The statistics of the records that the member contributes.</param>
    /// <param name="question">What the validator signed.</param>
    /// <param name="audit">What the member remembers of its audit.</param>
    /// <param name="rng">Fresh randomness for the proof.</param>
    /// <returns>A <see cref="SendNearness"/>, the same again for the same question; or a
    /// <see cref="RefuseStep"/>.</returns>
    /// <exception cref="ArgumentException">The state is of another market, which may be one that nobody audits; the
    /// statistics are of another number of records than was reported; or the audit was of fewer records than were
    /// opened or reported.</exception>
    public static ContributorTurn AnswerProjections(
        MarketState market,
        ContributorState state,
        SufficientStatistics own,
        ProjectionsQuestion question,
        AuditMemory audit,
        RandomNumberGenerator rng)
    {
        RequireSame(market, state);
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(audit);
        if (market.Definition.Training is not { Projections: { } policy, Shape: var shape })
        {
            throw new ArgumentException($"{market.Name} is not audited.", nameof(market));
        }

        int place = state.Guard.Terms.Place;
        if (!market.Training!.State.Members.TryGetValue(place, out uint report))
        {
            throw new ArgumentException($"Place {place} contributes nothing to {market.Name}.", nameof(state));
        }

        if (!TryRead(policy, state, question, audit, report, out ProjectionBounds? bounds, out GuardRefusal? foreign))
        {
            return new RefuseStep(state, foreign!);
        }

        GuardAnswer answer = state.Guard.AnswerProjections(
            DigestOf(question), bounds!.AreWide(shape, policy, audit.Opened, audit.Records, report));
        if (answer.Refusal is { } refusal)
        {
            return new RefuseStep(state, refusal);
        }

        using StatisticsOpening opening = Open(market, state, own);
        StatisticsCommitments commitments = opening.Commit();
        if (!commitments.Digest.Span.SequenceEqual(state.Guard.Committed.Span))
        {
            throw new ArgumentException("The statistics are not those that were committed to.", nameof(own));
        }

        var terms = new ProjectionTerms(
            market.ContextOf(place),
            market.Participants[place].Report!.Terms.DatasetRoot,
            report,
            commitments.Digest,
            new ProjectionMatrix(question.Seed.Span, shape, policy),
            bounds);
        ReadOnlyMemory<byte> proof = answer.IsRepeat ? state.Nearness
            : ProjectionStatement.Holds(terms, opening) ? ProjectionStatement.Prove(terms, opening, rng)
            : default;
        return new SendNearness(state.WithNearness(proof, answer.State), proof, commitments.Bytes);
    }

    /// <summary>Verifies a proof that the member answered a validator with again, against what the log has of the member: what a
    /// verdict that its statistics are not near is held to.</summary>
    /// <param name="market">The market, in which the member has committed to its statistics.</param>
    /// <param name="state">The member's state.</param>
    /// <param name="own">The statistics of the records that the member contributed.</param>
    /// <param name="question">What the validator signed.</param>
    /// <param name="proof">The proof that was given.</param>
    /// <param name="commitments">The commitments, as whoever else verifies the proof needs them; null where the records are
    /// others.</param>
    /// <returns>What the proof shows.</returns>
    /// <exception cref="ArgumentException">The state is of another market, which may be one that nobody audits, or the
    /// statistics are of another number of records than was reported.</exception>
    public static KeptProof VerifyKept(
        MarketState market,
        ContributorState state,
        SufficientStatistics own,
        ProjectionsQuestion question,
        ReadOnlyMemory<byte> proof,
        out StatisticsCommitments? commitments)
    {
        RequireSame(market, state);
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(question);
        if (market.Definition.Training is not { Projections: { } policy, Shape: var shape })
        {
            throw new ArgumentException($"{market.Name} is not audited.", nameof(market));
        }

        int place = state.Guard.Terms.Place;
        uint reported = ReportedBy(market, place);
        using StatisticsOpening opening = Open(market, state, own);
        ReadOnlyMemory<byte> logged = market.Training!.Statistics[place].Digest;
        commitments = opening.Commit();
        if (!commitments.Digest.Span.SequenceEqual(logged.Span))
        {
            commitments = null;
            return KeptProof.OtherRecords;
        }

        return question.Records == reported
            && question.StatisticsDigest.Span.SequenceEqual(logged.Span)
            && question.Seed.Length == ProjectionMatrix.SeedSize
            && ProjectionBounds.TryParse(policy, question.Bounds.Span, out ProjectionBounds? bounds)
            && ProjectionStatement.Verify(
                new ProjectionTerms(
                    market.ContextOf(place),
                    market.Participants[place].Commitment!.DatasetRoot,
                    reported,
                    logged,
                    new ProjectionMatrix(question.Seed.Span, shape, policy),
                    bounds),
                commitments,
                proof.Span) == ProofFailure.None
                ? KeptProof.Holds
                : KeptProof.Fails;
    }

    private static bool TryRead(
        ProjectionPolicy policy,
        ContributorState state,
        ProjectionsQuestion question,
        AuditMemory audit,
        uint report,
        out ProjectionBounds? bounds,
        out GuardRefusal? refusal)
    {
        bounds = null;
        refusal = GuardRefusal.When(
                !question.StatisticsDigest.Span.SequenceEqual(state.Guard.Committed.Span) || question.Records != report,
                GuardReason.ProjectionsForeign,
                $"The validator asks about other commitments, or {question.Records} records; expected this client's, of {report}.")
            ?? GuardRefusal.When(
                question.Seed.Length != ProjectionMatrix.SeedSize
                    || !audit.SeedDigest.Span.SequenceEqual(ProjectionMatrix.DigestOf(question.Seed.Span)),
                GuardReason.ProjectionsForeign,
                $"The seed of the projections is not that of the digest {Convert.ToHexStringLower(audit.SeedDigest.Span)}, which the validator told with the audit.")
            ?? GuardRefusal.When(
                !ProjectionBounds.TryParse(policy, question.Bounds.Span, out bounds),
                GuardReason.ProjectionsForeign,
                $"The intervals ({question.Bounds.Length} bytes) do not decode; expected lowest and highest value of {policy.Rows} projections.");
        return refusal is null;
    }

    // Digest and seed have 32 bytes, so that no two questions give the same bytes.
    private static byte[] DigestOf(ProjectionsQuestion question)
    {
        byte[] records = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(records, question.Records);
        return SHA256.HashData([.. question.StatisticsDigest.Span, .. question.Seed.Span, .. records, .. question.Bounds.Span]);
    }
}
