using Candor.Client.Transcripts;

namespace Candor.Client;

/// <summary>A step of a participant's life in a market, as <c>ParticipateAsync</c> tells it. The
/// last is <see cref="ParticipationTranscriptVerified"/> or <see cref="ParticipationCancelled"/>.</summary>
public abstract record ParticipationProgress
{
    // Closed: whoever switches over the steps has them all.
    private protected ParticipationProgress()
    {
    }
}

/// <summary>The market was read, its rules verified against its operator's signature, and the participant found in the
/// roster with its own key.</summary>
/// <param name="Market">The market.</param>
public sealed record ParticipationVerified(MarketInfo Market) : ParticipationProgress;

/// <summary>The participant has joined.</summary>
/// <param name="Receipt">The server's receipt; null where it had joined before.</param>
public sealed record ParticipationJoined(JoinReceipt? Receipt) : ParticipationProgress;

/// <summary>The participant has a commitment whose opening it holds.</summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="IsNew">Whether it was made now; else it was kept from before.</param>
public sealed record ParticipationCommitted(CommitmentReceipt Receipt, bool IsNew) : ParticipationProgress;

/// <summary>A validator gave its verdict on the commitment. One that refuses it leaves the participant out, unless its
/// participant commits to other records in time.</summary>
/// <param name="Result">The verdict; null where it was given in an earlier run.</param>
public sealed record ParticipationValidated(ValidationResult? Result) : ParticipationProgress;

/// <summary>The commitment fell after its attestation, with its report where there was one: its records overlap with those of
/// a participant whose commitment was attested earlier, or the participant did not answer an overlap check in time. After
/// silence another commitment follows, as long as the market takes one and <see cref="ParticipationOptions.MaxSamples"/>
/// lets a validator see another sample.</summary>
/// <param name="Message">Why.</param>
public sealed record ParticipationRefused(string Message) : ParticipationProgress;

/// <summary>The participant has reported, and waits for the market to settle.</summary>
/// <param name="Receipt">The server's receipt; null where it had reported before.</param>
public sealed record ParticipationReported(ReportReceipt? Receipt) : ParticipationProgress;

/// <summary>Overlap checks with others' records cannot be answered, so that the commitment falls, with its report, with the
/// first check that comes. The waiting goes on.</summary>
/// <param name="Message">Why, and what to do.</param>
public sealed record ParticipationCannotAnswer(string Message) : ParticipationProgress;

/// <summary>The market has settled, as the server says. What it says is verified next.</summary>
/// <param name="Assignment">What it assigns; <see cref="MarketAssignment.IsOut"/> where it settled without the
/// participant.</param>
public sealed record ParticipationAssigned(MarketAssignment Assignment) : ParticipationProgress;

/// <summary>The assignment is verified: the participant has read the whole transcript as a member and run the market again.
/// Every signature, proof and verdict in it holds, the outcome follows from the reports, the participant's own messages are
/// where their receipts say, and its assignment is the one that was shown.</summary>
/// <param name="Checkpoint">The checkpoint of what was read.</param>
/// <param name="OwnMessages">How many messages of its own were found, of which it had kept receipts.</param>
public sealed record ParticipationTranscriptVerified(SignedCheckpoint Checkpoint, int OwnMessages) : ParticipationProgress
{
    /// <summary>Entries of a time that has not come by the client's clock; null for none. Either clock is wrong, or the server
    /// dated them forward, such as to settle before the deadline.</summary>
    public TranscriptTimesAhead? TimesAhead { get; init; }
}

/// <summary>The operator cancelled the market; nobody owes anything.</summary>
/// <param name="Reason">The operator's words.</param>
public sealed record ParticipationCancelled(string Reason) : ParticipationProgress;
