using System.Collections.Immutable;
using Candor.Client.Internal;
using Candor.Client.Transcripts;
using Candor.Market.Events;

namespace Candor.Client.Participation;

/// <summary>Where a participant stands by what others have signed: its last commitment, what validators said of it, and
/// the records that are debited of it. Read from the entries under the transcript's checkpoint, and brought up to date as
/// the transcript grows; no phase or number that a server says is in it. Not thread-safe.</summary>
/// <param name="connection">The server.</param>
/// <param name="participant">The participant.</param>
internal sealed class OwnStanding(ClientConnection connection, VerifiedParticipant participant)
{
    private readonly EntryReader _reader = new(connection, participant.Market, participant.Key);
    private readonly SignedEntries _signed = new(participant.Market);
    private readonly Dictionary<string, Standing> _all = new(StringComparer.Ordinal);
    private ImmutableArray<CountedOverlap> _overlaps = [];
    private bool _isBroken;

    /// <summary>The participant's last commitment; null where it has none.</summary>
    internal Standing? Own => _all.GetValueOrDefault(participant.Context.Participant);

    /// <summary>Reads what the transcript has become.</summary>
    /// <exception cref="UnverifiedAnswerException">The transcript, or an entry in it that matters here, does not
    /// hold.</exception>
    internal async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        if (_isBroken)
        {
            throw new InvalidOperationException("A standing whose transcript did not hold, or was half read, is over.");
        }

        _isBroken = true;
        OpenedCheckpoint checkpoint = await connection.Transcripts
            .FetchAsync(participant.Market, cancellationToken).ConfigureAwait(false);
        await foreach (TranscriptEntry entry in _reader
            .ReadToAsync(checkpoint, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Entry is { } bytes)
            {
                Add(entry.Index + 1, SignedEntries.Decode(bytes.Span, entry.Index, participant.Market.Name));
            }
        }

        _isBroken = false;
    }

    /// <summary>What is debited of a commitment, by the overlap checks that validators have signed.</summary>
    /// <exception cref="CandorException">It is not the participant's last one (<c>COMMITMENT_NOT_CURRENT</c>).</exception>
    /// <exception cref="UnverifiedAnswerException">More is debited than was committed to.</exception>
    internal Debit DebitOf(CommitmentReceipt receipt)
    {
        if (Own is not { } own || own.Event != receipt.Event)
        {
            throw new CandorException(
                "COMMITMENT_NOT_CURRENT",
                $"The receipt is of commitment {receipt.Event}; the last one of {participant.Name} in the transcript is "
                + $"{Own?.Event.ToString() ?? "none"}. Report against that, or commit again.")
            {
                ErrorReason = ErrorReason.CommitmentNotCurrent,
            };
        }

        ulong debited = DebitedOf(_overlaps, participant.Market.Rules.Version, Stands);
        return debited <= receipt.Records
            ? new Debit(debited, [.. _overlaps.Select(static overlap => overlap.Event)])
            : throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"Validators have signed debits of {debited} records against commitment {receipt.Event} of "
                + $"{participant.Name}, which is to {receipt.Records}.");
    }

    /// <summary>Whether a participant that was attested earlier still waits to be compared with this one: until then its
    /// debits are not all there.</summary>
    internal bool HasOverlapsPending => Own is { AttestedIn: { } attested } && _all.Any(pair =>
        pair.Key != participant.Context.Participant
        && pair.Value is { IsFallen: false, AttestedIn: { } earlier } other
        && earlier < attested
        && _overlaps.All(overlap => overlap.EarlierEvent != other.Event));

    /// <summary>How many records overlap checks debit.</summary>
    /// <param name="overlaps">The checks.</param>
    /// <param name="version">The market's version.</param>
    /// <param name="stands">Whether the earlier commitment of a check still stands.</param>
    internal static ulong DebitedOf(
        IReadOnlyCollection<CountedOverlap> overlaps, int version, Func<CountedOverlap, bool> stands)
    {
        ulong debited = Sum(overlaps, static overlap => overlap.Debited);

        // Version 2: what is shared with commitments that fell is nobody's debit, and what is shared with those that stand
        // is at most the sum over them.
        return version < 2 ? debited : Math.Min(debited, Sum(overlaps.Where(stands), static overlap => overlap.Shared));
    }

    /// <summary>Takes in an entry.</summary>
    /// <param name="number">The number of its event.</param>
    /// <param name="next">The event.</param>
    /// <exception cref="UnverifiedAnswerException">It matters here, and does not hold.</exception>
    internal void Add(ulong number, MarketEvent next)
    {
        switch (next)
        {
            case CommitmentAccepted e:
                bool isOwn = e.Participant == participant.Context.Participant;
                _all[e.Participant] = new Standing(number, _signed.DigestOfCommitment(e, number, isOwn));
                _overlaps = isOwn ? [] : _overlaps;
                break;
            case CommitmentValidated e when StandingOf(e.Participant, (ulong)e.CommitmentEvent) is { } attested:
                // It only tells for whose checks a report waits: nothing is gained by making one up.
                _all[e.Participant] = attested with { AttestedIn = number };
                break;
            case CommitmentRefused e when StandingOf(e.Participant, (ulong)e.CommitmentEvent) is { } refused:
                _signed.RequireRefusal(e, number, refused);
                _all[e.Participant] = refused with { Fall = new Fall(number, e.Refusal, null, 0) };
                break;
            case OverlapChecked e:
                Add(number, e);
                break;
        }
    }

    private void Add(ulong number, OverlapChecked e)
    {
        bool isRefusing = participant.Market.Rules.Validation is
        {
            Overlap: Candor.Market.Definitions.OverlapPolicy.RefuseLater,
        } && e.SharedRecords > 0;
        bool isOwn = e.Later == participant.Context.Participant;
        if (!(isOwn || isRefusing) || StandingOf(e.Later, (ulong)e.LaterCommitmentEvent) is not { } later)
        {
            return;
        }

        Standing? earlier = StandingOf(e.Earlier, (ulong)e.EarlierCommitmentEvent);
        _signed.RequireOverlap(e, number, earlier, later);
        if (isOwn && _overlaps.Any(overlap => overlap.EarlierEvent == (ulong)e.EarlierCommitmentEvent))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.TranscriptInvalid,
                $"Entry {number - 1} of {participant.Market.Name} counts the overlap with commitment "
                + $"{e.EarlierCommitmentEvent} a second time; a check is taken once.");
        }

        if (isOwn)
        {
            _overlaps = _overlaps.Add(new CountedOverlap(
                number, e.Earlier, (ulong)e.EarlierCommitmentEvent, e.SharedRecords, e.DebitedRecords));
        }

        if (isRefusing)
        {
            _all[e.Later] = later with { Fall = new Fall(number, null, e.Earlier, e.SharedRecords) };
        }
    }

    private Standing? StandingOf(string id, ulong commitment) =>
        _all.TryGetValue(id, out Standing? standing) && standing.Event == commitment ? standing : null;

    private bool Stands(CountedOverlap overlap) =>
        StandingOf(overlap.Earlier, overlap.EarlierEvent) is { IsFallen: false };

    // Sums of numbers that somebody signed stay numbers; more than any commitment is refused all the same.
    private static ulong Sum(IEnumerable<CountedOverlap> overlaps, Func<CountedOverlap, ulong> of) =>
        overlaps.Aggregate(0ul, (sum, overlap) => of(overlap) > ulong.MaxValue - sum ? ulong.MaxValue : sum + of(overlap));
}

/// <summary>A participant's last commitment.</summary>
/// <param name="Event">The event that accepted it.</param>
/// <param name="Digest">Of its signed message.</param>
internal sealed record Standing(ulong Event, ReadOnlyMemory<byte> Digest)
{
    /// <summary>The event that attested to it; null where none has.</summary>
    internal ulong? AttestedIn { get; init; }

    /// <summary>Why it fell; null while it stands.</summary>
    internal Fall? Fall { get; init; }

    /// <summary>Whether it was refused.</summary>
    internal bool IsFallen => Fall is not null;
}

/// <summary>Why a commitment fell.</summary>
/// <param name="Event">The event that says so, with a validator's signature.</param>
/// <param name="Refusal">The validator's cause; null where records are another's.</param>
/// <param name="SharedWith">Whose records they are too; null where there is another cause.</param>
/// <param name="Shared">How many of them.</param>
internal sealed record Fall(ulong Event, Candor.Market.AuditRefusal? Refusal, string? SharedWith, ulong Shared)
{
    /// <summary>Whether nothing but silence is held against it, so that another commitment to the same records may
    /// pass.</summary>
    internal bool IsForSilence => Refusal is Candor.Market.AuditRefusal.NoOverlapAnswer
        or Candor.Market.AuditRefusal.NoResponse;

    /// <summary>It in one line.</summary>
    public override string ToString() => SharedWith is null
        ? $"a validator refused the commitment: {Refusal}"
        : $"{Shared} of its records are those of '{SharedWith}', which was attested earlier";
}

/// <summary>An overlap check with the participant's last commitment as the later one.</summary>
internal sealed record CountedOverlap(ulong Event, string Earlier, ulong EarlierEvent, ulong Shared, ulong Debited);

/// <summary>What is credited to others.</summary>
/// <param name="Records">How many records.</param>
/// <param name="Overlaps">The events of the overlap checks that say so.</param>
internal sealed record Debit(ulong Records, ImmutableArray<ulong> Overlaps)
{
    /// <summary>Nothing, in a market that credits nothing.</summary>
    internal static Debit None { get; } = new(0, []);
}
