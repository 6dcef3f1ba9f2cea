using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>The check of a participant's statistics (statement 8) as the audit's events left it. Immutable.</summary>
public sealed record NearnessState
{
    internal NearnessState(ProjectionsOpened opened) => Opened = opened;

    /// <summary>What was asked of the statistics.</summary>
    public ProjectionsOpened Opened { get; }

    /// <summary>Whether the statistics are near the audited records; false before they are judged.</summary>
    public bool IsNear { get; private init; }

    /// <summary>The signed verdict, once there is one.</summary>
    public SignedEnvelope? Verdict { get; private init; }

    /// <summary>The participant's signed message that was judged; null before, and where it was judged by a version that asked
    /// for none.</summary>
    public SignedEnvelope? Answer { get; private init; }

    /// <summary>The proof that was judged with it; null where <see cref="Answer"/> is.</summary>
    public ReadOnlyMemory<byte>? Proof { get; private init; }

    /// <summary>The number of the verdict's event in the market, once the market has taken it.</summary>
    public ulong? DeliveredEvent { get; private init; }

    /// <summary>When the market took the verdict or was found never to take it; null before.</summary>
    public DateTimeOffset? ConcludedAt { get; private init; }

    /// <summary>Whether the verdict waits for the market.</summary>
    public bool IsDue => Verdict is not null && ConcludedAt is null;

    /// <summary>Whether a signed message is the one that was judged, so that it is told the same verdict again. Signatures over
    /// one message differ each time it is signed.</summary>
    /// <param name="answer">The message.</param>
    /// <returns>Whether it is, or nobody knows which one was.</returns>
    public bool IsJudgedBy(SignedEnvelope answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Verdict is not null && (Answer is null || Answer.BodyDigest().AsSpan().SequenceEqual(answer.BodyDigest()));
    }

    internal NearnessState With(NearnessJudged judged) => this with
    {
        IsNear = judged.IsNear,
        Verdict = judged.Verdict,
        Answer = judged.Answer,
        Proof = judged.Proof,
    };

    internal NearnessState With(NearnessConcluded concluded) =>
        this with { DeliveredEvent = concluded.Event, ConcludedAt = concluded.Time };
}
