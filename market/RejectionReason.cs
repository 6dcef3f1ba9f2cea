namespace Candor.Market;

/// <summary>The causes for which a market refuses a message. Each has the name and the number of its
/// <c>candor.v1.ErrorReason</c>; a test holds the two together. Numbers are frozen and may only grow.</summary>
public enum RejectionReason
{
    /// <summary>No reason; never used.</summary>
    None = 0,

    /// <summary>The definition breaks a rule.</summary>
    DefinitionInvalid = 2,

    /// <summary>The envelope holds another type of payload.</summary>
    PayloadTypeMismatch = 4,

    /// <summary>The payload was signed for other rules than this market's.</summary>
    DefinitionMismatch = 7,

    /// <summary>The key is not the one on record for this participant or operator.</summary>
    KeyNotOnRecord = 8,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid = 9,

    /// <summary>There is no such market.</summary>
    MarketNotFound = 12,

    /// <summary>The roster has no such participant.</summary>
    ParticipantNotFound = 13,

    /// <summary>The market exists already.</summary>
    MarketAlreadyExists = 14,

    /// <summary>The market has settled.</summary>
    MarketSettled = 16,

    /// <summary>The market was cancelled.</summary>
    MarketCancelled = 17,

    /// <summary>The participant has joined before.</summary>
    AlreadyJoined = 18,

    /// <summary>The participant has not joined.</summary>
    NotJoined = 19,

    /// <summary>The commitment deadline has passed.</summary>
    CommitmentDeadlinePassed = 20,

    /// <summary>The report deadline has passed.</summary>
    ReportDeadlinePassed = 21,

    /// <summary>The commitment is not a canonical encoding.</summary>
    CommitmentNotCanonical = 22,

    /// <summary>The commitment is the identity.</summary>
    CommitmentIsIdentity = 23,

    /// <summary>The opening proof does not verify.</summary>
    OpeningProofInvalid = 24,

    /// <summary>The participant has replaced its commitment too often.</summary>
    TooManyCommitments = 25,

    /// <summary>A report needs a commitment.</summary>
    CommitmentRequired = 26,

    /// <summary>The report names a commitment that is not the current one.</summary>
    CommitmentNotCurrent = 27,

    /// <summary>The participant has reported.</summary>
    AlreadyReported = 28,

    /// <summary>The report is above 2^32 - 1 records.</summary>
    ReportOutOfRange = 29,

    /// <summary>The range proof does not decode.</summary>
    RangeProofMalformed = 30,

    /// <summary>The range proof does not verify.</summary>
    RangeProofInvalid = 31,

    /// <summary>The report is not on the market's report grid.</summary>
    ReportOffGrid = 38,
}
