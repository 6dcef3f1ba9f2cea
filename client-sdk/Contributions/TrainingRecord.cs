using System.Collections.Immutable;
using Candor.Commitments.Statements;

namespace Candor.Client.Contributions;

/// <summary>What one participant keeps of its part in a market's training, beside its receipt. Immutable.</summary>
/// <param name="Context">Whose it is, under which rules.</param>
internal sealed record TrainingRecord(StatementContext Context)
{
    /// <summary>The member's state, secrets in it (<see cref="Candor.Market.Contributions.ContributorState.Encode"/>); empty before
    /// the mask key is made.</summary>
    internal ReadOnlyMemory<byte> State { get; init; }

    /// <summary>The last message that was signed, kept before it is sent; null where all were acknowledged.</summary>
    internal SignedContribution? Pending { get; init; }

    /// <summary>What validators said at audits of the projections by which contributions will be judged.</summary>
    internal ImmutableArray<PromisedProjections> Promised { get; init; } = [];

    /// <summary>What the validator asked of the contribution, and what came of it; null before.</summary>
    internal KeptNearness? Nearness { get; init; }

    /// <summary>Whether it is of one participant, key and rules.</summary>
    internal bool IsOf(StatementContext other) =>
        Context.Market == other.Market
        && Context.Participant == other.Participant
        && Context.DefinitionDigest.Span.SequenceEqual(other.DefinitionDigest.Span)
        && Context.ParticipantKey.Span.SequenceEqual(other.ParticipantKey.Span);
}

/// <summary>A signed message of a step, whose answer is not known.</summary>
/// <param name="Step">The step, as its number.</param>
/// <param name="Epoch">The epoch; 0 before the first.</param>
/// <param name="Subject">Who else it is about, in a dispute; empty otherwise.</param>
/// <param name="Envelope">The envelope, encoded: a signature differs each time that it is made.</param>
internal sealed record SignedContribution(int Step, ulong Epoch, string Subject, ReadOnlyMemory<byte> Envelope);

/// <summary>The digest of the seed of projections that a validator told with an audit.</summary>
/// <param name="CommitmentEvent">The commitment that was audited.</param>
/// <param name="Validator">The validator's id.</param>
/// <param name="Digest">The digest, 32 bytes.</param>
internal sealed record PromisedProjections(ulong CommitmentEvent, string Validator, ReadOnlyMemory<byte> Digest)
{
    /// <summary>Whether another says the same.</summary>
    internal bool IsSameAs(PromisedProjections other) =>
        CommitmentEvent == other.CommitmentEvent
        && Validator == other.Validator
        && Digest.Span.SequenceEqual(other.Digest.Span);
}

/// <summary>What a validator asked of a contribution, and the answer: with both, a false verdict can be shown.</summary>
/// <param name="Projections">The validator's signed projections, encoded.</param>
/// <param name="Proof">The proof that was sent; empty where there is none.</param>
/// <param name="Verdict">The validator's signed verdict, encoded; empty before.</param>
/// <param name="Answer">The signed message that the proof was sent with, encoded; empty where a version before it was kept
/// answered.</param>
internal sealed record KeptNearness(
    ReadOnlyMemory<byte> Projections, ReadOnlyMemory<byte> Proof, ReadOnlyMemory<byte> Verdict, ReadOnlyMemory<byte> Answer);
