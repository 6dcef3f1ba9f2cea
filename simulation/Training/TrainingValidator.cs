using Candor.Client;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Signing;

namespace Candor.Simulation.Training;

/// <summary>Plays the validator of a market that trains: opens the projections that were drawn with each audit, after the
/// commitments, and judges the proofs by the real statement 8.</summary>
/// <param name="key">The validator's key.</param>
internal sealed class TrainingValidator(SigningKey key)
{
    private readonly Dictionary<int, Audited> _audits = [];

    /// <summary>Keeps what an audit has drawn and opened.</summary>
    /// <param name="plan">What the market trains.</param>
    /// <param name="place">Who was audited.</param>
    /// <param name="audit">The audit, passed.</param>
    /// <param name="records">N, its records.</param>
    /// <returns>What the audited learns of it.</returns>
    internal AuditMemory Remember(TrainingPlan plan, int place, AuditState audit, ulong records)
    {
        var matrix = new ProjectionMatrix(audit.ProjectionsSeed!.Value.Span, plan.Shape, plan.Projections!);
        _audits[place] = ProjectionMoments.TryImport(matrix, audit.Moments!.Value.Span, out ProjectionMoments? moments)
            ? new Audited(matrix, moments, records)
            : throw new InvalidOperationException($"The moments of place {place} do not decode.");
        return new AuditMemory(audit.ProjectionsDigest!.Value, moments.Opened, records);
    }

    /// <summary>What it asks of a member (step 2): the same for ever.</summary>
    /// <param name="market">The market.</param>
    /// <param name="place">The member.</param>
    internal ProjectionsQuestion Ask(MarketState market, int place) => new(
        market.Training!.Statistics[place].Digest,
        market.Training.State.Members[place],
        _audits[place].Matrix.Seed,
        BoundsOf(market, place).ToArray());

    /// <summary>The same, signed, as the member's answer names it.</summary>
    /// <param name="market">The market.</param>
    /// <param name="place">The member.</param>
    internal SignedEnvelope SignQuestion(MarketState market, int place)
    {
        ProjectionsQuestion question = Ask(market, place);
        return Envelopes.Sign(key.Sign, ClaimPayloads.ToPayload(market.Name, new ProjectionsClaim(
            market.Definition.Roster[place].Id,
            market.DefinitionDigest,
            question.StatisticsDigest,
            question.Records,
            question.Seed,
            question.Bounds)));
    }

    /// <summary>Judges a signed proof (step 3): what the member has signed, whatever it is.</summary>
    /// <param name="market">The market.</param>
    /// <param name="place">The member.</param>
    /// <param name="message">What it has signed.</param>
    /// <param name="answer">What it sent with it.</param>
    /// <returns>The signed verdict; null where the message is not the member's answer to what was asked, or something else was
    /// sent than it signed.</returns>
    internal SignedEnvelope? Judge(MarketState market, int place, SignedEnvelope message, SendNearness answer)
    {
        ReadOnlyMemory<byte> digest = market.Training!.Statistics[place].Digest;
        var builder = new StatisticsCommitmentsBuilder(_audits[place].Matrix.Shape);
        if (!IsAnswer(market, place, message, answer)
            || builder.Add(answer.Commitments.Span) != ProofFailure.None
            || builder.Finish(digest.Span, out StatisticsCommitments? commitments) != ProofFailure.None)
        {
            return null;
        }

        bool isNear = ProjectionStatement.Verify(
            new ProjectionTerms(
                market.ContextOf(place),
                market.Participants[place].Report!.Terms.DatasetRoot,
                market.Training.State.Members[place],
                digest,
                _audits[place].Matrix,
                BoundsOf(market, place)),
            commitments!,
            answer.Proof.Span) == ProofFailure.None;
        return Envelopes.Sign(
            key.Sign,
            ClaimPayloads.ToPayload(
                market.Name,
                new StatisticsVerdictClaim(
                    market.Definition.Roster[place].Id, market.DefinitionDigest, digest, isNear)));
    }

    private bool IsAnswer(MarketState market, int place, SignedEnvelope message, SendNearness answer)
    {
        ProveNearnessPayload expected = ClaimPayloads.ToPayload(market.Name, NearnessClaim.Of(
            market.Definition.Roster[place].Id,
            market.DefinitionDigest,
            market.Training!.Statistics[place].Digest,
            SignQuestion(market, place),
            answer.Proof));
        return SignedPayload.TryRead(message, out SignedPayload<ProveNearnessPayload>? read, out _)
            && read.TryAuthenticate(
                market.Definition.Roster[place].Key, market.Definition.Version, out _, out _)
            && read.Payload.Equals(expected);
    }

    private ProjectionBounds BoundsOf(MarketState market, int place) => ProjectionBounds.TryCompute(
        _audits[place].Moments, _audits[place].Records, market.Training!.State.Members[place], out ProjectionBounds? bounds)
            ? bounds
            : throw new InvalidOperationException("The simulated records are too many for a range proof.");

    private sealed record Audited(ProjectionMatrix Matrix, ProjectionMoments Moments, ulong Records);
}
