namespace Candor.Market;

/// <summary>The causes for which a market rejects a message. Each has the name and the number of its
/// <c>candor.v1.ErrorReason</c>; a test holds the two together. Numbers are frozen and may only grow.</summary>
public enum RejectionReason
{
    /// <summary>No reason; never used.</summary>
    None = 0,

    /// <summary>A field of the message is wrong.</summary>
    InvalidRequest = 1,

    /// <summary>The definition breaks a rule.</summary>
    DefinitionInvalid = 2,

    /// <summary>The payload does not decode as the message that its type names.</summary>
    PayloadMalformed = 3,

    /// <summary>The envelope holds another type of payload.</summary>
    PayloadTypeMismatch = 4,

    /// <summary>The payload was signed for another market.</summary>
    MarketMismatch = 5,

    /// <summary>The payload was signed for another participant.</summary>
    ParticipantMismatch = 6,

    /// <summary>The payload was signed for other rules than this market's.</summary>
    DefinitionMismatch = 7,

    /// <summary>The key is not the one on record for this participant or operator.</summary>
    KeyNotOnRecord = 8,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid = 9,

    /// <summary>The payload has expired, or expires too far ahead.</summary>
    PayloadExpired = 10,

    /// <summary>There is no such market.</summary>
    MarketNotFound = 12,

    /// <summary>The roster has no such participant.</summary>
    ParticipantNotFound = 13,

    /// <summary>The market exists already.</summary>
    MarketAlreadyExists = 14,

    /// <summary>The participant has sent another message with this request id.</summary>
    RequestIdReused = 15,

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

    /// <summary>A commitment lacks the dataset root or the record key that the market asks for.</summary>
    DatasetCommitmentRequired = 40,

    /// <summary>The record key is not a canonical encoding of an element other than the identity.</summary>
    RecordKeyMalformed = 41,

    /// <summary>A report needs an attested commitment.</summary>
    ValidationRequired = 42,

    /// <summary>The market asks for no validation.</summary>
    ValidationNotAsked = 43,

    /// <summary>The commitment was refused.</summary>
    CommitmentRefused = 44,

    /// <summary>The attestation does not decode.</summary>
    AttestationMalformed = 45,

    /// <summary>The verdict is for another commitment, root, record key or policy than stands.</summary>
    VerdictMismatch = 46,

    /// <summary>The commitment, or the pair, has a verdict.</summary>
    VerdictStands = 47,

    /// <summary>The records were not compared with those of every earlier participant yet.</summary>
    OverlapPending = 48,

    /// <summary>The proof does not tie commitment, size and record key together.</summary>
    DatasetProofInvalid = 49,

    /// <summary>The tags are not whole ones, or one is the identity.</summary>
    TagsMalformed = 50,

    /// <summary>A tag comes twice.</summary>
    TagRepeated = 51,

    /// <summary>The tags do not rise.</summary>
    TagsUnsorted = 52,

    /// <summary>There are more or fewer tags than claimed.</summary>
    DatasetSizeMismatch = 53,

    /// <summary>The tags are not those under the committed root.</summary>
    DatasetRootMismatch = 54,

    /// <summary>There is no such audit.</summary>
    AuditNotFound = 55,

    /// <summary>The audit awaits something else, or is over.</summary>
    AuditOutOfOrder = 56,

    /// <summary>The audit's deadline has passed.</summary>
    AuditDeadlinePassed = 57,

    /// <summary>The definition names other validators.</summary>
    OtherValidator = 58,

    /// <summary>The double tags are not the other's tags under the committed key.</summary>
    DoubleTagsInvalid = 59,

    /// <summary>There is no overlap check between these two to answer.</summary>
    OverlapTaskNotFound = 60,

    /// <summary>The message does not name its sender's last accepted message as its predecessor.</summary>
    PredecessorMismatch = 63,

    /// <summary>The payload is not in the one encoding that is accepted.</summary>
    PayloadNotCanonical = 64,

    /// <summary>The signature has the higher of its two values of s.</summary>
    SignatureNotLowS = 65,

    /// <summary>The dataset has more records than the market takes of one participant.</summary>
    DatasetTooLarge = 66,

    /// <summary>The market trains no model.</summary>
    TrainingNotAsked = 67,

    /// <summary>Reports are closed and the market trains.</summary>
    TrainingUnderway = 68,

    /// <summary>A report needs a mask key before it.</summary>
    MaskKeyRequired = 69,

    /// <summary>Another participant has this mask key, or this one has given another.</summary>
    MaskKeyTaken = 70,

    /// <summary>The mask key or its proof does not hold.</summary>
    MaskKeyInvalid = 71,

    /// <summary>The step or epoch has not come, or nothing is in dispute.</summary>
    StepAhead = 72,

    /// <summary>The step or epoch is over.</summary>
    StepOver = 73,

    /// <summary>Another message of this sender was taken in this step.</summary>
    StepAnswered = 74,

    /// <summary>The sender does not contribute, or has fallen.</summary>
    NotAContributor = 75,

    /// <summary>The message names another list or context than the epoch's.</summary>
    ListMismatch = 76,

    /// <summary>A vector, a point, a scalar or their number is not as it must be.</summary>
    ContributionMalformed = 77,

    /// <summary>The opened count is not that of the report.</summary>
    CountMismatch = 78,

    /// <summary>What the message's digests are of is not there.</summary>
    UploadMissing = 79,

    /// <summary>An upload goes on elsewhere than it stopped, or is not what its digest says.</summary>
    UploadInvalid = 80,

    /// <summary>The opening does not show the pair's secret.</summary>
    PairOpeningInvalid = 81,

    /// <summary>No model is allocated to the participant.</summary>
    ModelNotAllocated = 82,

    /// <summary>The proof of nearness was signed for other commitments or other projections than were asked about.</summary>
    NearnessProofInvalid = 83,

    /// <summary>So many records are reported that no proof of nearness can be asked for.</summary>
    TooManyRecords = 84,
}
