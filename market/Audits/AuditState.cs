using System.Collections.Immutable;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Projections;
using Candor.Commitments.Statements;
using Candor.Market.Definitions;
using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>An audit of one commitment as its events left it: state = fold(events). Immutable.</summary>
public sealed record AuditState
{
    private AuditState(AuditOpened opened, DatasetTerms terms, AuditPolicy policy)
    {
        Opened = opened;
        Terms = terms;
        Policy = policy;
        Deadline = opened.Time + AnswerTimeFor(opened.Size);
        Version = 1;
    }

    /// <summary>Event 1.</summary>
    public AuditOpened Opened { get; }

    /// <summary>The market's name.</summary>
    public string Market => Opened.Market;

    /// <summary>The version of the market's definition: 2 where verdicts name messages, otherwise 1.</summary>
    public int MarketVersion => Opened.MessageDigest is null ? 1 : 2;

    /// <summary>The participant's id.</summary>
    public string Participant => Opened.Participant;

    /// <summary>The audited commitment's event.</summary>
    public ulong CommitmentEvent => Opened.CommitmentEvent;

    /// <summary>R, 32 bytes.</summary>
    public ReadOnlyMemory<byte> DatasetRoot => Opened.DatasetRoot;

    /// <summary>N.</summary>
    public ulong Size => Opened.Size;

    /// <summary>Where the audit is.</summary>
    public AuditPhase Phase { get; private init; }

    /// <summary>Until when the next answer must come, exclusive; that of the last answer once the audit is
    /// over.</summary>
    public DateTimeOffset Deadline { get; private init; }

    /// <summary>The validator's nonce, once the sample is drawn; empty before.</summary>
    public ReadOnlyMemory<byte> Nonce => Challenge?.Nonce ?? default;

    /// <summary>The sample, once it is drawn; empty before.</summary>
    public ImmutableArray<ulong> Positions => Challenge?.Positions ?? [];

    /// <summary>The signed verdict, once the audit is over.</summary>
    public SignedEnvelope? Verdict { get; private init; }

    /// <summary>Why it failed, where it did.</summary>
    public AuditRefusal? Refusal { get; private init; }

    /// <summary>The position of the tag to blame, where there is one.</summary>
    public ulong? RefusedPosition { get; private init; }

    /// <summary>The number of the verdict's event in the market, once the market has taken it.</summary>
    public ulong? DeliveredEvent { get; private init; }

    /// <summary>When the market took the verdict or was found never to take it; null before.</summary>
    public DateTimeOffset? ConcludedAt { get; private init; }

    /// <summary>Whether overlap checks with the other attested commitments are still to be opened.</summary>
    public bool OwesOverlapChecks => Opened.KeepsTags && Phase == AuditPhase.Passed && DeliveredEvent is not null
        && !HasOverlapChecks;

    /// <summary>The seed of ρ (statement 8), 32 bytes, once it is drawn; null before, and in markets that train nothing. It is
    /// a secret of the validator until the participant has committed to its statistics.</summary>
    public ReadOnlyMemory<byte>? ProjectionsSeed { get; private init; }

    /// <summary>The digest of the seed of ρ, 32 bytes, which the participant is told with the sample; null where there is
    /// no seed.</summary>
    public ReadOnlyMemory<byte>? ProjectionsDigest =>
        ProjectionsSeed is { } seed ? ProjectionMatrix.DigestOf(seed.Span) : default(ReadOnlyMemory<byte>?);

    /// <summary>The moments of the opened records' projections, as they are saved, once the audit has passed; null before, and
    /// in markets that train nothing. A secret of the validator.</summary>
    public ReadOnlyMemory<byte>? Moments { get; private init; }

    /// <summary>Where the check of the participant's statistics is; null before the projections are opened.</summary>
    public NearnessState? Nearness { get; private init; }

    /// <summary>The number of the last event; the next is one higher.</summary>
    public long Version { get; private init; }

    /// <summary>Whether an answer of the participant is awaited.</summary>
    public bool IsOpen => Phase is AuditPhase.AwaitingTags or AuditPhase.AwaitingOpenings;

    internal DatasetTerms Terms { get; }

    internal AuditPolicy Policy { get; }

    internal AuditChallenge? Challenge { get; private init; }

    private bool HasOverlapChecks { get; init; }

    /// <summary>How long an answer about so many records may take, by the market's rules.</summary>
    /// <param name="records">The records: N for the tags, those of the sample for its openings.</param>
    /// <returns>The time.</returns>
    public TimeSpan AnswerTimeFor(ulong records) => ValidationRules.AnswerTimeFor(
        TimeSpan.FromSeconds(Opened.AnswerSeconds), Opened.RecordsPerSecond, records);

    /// <summary>Whether this audit has passed and is about the same dataset as another commitment, under the same rules: the same
    /// C, R, K, N and policy, of the same participant.</summary>
    /// <param name="opened">The other commitment's audit.</param>
    /// <returns>Whether the other needs no sample of its own.</returns>
    public bool Covers(AuditOpened opened)
    {
        ArgumentNullException.ThrowIfNull(opened);
        return Phase == AuditPhase.Passed
            && (Market, Participant, Size) == (opened.Market, opened.Participant, opened.Size)
            && (Opened.BadSharePerMillion, Opened.SecurityBits, Opened.KeepsTags, Opened.Trains)
                == (opened.BadSharePerMillion, opened.SecurityBits, opened.KeepsTags, opened.Trains)
            && Opened.DefinitionDigest.Span.SequenceEqual(opened.DefinitionDigest.Span)
            && Opened.ParticipantKey.Span.SequenceEqual(opened.ParticipantKey.Span)
            && Opened.Commitment.Span.SequenceEqual(opened.Commitment.Span)
            && Opened.DatasetRoot.Span.SequenceEqual(opened.DatasetRoot.Span)
            && Opened.RecordKey.Span.SequenceEqual(opened.RecordKey.Span);
    }

    /// <summary>Folds an audit's events.</summary>
    /// <param name="events">All its events from the first on, in order.</param>
    /// <returns>The state after the last; null where there is no event.</returns>
    /// <exception cref="FormatException">An event cannot follow those before it: the log is damaged.</exception>
    public static AuditState? Fold(IEnumerable<AuditEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        AuditState? state = null;
        foreach (AuditEvent next in events)
        {
            state = Apply(state, next);
        }

        return state;
    }

    /// <summary>Folds one more event.</summary>
    /// <param name="state">The state before it; null before the first.</param>
    /// <param name="next">The event.</param>
    /// <returns>The state after it.</returns>
    /// <exception cref="FormatException">The event cannot follow.</exception>
    public static AuditState Apply(AuditState? state, AuditEvent next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (state is null)
        {
            return next is AuditOpened opened
                ? Open(opened)
                : throw new FormatException($"Event 1 is {next.GetType().Name}; expected AuditOpened.");
        }

        AuditState after = (state.Phase, next) switch
        {
            (AuditPhase.AwaitingTags, SampleDrawn e) => state with
            {
                Phase = AuditPhase.AwaitingOpenings,
                Challenge = ChallengeOf(state, e),
                Deadline = e.Time + state.AnswerTimeFor((ulong)e.Positions.Length),
                ProjectionsSeed = e.ProjectionsSeed,
            },
            (AuditPhase.AwaitingOpenings, AuditPassed e) => state with
            {
                Phase = AuditPhase.Passed,
                Verdict = e.Verdict,
                Moments = e.Moments,
            },
            (AuditPhase.AwaitingTags, AuditRenewed e) => state with
            {
                Phase = AuditPhase.Passed,
                Verdict = e.Verdict,
                ProjectionsSeed = e.ProjectionsSeed,
                Moments = e.Moments,
            },
            (AuditPhase.AwaitingTags or AuditPhase.AwaitingOpenings, AuditRefused e) => state with
            {
                Phase = AuditPhase.Refused,
                Refusal = e.Refusal,
                RefusedPosition = e.Position,
                Verdict = e.Verdict,
            },
            (AuditPhase.Passed or AuditPhase.Refused, VerdictDelivered e) when state.ConcludedAt is null => state with
            {
                DeliveredEvent = e.Event,
                ConcludedAt = e.Time,
            },
            (AuditPhase.Passed or AuditPhase.Refused, VerdictDeclined e) when state.ConcludedAt is null => state with
            {
                ConcludedAt = e.Time,
            },
            (_, OverlapChecksOpened) when state.OwesOverlapChecks => state with { HasOverlapChecks = true },
            (AuditPhase.Passed, ProjectionsOpened e) when state is { Nearness: null, Moments: not null } =>
                state with { Nearness = new NearnessState(e) },
            (_, NearnessJudged e) when state.Nearness is { Verdict: null } open =>
                state with { Nearness = open.With(e) },
            (_, NearnessConcluded e) when state.Nearness is { IsDue: true } judged =>
                state with { Nearness = judged.With(e) },
            _ => throw CannotFollow(state, next),
        };
        return after with { Version = state.Version + 1 };
    }

    private static AuditState Open(AuditOpened opened)
    {
        if (!Commitment.TryParse(opened.Commitment.Span, out Commitment commitment, out ProofFailure failure))
        {
            throw new FormatException($"Event 1 holds a commitment that does not decode: {failure}.");
        }

        try
        {
            var context = new StatementContext(
                opened.Market, opened.DefinitionDigest, opened.Participant, opened.ParticipantKey);
            return new AuditState(
                opened,
                new DatasetTerms(context, opened.DatasetRoot, opened.RecordKey, opened.Size, commitment),
                new AuditPolicy
                {
                    BadSharePerMillion = opened.BadSharePerMillion,
                    SecurityBits = opened.SecurityBits,
                });
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"Event 1 does not hold together: {e.Message}", e);
        }
    }

    private static AuditChallenge ChallengeOf(AuditState state, SampleDrawn drawn) => AuditChallenge.TryCreate(
        state.Terms, state.Policy, drawn.Nonce, drawn.Positions.AsSpan(), out AuditChallenge? challenge)
            ? challenge
            : throw new FormatException(
                $"Event {state.Version + 1} of the audit of {state.Participant} holds a sample that the policy does "
                + "not draw.");

    private static FormatException CannotFollow(AuditState state, AuditEvent next) => new(
        $"Event {state.Version + 1} of the audit of {state.Participant} in {state.Market} is {next.GetType().Name}, "
        + $"which cannot follow in phase {state.Phase}.");
}
