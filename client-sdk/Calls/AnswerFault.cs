namespace Candor.Client;

/// <summary>What in a server's answer does not hold.</summary>
public enum AnswerFault
{
    /// <summary>A member is missing, has the wrong length or names something else than was asked for.</summary>
    Malformed,

    /// <summary>The definition digest is not SHA-256 of what the operator signed.</summary>
    Digest,

    /// <summary>The operator's signature does not verify.</summary>
    Signature,

    /// <summary>The definition shown is not the one that the operator signed.</summary>
    Definition,

    /// <summary>The market's rules are not those that the caller pinned, or not those seen before.</summary>
    OtherRules,

    /// <summary>The assignment does not fit the rules or the report.</summary>
    Assignment,

    /// <summary>A validator asks for other or more records than the market's policy lets it.</summary>
    Challenge,

    /// <summary>A message was answered without a receipt, or the receipt does not show that exactly this message is in
    /// the market's transcript.</summary>
    ReceiptInvalid,

    /// <summary>A checkpoint is malformed, of another market, or its signature does not verify.</summary>
    CheckpointInvalid,

    /// <summary>The transcript has become shorter: entries that were shown are gone.</summary>
    LogRolledBack,

    /// <summary>Two checkpoints of one size have two roots: the server shows two transcripts.</summary>
    LogForked,

    /// <summary>The server cannot prove that the transcript it shows grew from the one it showed, or the entries are not
    /// those under its checkpoint.</summary>
    LogInconsistent,

    /// <summary>A checkpoint is signed with another key than the definition names, or than the server had
    /// before.</summary>
    LogKeyChanged,

    /// <summary>An entry of the transcript does not hold: a signature, a proof or a rule, or the outcome that follows from
    /// the reports.</summary>
    TranscriptInvalid,

    /// <summary>The transcript lacks a message of one's own that the server had accepted, or has another one in its
    /// place.</summary>
    MessageMissing,

    /// <summary>The server says that the participant stands elsewhere than the signed messages in the transcript
    /// say.</summary>
    Phase,

    /// <summary>The model that is delivered is not the one in the transcript, or of another market; or it is kept back while the
    /// transcript allocates it.</summary>
    Model,
}
