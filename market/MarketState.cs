using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Settlement;

namespace Candor.Market;

/// <summary>A market as its events left it: state = fold(events). Immutable; a snapshot may be read from any thread
/// while the market goes on.</summary>
public sealed record MarketState
{
    private MarketState(string name, MarketDefinition definition, ReadOnlyMemory<byte> digest, MarketCreated created)
    {
        Name = name;
        Definition = definition;
        DefinitionDigest = digest;
        Created = created;
        Participants = [.. Enumerable.Repeat(ParticipantState.Invited, definition.Roster.Length)];
        Training = definition.Training is { } plan ? TrainingProgress.Before(plan) : null;
        Version = 1;
    }

    /// <summary>The market's name, <c>markets/{market}</c>.</summary>
    public string Name { get; }

    /// <summary>The rules.</summary>
    public MarketDefinition Definition { get; }

    /// <summary>SHA-256 of the operator's signed payload, 32 bytes: what all signed messages are bound to.</summary>
    public ReadOnlyMemory<byte> DefinitionDigest { get; }

    /// <summary>Event 1.</summary>
    public MarketCreated Created { get; }

    /// <summary>Where the market is in its life.</summary>
    public MarketPhase Phase { get; private init; }

    /// <summary>One for each participant, in roster order.</summary>
    public ImmutableArray<ParticipantState> Participants { get; private init; }

    /// <summary>How many have reported.</summary>
    public int ReportCount { get; private init; }

    /// <summary>The number of the last event; the next event is one higher.</summary>
    public long Version { get; private init; }

    /// <summary>What everyone is assigned, once settled.</summary>
    public MarketOutcome? Outcome { get; private init; }

    /// <summary>How far its training is; null where it trains nothing.</summary>
    public TrainingProgress? Training { get; private init; }

    /// <summary>Why it was cancelled, once cancelled.</summary>
    public string? CancelReason { get; private init; }

    /// <summary>What a participant's statements are bound to.</summary>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <returns>The context that both proofs absorb first.</returns>
    public StatementContext ContextOf(int index)
    {
        RosterEntry entry = Definition.Roster[index];
        return new StatementContext(Name, DefinitionDigest, entry.Id, entry.Key.SubjectPublicKeyInfo);
    }

    /// <summary>What a participant's next message names as its predecessor, in markets of version 2.</summary>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <returns>The digest of its last accepted message; before its first, the definition digest.</returns>
    public ReadOnlyMemory<byte> PredecessorOf(int index) =>
        Participants[index].LastMessage?.Digest ?? DefinitionDigest;

    /// <summary>The terms that a report's proof must hold for, now.</summary>
    /// <param name="index">The participant, from 0 in roster order; it has a commitment.</param>
    /// <param name="records">The report.</param>
    /// <returns>The terms.</returns>
    public ReportTerms TermsOf(int index, uint records)
    {
        CommitmentState standing = Participants[index].Commitment
            ?? throw new ArgumentException("The participant has no commitment.", nameof(index));
        return new ReportTerms(
            ContextOf(index),
            (ulong)standing.Event,
            standing.DatasetRoot,
            standing.Reportable,
            records,
            standing.Nonce);
    }

    /// <summary>A participant's place in the roster.</summary>
    /// <param name="participant">Its id.</param>
    /// <returns>From 0 in roster order.</returns>
    /// <exception cref="FormatException">The roster has no such participant: the log is damaged.</exception>
    public int PlaceOf(string participant) => Definition.TryFind(participant, out int index)
        ? index
        : throw new FormatException($"The roster of {Name} has no participant '{participant}': the log is damaged.");

    /// <summary>The contributions that stand, in records, by roster index.</summary>
    /// <returns>One for each participant whose report is of a record or more: who reports none has nothing to commit to, to mask
    /// or to be judged by.</returns>
    public ImmutableSortedDictionary<int, uint> ReportsByPlace() => Participants
        .Select(static (participant, place) => (participant.Records, place))
        .Where(static pair => pair.Records > 0)
        .ToImmutableSortedDictionary(static pair => pair.place, static pair => pair.Records!.Value);

    /// <summary>Whether an overlap check refuses the later commitment.</summary>
    /// <param name="overlap">The overlap check.</param>
    /// <returns>Whether records are shared and the market's policy is to refuse.</returns>
    public bool RefusesLater(OverlapChecked overlap)
    {
        ArgumentNullException.ThrowIfNull(overlap);
        return overlap.SharedRecords > 0 && Definition.Validation?.Overlap == OverlapPolicy.RefuseLater;
    }

    /// <summary>The earlier attested participants with whose records this one's were not compared yet.</summary>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <returns>Indexes in roster order; none where the market compares nothing or the participant is not
    /// attested.</returns>
    public IEnumerable<int> PendingOverlaps(int index)
    {
        if (Definition.Validation is not { Overlap: not OverlapPolicy.None }
            || Participants[index].Commitment is not { AttestedIn: { } attestedIn } own)
        {
            return [];
        }

        return Enumerable.Range(0, Participants.Length).Where(i =>
            Participants[i] is
            {
                Phase: ParticipantPhase.Validated or ParticipantPhase.Reported,
                Commitment: { AttestedIn: { } earlier } other,
            }
            && earlier < attestedIn && !own.ComparedWith.Contains(other.Event));
    }

    /// <summary>Folds a market's events.</summary>
    /// <param name="events">All its events from the first on, in order.</param>
    /// <returns>The state after the last; null where there is no event.</returns>
    /// <exception cref="FormatException">An event cannot follow those before it: the log is damaged.</exception>
    public static MarketState? Fold(IEnumerable<MarketEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        MarketState? state = null;
        foreach (MarketEvent next in events)
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
    public static MarketState Apply(MarketState? state, MarketEvent next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (state is null)
        {
            return next is MarketCreated created
                ? Create(created)
                : throw new FormatException($"Event 1 is {next.GetType().Name}; expected MarketCreated.");
        }

        MarketState after = next switch
        {
            _ when state.Phase is MarketPhase.Settled or MarketPhase.Cancelled => throw CannotFollow(state, next),
            MarketCancelled e => state with { Phase = MarketPhase.Cancelled, CancelReason = e.Reason },
            MarketSettled e when state.Training is null or { State.End: not null } =>
                state with { Phase = MarketPhase.Settled, Outcome = e.Outcome },
            _ when state.Training is not null && TrainingEntries.IsOne(next) => Train(state, next),
            _ when state.Phase != MarketPhase.Open => throw CannotFollow(state, next),
            ParticipantJoined e => state.With(
                e.Participant,
                next,
                p => p.After(state.Version + 1, e.Envelope, e.RequestId) with { Phase = ParticipantPhase.Joined }),
            CommitmentAccepted e => state.With(e.Participant, next, p => Commit(state, p, e))
                .AfterFallOf(state, e.Participant),
            ReportAccepted e => Report(state, e),
            CommitmentValidated e => state.With(e.Participant, next, p => Validate(state, p, e)),
            CommitmentRefused e => Refuse(state, e),
            OverlapChecked e => state.With(e.Later, next, p => Compare(state, p, e)),
            _ => throw CannotFollow(state, next),
        };
        return after with { Version = state.Version + 1 };
    }

    private static MarketState Create(MarketCreated created)
    {
        if (created.Definition.Rules is not { } definition)
        {
            throw new FormatException(
                $"Event 1 holds a definition that breaks a rule: {created.Definition.Faults[0]}");
        }

        byte[] digest = SHA256.HashData(created.Envelope.Payload.Span);
        return new MarketState(created.Market, definition, digest, created);
    }

    private static ParticipantState Commit(MarketState state, ParticipantState before, CommitmentAccepted e)
    {
        if (!Commitment.TryParse(e.Commitment.Span, out Commitment commitment, out ProofFailure failure))
        {
            throw new FormatException($"Event {state.Version + 1} holds a commitment that does not decode: {failure}.");
        }

        return before.After(state.Version + 1, e.Envelope, e.RequestId) with
        {
            Phase = ParticipantPhase.Committed,
            Commitment = new CommitmentState(
                state.Version + 1, commitment, e.DatasetRoot, e.Nonce, e.RecordKey, e.Envelope),
            CommitmentCount = before.CommitmentCount + 1,
        };
    }

    private static MarketState Report(MarketState state, ReportAccepted e)
    {
        long number = state.Version + 1;
        MarketState after = state.With(e.Participant, e, p => p.After(number, e.Envelope, e.RequestId) with
        {
            Phase = ParticipantPhase.Reported,
            Report = p.Commitment is not null && state.Definition.TryFind(e.Participant, out int index)
                ? new ReportState(number, state.TermsOf(index, e.Records), e.RangeProof) { MessageDigest = e.Envelope.BodyDigest() }
                : throw CannotFollow(state, e),
        });
        return after with { ReportCount = state.ReportCount + 1 };
    }

    private static ParticipantState Validate(MarketState state, ParticipantState before, CommitmentValidated e) =>
        before.Commitment is { } standing && standing.Event == e.CommitmentEvent
            ? before with
            {
                Phase = ParticipantPhase.Validated,
                Commitment = standing with { AttestedIn = state.Version + 1 },
            }
            : throw CannotFollow(state, e);

    private static MarketState Train(MarketState state, MarketEvent next)
    {
        MarketPhase expected = next is MaskKeyAccepted or TrainingOpened ? MarketPhase.Open : MarketPhase.Training;
        if (state.Phase != expected)
        {
            throw CannotFollow(state, next);
        }

        MarketState after = state with
        {
            Phase = next is TrainingOpened ? MarketPhase.Training : state.Phase,
            Training = state.Training!.Apply(state, next),
        };
        return next is ReportFell fell
            ? after.AfterFallOfReport(state.PlaceOf(fell.Participant))
            : next is IContributionEntry message
                ? after.AfterMessage(state.PlaceOf(message.Participant), message.Envelope, message.RequestId)
                : after;
    }

    private MarketState AfterFallOfReport(int place) => this with
    {
        Participants = Participants.SetItem(
            place, Participants[place] with { Phase = ParticipantPhase.Fallen, Report = null }),
        ReportCount = ReportCount - 1,
    };

    private MarketState AfterMessage(int place, Signing.SignedEnvelope envelope, string requestId) => this with
    {
        Participants = Participants.SetItem(place, Participants[place].After(Version + 1, envelope, requestId)),
    };

    // Before reports are closed, a commitment falls with all that was built on it.
    private static MarketState Refuse(MarketState state, CommitmentRefused e)
    {
        if (!state.Definition.TryFind(e.Participant, out int index)
            || state.Participants[index] is not { Commitment: { } standing } before
            || standing.Event != e.CommitmentEvent)
        {
            throw CannotFollow(state, e);
        }

        ParticipantState after = before with { Phase = ParticipantPhase.Refused, Report = null };
        MarketState fallen = state with
        {
            Participants = state.Participants.SetItem(index, after),
            ReportCount = state.ReportCount - (before.Report is null ? 0 : 1),
        };
        return fallen.AfterFallOf(state, e.Participant);
    }

    // In version 2 nothing is debited for a commitment that fell: whoever falls could take others' records down with it.
    // A report keeps the debit that its proof was made for.
    private MarketState AfterFallOf(MarketState before, string participant) =>
        Definition.ChainsMessages
            && Definition.TryFind(participant, out int index)
            && before.Participants[index].Commitment is { AttestedIn: not null, Event: var fallen }
            ? this with
            {
                Participants =
                [
                    .. Participants.Select(p => p.Commitment?.ComparedWith.Contains(fallen) == true
                        ? p with { Commitment = p.Commitment.Without(fallen) }
                        : p),
                ],
            }
            : this;

    private static ParticipantState Compare(MarketState state, ParticipantState before, OverlapChecked e)
    {
        if (before.Commitment is not { } standing || standing.Event != e.LaterCommitmentEvent)
        {
            throw CannotFollow(state, e);
        }

        return before with
        {
            Phase = state.RefusesLater(e) ? ParticipantPhase.Refused : before.Phase,
            Commitment = standing.Compared(e, state.Definition.ChainsMessages),
        };
    }

    private MarketState With(string participant, MarketEvent next, Func<ParticipantState, ParticipantState> change)
    {
        if (!Definition.TryFind(participant, out int index)
            || Participants[index].Phase == ParticipantPhase.Reported)
        {
            throw CannotFollow(this, next);
        }

        return this with { Participants = Participants.SetItem(index, change(Participants[index])) };
    }

    private static FormatException CannotFollow(MarketState state, MarketEvent next) => new(
        $"Event {state.Version + 1} of {state.Name} is {next.GetType().Name}, which cannot follow in phase "
        + $"{state.Phase}.");
}
