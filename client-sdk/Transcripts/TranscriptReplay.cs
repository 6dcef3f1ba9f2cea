using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Events;

namespace Candor.Client.Transcripts;

/// <summary>Runs a market again from its transcript: each entry must be what the market's rules make of the signed
/// message in it, byte for byte. Not thread-safe.</summary>
internal sealed class TranscriptReplay
{
    // What must follow the last entry, such as the settlement after the last report.
    private ImmutableArray<MarketEvent> _due = [];
    private DateTimeOffset _time = DateTimeOffset.MinValue;
    private ulong _index;

    /// <summary>The market so far; null before the first entry.</summary>
    internal MarketState? State { get; private set; }

    /// <summary>When the last entry was made, on the server's word.</summary>
    internal DateTimeOffset Time => _time;

    /// <summary>Whether more must follow from the last entry's cause before the market is whole again.</summary>
    internal bool AwaitsMore => !_due.IsEmpty;

    /// <summary>What was checked so far.</summary>
    internal TranscriptCounts Counts { get; } = new();

    /// <summary>Checks the next entry. After a fault nothing more may be added.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>What does not hold, or null.</returns>
    internal TranscriptFault? Add(TranscriptEntry entry)
    {
        _index = entry.Index;
        if (entry.Entry is not { } bytes)
        {
            return Fault(
                TranscriptCheck.Withheld,
                "The entry is withheld, and what follows from it cannot be checked. Members of a settled market get "
                + "all entries: export the transcript with a member's key.");
        }

        MarketEvent next;
        try
        {
            next = EventCodec.Decode(bytes.Span);
        }
        catch (FormatException e)
        {
            return Fault(TranscriptCheck.Encoding, e.Message);
        }

        if (!EventCodec.Encode(next).AsSpan().SequenceEqual(bytes.Span) && !MayBeEscapedOtherwise(bytes.Span))
        {
            return Fault(TranscriptCheck.Encoding, "The entry is not written as the market writes it.");
        }

        TranscriptFault? fault = next.Time < _time
            ? Fault(TranscriptCheck.Rules, $"The entry is of {next.Time:O}; the one before is of {_time:O}.")
            : CheckFollows(next);
        if (fault is null)
        {
            _time = next.Time;
            State = MarketState.Apply(State, next);
            Counts.Entries++;
            Count(next);
        }

        return fault;
    }

    /// <summary>Ends the check.</summary>
    /// <returns>What is missing, or null.</returns>
    internal TranscriptFault? Finish() =>
        State is null ? new TranscriptFault(TranscriptCheck.Rules, null, "The transcript has no entries.")
        : _due.IsEmpty ? null
        : new TranscriptFault(
            TranscriptCheck.Outcome,
            null,
            $"The transcript ends after entry {_index}; expected the settlement that follows it.");

    // Which characters of a name are written as \u escapes follows the Unicode version of the writer's runtime. Such an
    // entry is compared by what it says; the root still binds its bytes.
    private static bool MayBeEscapedOtherwise(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0 || bytes.IndexOf("\\u"u8) >= 0;

    private TranscriptFault? CheckFollows(MarketEvent next)
    {
        ImmutableArray<MarketEvent> expected = _due;
        if (expected.IsEmpty)
        {
            if (!TranscriptCommands.TryRead(State, next, out var command, out TranscriptCheck check, out string? fault))
            {
                return Fault(check, fault);
            }

            Decision decision = MarketDecider.Decide(State, command);
            if (decision.Rejection is { } rejection)
            {
                return Fault(TranscriptCheck.Rules, $"The market does not take it: {rejection.Message}");
            }

            expected = decision.Events;
        }

        if (!EventCodec.Encode(expected[0]).AsSpan().SequenceEqual(EventCodec.Encode(next)))
        {
            return next is MarketSettled settled && expected[0] is MarketSettled computed
                ? Fault(TranscriptCheck.Outcome, DescribeOutcome(computed, settled))
                : Fault(
                    TranscriptCheck.Rules,
                    $"The entry is not what follows here: found {Describe(next)}, expected "
                    + $"{Describe(expected[0])} as its signed message says it{DescribeTime(expected[0], next)}.");
        }

        _due = expected[1..];
        return null;
    }

    private void Count(MarketEvent next)
    {
        Counts.Signatures += TranscriptCommands.EnvelopeOf(next) is null ? 0 : 1;
        switch (next)
        {
            case CommitmentAccepted:
                Counts.OpeningProofs++;
                break;
            case ReportAccepted:
                Counts.RangeProofs++;
                break;
            case CommitmentValidated:
                Counts.Attestations++;
                break;
            case CommitmentRefused:
                Counts.Refusals++;
                break;
            case OverlapChecked:
                Counts.Overlaps++;
                break;
            case MarketSettled:
                Counts.Outcomes++;
                break;
        }
    }

    // What the server says of the training is named by what it says: its entries are often of one type.
    private static string Describe(MarketEvent entry) => entry.GetType().Name + entry switch
    {
        TrainingStepOpened e => FormattableString.Invariant($" ({e.Step} of epoch {e.Epoch}{(e.IsRepair ? ", a repair" : "")})"),
        ReportFell e => $" ('{e.Participant}' by {e.Cause})",
        TrainingClosed e => $" ({e.End})",
        _ => "",
    };

    private static string DescribeTime(MarketEvent expected, MarketEvent found) =>
        expected.Time == found.Time ? "" : $", of {expected.Time:O} and not {found.Time:O}";

    private static string DescribeOutcome(MarketSettled computed, MarketSettled found)
    {
        if (computed.Cause != found.Cause || computed.Outcome.Assignments.Length != found.Outcome.Assignments.Length)
        {
            return $"The settlement ({found.Cause}, {found.Outcome.Assignments.Length} assignments) is not the one that "
                + $"follows here ({computed.Cause}, {computed.Outcome.Assignments.Length}).";
        }

        var differing = computed.Outcome.Assignments.Zip(found.Outcome.Assignments)
            .FirstOrDefault(static pair => pair.First != pair.Second);
        if (differing.First is not null)
        {
            return $"The settlement assigns '{differing.Second.Participant}' a quality of "
                + $"{differing.Second.AllocatedQuality:R} for {differing.Second.PaymentMicros} micro-units; the reports "
                + $"give {differing.First.AllocatedQuality:R} for {differing.First.PaymentMicros}.";
        }

        return computed.Outcome.Training != found.Outcome.Training
            ? $"The settlement says that the training ended as '{found.Outcome.Training}'; it ended as "
                + $"'{computed.Outcome.Training}'."
            : computed.Outcome.BestQuality.Equals(found.Outcome.BestQuality)
            ? "The settlement has another time, message or digest of the reports than follow here."
            : $"The settlement has the best quality {found.Outcome.BestQuality:R}; the reports give "
                + $"{computed.Outcome.BestQuality:R}.";
    }

    private TranscriptFault Fault(TranscriptCheck check, string message) => new(check, _index, message);
}
