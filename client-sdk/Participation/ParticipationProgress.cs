using Candor.Client.Transcripts;
using Candor.Market.Training;

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

/// <summary>The participant has answered a step of the training: the message is in the transcript.</summary>
/// <param name="Step">The step; <see cref="TrainingStep.Keys"/> is the mask key, which goes before the report.</param>
/// <param name="Epoch">The epoch; 0 before the first.</param>
/// <param name="Deadline">Until when it had to be answered; null for the mask key.</param>
/// <param name="Elapsed">How long the answer took, from the step to its receipt: computing, uploading and sending.</param>
/// <param name="BytesSent">How many bytes were uploaded and sent.</param>
public sealed record ParticipationContributed(
    TrainingStep Step, ulong Epoch, DateTimeOffset? Deadline, TimeSpan Elapsed, long BytesSent) : ParticipationProgress;

/// <summary>The participant has reported and cannot contribute, so that its report falls in the training. The waiting goes
/// on.</summary>
/// <param name="Message">Why.</param>
public sealed record ParticipationCannotContribute(string Message) : ParticipationProgress;

/// <summary>The participant's report fell in the training, as the verified transcript says: the market settles without it. The
/// waiting goes on.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Message">Why in a sentence, and what speaks for it.</param>
/// <param name="Evidence">The events that it follows from, by their numbers: signed messages, seeds and verdicts. For
/// <see cref="FallCause.Silent"/> it is the platform's word that a deadline passed.</param>
public sealed record ParticipationFell(FallCause Cause, string Message, IReadOnlyList<ulong> Evidence)
    : ParticipationProgress
{
    /// <summary>That the verdict is false, where the cause is <see cref="FallCause.NotNear"/> and the participant's proof, verified
    /// again, holds; null otherwise. <see cref="Message"/> says also where it could not be verified again, and why.</summary>
    public FalseVerdict? FalseVerdict { get; init; }
}

/// <summary>The market has trained and settled: the model that the participant is allocated, checked against the verified
/// transcript, and the one that it trained alone.</summary>
/// <param name="Model">The model that it is allocated; null where it is allocated none.</param>
/// <param name="ModelPath">Where it was written; null where <see cref="ParticipationOptions.ModelPath"/> names nothing.</param>
/// <param name="Own">The model of all its own records, trained here; null where they are not at hand.</param>
/// <param name="OwnModelPath">Where that was written; null where <see cref="ParticipationOptions.OwnModelPath"/> names
/// nothing.</param>
public sealed record ParticipationDelivered(
    ReceivedModel? Model, string? ModelPath, OwnModel? Own, string? OwnModelPath) : ParticipationProgress;

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
