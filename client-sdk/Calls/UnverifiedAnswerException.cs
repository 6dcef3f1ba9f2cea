namespace Candor.Client;

/// <summary>The server gave an answer that does not hold. The SDK checks what it can check and uses nothing that
/// fails.</summary>
public sealed class UnverifiedAnswerException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="fault">What does not hold.</param>
    /// <param name="message">One line: what was found and what was expected.</param>
    public UnverifiedAnswerException(AnswerFault fault, string message)
        : base(ReasonOf(fault), message) => Fault = fault;

    /// <summary>What does not hold.</summary>
    public AnswerFault Fault { get; }

    /// <summary>The signed notes that contradict each other, the one seen before first; or the one that another key
    /// signed; or none. Whoever has the log key can check that the server signed them: show them to the operator and to
    /// the others.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Evidence { get; init; } = [];

    private static string ReasonOf(AnswerFault fault) => fault switch
    {
        AnswerFault.Malformed => "ANSWER_MALFORMED",
        AnswerFault.Digest => "ANSWER_DIGEST_WRONG",
        AnswerFault.Signature => "ANSWER_SIGNATURE_WRONG",
        AnswerFault.Definition => "ANSWER_DEFINITION_WRONG",
        AnswerFault.OtherRules => "ANSWER_OTHER_RULES",
        AnswerFault.Assignment => "ANSWER_ASSIGNMENT_WRONG",
        AnswerFault.Challenge => "ANSWER_CHALLENGE_WRONG",
        AnswerFault.ReceiptInvalid => "ANSWER_RECEIPT_WRONG",
        AnswerFault.CheckpointInvalid => "ANSWER_CHECKPOINT_WRONG",
        AnswerFault.LogRolledBack => "ANSWER_LOG_ROLLED_BACK",
        AnswerFault.LogForked => "ANSWER_LOG_FORKED",
        AnswerFault.LogInconsistent => "ANSWER_LOG_INCONSISTENT",
        AnswerFault.LogKeyChanged => "ANSWER_LOG_KEY_CHANGED",
        AnswerFault.TranscriptInvalid => "ANSWER_TRANSCRIPT_WRONG",
        AnswerFault.MessageMissing => "ANSWER_MESSAGE_MISSING",
        AnswerFault.Phase => "ANSWER_PHASE_WRONG",
        AnswerFault.Model => "ANSWER_MODEL_WRONG",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault."),
    };
}
