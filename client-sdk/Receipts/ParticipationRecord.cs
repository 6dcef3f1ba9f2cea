using System.Collections.Immutable;
using Candor.Client.Transcripts;
using Candor.Commitments.Statements;

namespace Candor.Client.Receipts;

/// <summary>What one participant keeps of its life in one market: the secrets of its commitment, the samples that were
/// drawn, and the receipts of its own messages. Immutable.</summary>
/// <param name="Context">Whose it is, under which rules.</param>
internal sealed record ParticipationRecord(StatementContext Context)
{
    /// <summary>The last commitment; null where there is none yet.</summary>
    internal CommitmentReceipt? Commitment { get; init; }

    /// <summary>One for each commitment whose sample was drawn.</summary>
    internal ImmutableArray<DrawnSample> Samples { get; init; } = [];

    /// <summary>Where the participant's own accepted messages are in the transcript, by index.</summary>
    internal ImmutableArray<TranscriptReceipt> Messages { get; init; } = [];

    /// <summary>The last report that was proved and whose answer is not known, or that was refused.</summary>
    internal SentReport? Report { get; init; }

    /// <summary>Whether it says nothing but the commitment: such a file has the older form.</summary>
    internal bool IsPlain =>
        Commitment is { } commitment
        && Samples.IsEmpty
        && Report is null
        && Messages.All(message => message.Index == commitment.Event - 1);

    /// <summary>Whether it is of one participant, key and rules.</summary>
    internal bool IsOf(StatementContext other) =>
        Context.Market == other.Market
        && Context.Participant == other.Participant
        && Context.DefinitionDigest.Span.SequenceEqual(other.DefinitionDigest.Span)
        && Context.ParticipantKey.Span.SequenceEqual(other.ParticipantKey.Span);

    /// <summary>With one more own message.</summary>
    internal ParticipationRecord With(TranscriptReceipt message) =>
        Messages.Any(kept => kept.Index == message.Index)
            ? this
            : this with { Messages = [.. Messages.Append(message).OrderBy(static kept => kept.Index)] };

    /// <summary>Put together with what was kept elsewhere of the same participant; where both say something, what was
    /// kept elsewhere counts.</summary>
    internal ParticipationRecord MergedWith(ParticipationRecord kept)
    {
        ParticipationRecord merged = this with
        {
            Commitment = kept.Commitment ?? Commitment,
            Report = kept.Report ?? Report,
            Samples =
            [
                .. kept.Samples,
                .. Samples.Where(own => kept.Samples.All(one => one.CommitmentEvent != own.CommitmentEvent)),
            ],
        };
        return kept.Messages.Aggregate(merged, static (record, message) => record.With(message));
    }
}
