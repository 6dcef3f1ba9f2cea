namespace Candor.Client;

/// <summary>Why the server rejected a call: <c>candor.v1.ErrorReason</c>, with its numbers.</summary>
public enum ErrorReason
{
    /// <summary>The reason is not the server's, or this version does not know it.</summary>
    Unspecified = 0,

    /// <summary>[INVALID_ARGUMENT] Fields of the request are wrong; BadRequest names all of them.</summary>
    InvalidRequest = 1,

    /// <summary>[INVALID_ARGUMENT] The market definition breaks a rule; BadRequest names every fault with its
    /// path.</summary>
    DefinitionInvalid = 2,

    /// <summary>[INVALID_ARGUMENT] The payload does not decode as the message that its type names.</summary>
    PayloadMalformed = 3,

    /// <summary>[INVALID_ARGUMENT] The envelope holds another type of payload than this call takes.</summary>
    PayloadTypeMismatch = 4,

    /// <summary>[INVALID_ARGUMENT] The payload was signed for another market than the request names.</summary>
    MarketMismatch = 5,

    /// <summary>[INVALID_ARGUMENT] The payload was signed for another participant than the request names.</summary>
    ParticipantMismatch = 6,

    /// <summary>[FAILED_PRECONDITION] The payload was signed for other rules than the market's.</summary>
    DefinitionMismatch = 7,

    /// <summary>[UNAUTHENTICATED] The key is not the one on record for this participant or operator.</summary>
    KeyNotOnRecord = 8,

    /// <summary>[UNAUTHENTICATED] The signature does not verify.</summary>
    SignatureInvalid = 9,

    /// <summary>[UNAUTHENTICATED] The signed payload has expired, or expires too far ahead.</summary>
    PayloadExpired = 10,

    /// <summary>[PERMISSION_DENIED] This server lets only the operators of its configuration create
    /// markets.</summary>
    OperatorNotAllowed = 11,

    /// <summary>[NOT_FOUND] There is no market of this name.</summary>
    MarketNotFound = 12,

    /// <summary>[NOT_FOUND] The market's roster has no participant of this name.</summary>
    ParticipantNotFound = 13,

    /// <summary>[ALREADY_EXISTS] A market of this name exists.</summary>
    MarketAlreadyExists = 14,

    /// <summary>[ALREADY_EXISTS] This request id was used with another body.</summary>
    RequestIdReused = 15,

    /// <summary>[FAILED_PRECONDITION] The market has settled.</summary>
    MarketSettled = 16,

    /// <summary>[FAILED_PRECONDITION] The market was cancelled.</summary>
    MarketCancelled = 17,

    /// <summary>[ALREADY_EXISTS] The participant has joined before.</summary>
    AlreadyJoined = 18,

    /// <summary>[FAILED_PRECONDITION] The participant has not joined.</summary>
    NotJoined = 19,

    /// <summary>[FAILED_PRECONDITION] The commitment deadline has passed.</summary>
    CommitmentDeadlinePassed = 20,

    /// <summary>[FAILED_PRECONDITION] The report deadline has passed.</summary>
    ReportDeadlinePassed = 21,

    /// <summary>[INVALID_ARGUMENT] The commitment is not a canonical encoding of a group element.</summary>
    CommitmentNotCanonical = 22,

    /// <summary>[INVALID_ARGUMENT] The commitment is the identity.</summary>
    CommitmentIsIdentity = 23,

    /// <summary>[INVALID_ARGUMENT] The opening proof does not verify for this market, participant, key and
    /// commitment.</summary>
    OpeningProofInvalid = 24,

    /// <summary>[RESOURCE_EXHAUSTED] The participant has replaced its commitment too often.</summary>
    TooManyCommitments = 25,

    /// <summary>[FAILED_PRECONDITION] A report needs a commitment.</summary>
    CommitmentRequired = 26,

    /// <summary>[FAILED_PRECONDITION] The report names a commitment that is not the participant's current
    /// one.</summary>
    CommitmentNotCurrent = 27,

    /// <summary>[ALREADY_EXISTS] The participant has reported; a report is final.</summary>
    AlreadyReported = 28,

    /// <summary>[OUT_OF_RANGE] The reported size is above 4,294,967,295 records.</summary>
    ReportOutOfRange = 29,

    /// <summary>[INVALID_ARGUMENT] The range proof is not 608 bytes of canonical points, none the identity, and
    /// canonical scalars.</summary>
    RangeProofMalformed = 30,

    /// <summary>[INVALID_ARGUMENT] The range proof does not show that the report is at most the committed
    /// size.</summary>
    RangeProofInvalid = 31,

    /// <summary>[INVALID_ARGUMENT] The resume token does not belong to this stream.</summary>
    ResumeTokenInvalid = 32,

    /// <summary>[INVALID_ARGUMENT] The page token does not belong to this list.</summary>
    PageTokenInvalid = 33,

    /// <summary>[UNAVAILABLE] The server is shutting down; try again, with the same request id.</summary>
    ShuttingDown = 34,

    /// <summary>[UNAVAILABLE] The message could not be stored; try again, with the same request id.</summary>
    StorageUnavailable = 35,

    /// <summary>[RESOURCE_EXHAUSTED] The server's queue or its limit of streams is full; try again later.</summary>
    Overloaded = 36,

    /// <summary>[INTERNAL] A fault of the server, logged there under the <c>trace</c> in the metadata.</summary>
    Internal = 37,

    /// <summary>[INVALID_ARGUMENT] The reported size is not on the market's report grid; the message names the sizes
    /// beside it.</summary>
    ReportOffGrid = 38,

    /// <summary>[RESOURCE_EXHAUSTED] The message is larger than the server takes, 4 MiB as a rule.</summary>
    MessageTooLarge = 39,

    /// <summary>[INVALID_ARGUMENT] The market asks for a dataset root and a record key with each
    /// commitment.</summary>
    DatasetCommitmentRequired = 40,

    /// <summary>[INVALID_ARGUMENT] The record key is not a canonical encoding of a group element other than the
    /// identity.</summary>
    RecordKeyMalformed = 41,

    /// <summary>[FAILED_PRECONDITION] The market takes reports only against a commitment that a validator has
    /// attested.</summary>
    ValidationRequired = 42,

    /// <summary>[FAILED_PRECONDITION] The market asks for no validation.</summary>
    ValidationNotAsked = 43,

    /// <summary>[FAILED_PRECONDITION] The commitment was refused; the participant may commit anew until the
    /// commitment deadline.</summary>
    CommitmentRefused = 44,

    /// <summary>[INVALID_ARGUMENT] The attestation's bytes are not those of statement 5.</summary>
    AttestationMalformed = 45,

    /// <summary>[FAILED_PRECONDITION] The verdict is for another commitment, root, record key or policy than stands
    /// in the market.</summary>
    VerdictMismatch = 46,

    /// <summary>[ALREADY_EXISTS] The commitment has a verdict, which stands.</summary>
    VerdictStands = 47,

    /// <summary>[FAILED_PRECONDITION] The overlap with a participant that was attested earlier is not known
    /// yet.</summary>
    OverlapPending = 48,

    /// <summary>[INVALID_ARGUMENT] The proof does not show that the commitment is to the size given and that the
    /// record key's secret is known.</summary>
    DatasetProofInvalid = 49,

    /// <summary>[INVALID_ARGUMENT] The tags are not whole ones of 32 bytes, or one is the identity.</summary>
    TagsMalformed = 50,

    /// <summary>[INVALID_ARGUMENT] A tag comes twice: a record is repeated.</summary>
    TagRepeated = 51,

    /// <summary>[INVALID_ARGUMENT] The tags do not rise by their bytes.</summary>
    TagsUnsorted = 52,

    /// <summary>[INVALID_ARGUMENT] There are more or fewer tags than the size that was claimed.</summary>
    DatasetSizeMismatch = 53,

    /// <summary>[INVALID_ARGUMENT] The tags are not those under the committed root.</summary>
    DatasetRootMismatch = 54,

    /// <summary>[NOT_FOUND] There is no audit of this commitment here.</summary>
    AuditNotFound = 55,

    /// <summary>[FAILED_PRECONDITION] The audit awaits something else, or is over; the message names its
    /// phase.</summary>
    AuditOutOfOrder = 56,

    /// <summary>[FAILED_PRECONDITION] The audit's deadline has passed; the commitment is refused.</summary>
    AuditDeadlinePassed = 57,

    /// <summary>[FAILED_PRECONDITION] The market's definition does not name this validator's key.</summary>
    OtherValidator = 58,

    /// <summary>[INVALID_ARGUMENT] The double tags are not the other's tags under the committed record key.</summary>
    DoubleTagsInvalid = 59,

    /// <summary>[NOT_FOUND] There is no overlap check between these two to answer.</summary>
    OverlapTaskNotFound = 60,

    /// <summary>[OUT_OF_RANGE] The index or the size is not within the transcript.</summary>
    LogRangeInvalid = 61,

    /// <summary>[UNAVAILABLE] The validator cannot reach the market's server; try again.</summary>
    PlatformUnavailable = 62,

    /// <summary>[FAILED_PRECONDITION] The message does not name the participant's last accepted message as its
    /// predecessor.</summary>
    PredecessorMismatch = 63,

    /// <summary>[INVALID_ARGUMENT] The payload is not in the one encoding that is accepted.</summary>
    PayloadNotCanonical = 64,

    /// <summary>[UNAUTHENTICATED] The signature has the higher of its two values of s.</summary>
    SignatureNotLowS = 65,

    /// <summary>[INVALID_ARGUMENT] The dataset has more records than the market takes of one participant.</summary>
    DatasetTooLarge = 66,

    /// <summary>[FAILED_PRECONDITION] The market trains no model.</summary>
    TrainingNotAsked = 67,

    /// <summary>[FAILED_PRECONDITION] Reports are closed and the market trains: what the message asks for is no
    /// longer possible.</summary>
    TrainingUnderway = 68,

    /// <summary>[FAILED_PRECONDITION] The market takes a report only of who has given a mask key.</summary>
    MaskKeyRequired = 69,

    /// <summary>[ALREADY_EXISTS] Another participant has this mask key, or this participant has given
    /// another.</summary>
    MaskKeyTaken = 70,

    /// <summary>[INVALID_ARGUMENT] The mask key is not a canonical encoding of a group element other than the
    /// identity, or the proof does not show that its secret is known.</summary>
    MaskKeyInvalid = 71,

    /// <summary>[FAILED_PRECONDITION] The message is of a step or epoch of the training that has not come, or
    /// nothing is in dispute.</summary>
    StepAhead = 72,

    /// <summary>[FAILED_PRECONDITION] The message is of a step or epoch of the training that is over.</summary>
    StepOver = 73,

    /// <summary>[ALREADY_EXISTS] Another message of this sender was taken in this step.</summary>
    StepAnswered = 74,

    /// <summary>[FAILED_PRECONDITION] The sender does not contribute, or its report has fallen.</summary>
    NotAContributor = 75,

    /// <summary>[INVALID_ARGUMENT] The message names another list, or another context, than the epoch has.</summary>
    ListMismatch = 76,

    /// <summary>[INVALID_ARGUMENT] A vector, a point, a scalar, a proof or their number in a contribution is not as
    /// it must be.</summary>
    ContributionMalformed = 77,

    /// <summary>[INVALID_ARGUMENT] The opened count is not that of the report (statement 7).</summary>
    CountMismatch = 78,

    /// <summary>[FAILED_PRECONDITION] What the message's digests are of was not uploaded, or not all of
    /// it.</summary>
    UploadMissing = 79,

    /// <summary>[INVALID_ARGUMENT] An upload goes on elsewhere than it stopped, has other bytes than its digest
    /// says, or is longer than it may be.</summary>
    UploadInvalid = 80,

    /// <summary>[INVALID_ARGUMENT] The opening does not show the pair's secret.</summary>
    PairOpeningInvalid = 81,

    /// <summary>[FAILED_PRECONDITION] The market has allocated no model to this participant, or has not
    /// settled.</summary>
    ModelNotAllocated = 82,

    /// <summary>[INVALID_ARGUMENT] The proof that the contribution is near the audited records (statement 8) was signed for
    /// other commitments or other projections than were asked about. One that does not hold is judged instead.</summary>
    NearnessProofInvalid = 83,

    /// <summary>[FAILED_PRECONDITION] So many records are reported, of so few audited ones, that an interval of statement 8
    /// would have 2^64 integers or more.</summary>
    TooManyRecords = 84,

    /// <summary>[UNAVAILABLE] A stream of this client said nothing for too long, and was given up; it may be sent
    /// again.</summary>
    StreamSilent = 85,

    /// <summary>[DATA_LOSS] What the server has stored of the market is not what it wrote, or less than it signed. The market is
    /// closed there until its operator puts back what is missing; other markets go on.</summary>
    MarketDamaged = 90,
}
