using System.Text.Json.Serialization;
using Candor.Client.Transcripts;

namespace Candor.Cli.Demo;

/// <summary>What the demo showed, as <c>demo --json</c> writes it.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="Currency">The currency of all amounts.</param>
/// <param name="RecordsPerUnit">How many records make one unit of data size.</param>
/// <param name="Things">What a record is of, many of them.</param>
/// <param name="HeldOutRecords">How many records nobody brought; models are measured on them.</param>
/// <param name="BestQuality">The curve at the sum of all reports.</param>
/// <param name="Revenue">All payments together.</param>
/// <param name="Welfare">All valuations together.</param>
/// <param name="Participants">The companies in roster order.</param>
/// <param name="Refusals">What was refused, by roster and then as it came.</param>
/// <param name="Validator">Who audited.</param>
/// <param name="Verification">What came of checking the market's transcript.</param>
/// <param name="Truth">What would have happened had the company that hid records told the truth.</param>
/// <param name="Processes">How many processes took part, this one among them.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record DemoReport(
    string Market,
    string Currency,
    uint RecordsPerUnit,
    string Things,
    int HeldOutRecords,
    double BestQuality,
    double Revenue,
    double Welfare,
    IReadOnlyList<DemoParticipant> Participants,
    IReadOnlyList<DemoRefusal> Refusals,
    DemoValidator Validator,
    DemoVerification Verification,
    DemoTruth Truth,
    int Processes,
    double Seconds);

/// <summary>A company at the demo's end.</summary>
/// <param name="Participant">Its id.</param>
/// <param name="Company">Its name.</param>
/// <param name="Rows">Rows of its file.</param>
/// <param name="BrokenRows">Those that break the schema.</param>
/// <param name="RepeatedRows">Those that repeat a record.</param>
/// <param name="ValidRecords">Its valid, distinct records.</param>
/// <param name="Commitment">Its last commitment, hexadecimal.</param>
/// <param name="AuditedRecords">How many records the validator saw; null where nothing was attested.</param>
/// <param name="ReportedRecords">What it reported; null is out.</param>
/// <param name="AllocatedQuality">The quality it was assigned; 0 is no model.</param>
/// <param name="OwnQuality">The curve at its true data size.</param>
/// <param name="PreferredModel"><c>allocated</c> or <c>own</c>.</param>
/// <param name="Valuation">What the models in use are worth to it.</param>
/// <param name="Payment">What it was charged.</param>
/// <param name="Utility">Valuation less payment.</param>
/// <param name="OwnAccuracy">The part of the held-out records whose class the model predicts that it trained alone; null
/// where a number is predicted.</param>
/// <param name="ReceivedAccuracy">That of the model that it received; null also where it received none.</param>
/// <param name="OwnMeasured">The explained variance of the model that it trained alone, on the held-out records.</param>
/// <param name="ReceivedMeasured">That of the model that it received; null where it received none.</param>
/// <param name="OwnModel">The file of the model that it trained alone, where it is kept.</param>
/// <param name="ReceivedModel">The file of the model that it received, where there is one and it is kept.</param>
/// <param name="Verified">Whether its own process replayed the transcript and found that all this follows.</param>
internal sealed record DemoParticipant(
    string Participant,
    string Company,
    long Rows,
    long BrokenRows,
    long RepeatedRows,
    uint ValidRecords,
    string Commitment,
    uint? AuditedRecords,
    uint? ReportedRecords,
    double AllocatedQuality,
    double OwnQuality,
    string PreferredModel,
    double Valuation,
    double Payment,
    double Utility,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? OwnAccuracy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ReceivedAccuracy,
    double OwnMeasured,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ReceivedMeasured,
    string? OwnModel,
    string? ReceivedModel,
    bool Verified);

/// <summary>A commitment or a report that was refused.</summary>
/// <param name="Participant">Who tried.</param>
/// <param name="Where"><c>validator</c> or <c>platform</c>.</param>
/// <param name="Stage"><c>tags</c>, <c>audit</c>, <c>overlap</c> or <c>report</c>.</param>
/// <param name="AttemptedRecords">What it tried to commit to or to report.</param>
/// <param name="ValidRecords">The valid, distinct records in its file.</param>
/// <param name="SharedRecords">How many records are another's; null where it is not about that.</param>
/// <param name="SharedWith">Whose.</param>
/// <param name="Reason">The stable name for why.</param>
/// <param name="Message">Why, in words.</param>
internal sealed record DemoRefusal(
    string Participant,
    string Where,
    string Stage,
    uint AttemptedRecords,
    uint ValidRecords,
    ulong? SharedRecords,
    string? SharedWith,
    string Reason,
    string Message);

/// <summary>The validator of the demo.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Address">Where it listened.</param>
/// <param name="ProcessId">The system's number of its process.</param>
/// <param name="BadSharePerMillion">The bad share of records that its audits must find.</param>
/// <param name="SecurityBits">-log2 of the probability that one does not.</param>
internal sealed record DemoValidator(
    string Id, string Address, int ProcessId, int BadSharePerMillion, int SecurityBits);

/// <summary>What came of checking the transcript, as <c>candor verify</c> does.</summary>
/// <param name="Verified">Whether everything holds.</param>
/// <param name="LogKeyVouchedFor">Whether the operator signed the key that signs the transcript.</param>
/// <param name="Checked">What was checked, and how many of each.</param>
/// <param name="ReceiptsOf">Whose receipts it was held against, by id.</param>
/// <param name="Receipts">How many of them hold.</param>
/// <param name="File">The transcript, where it is kept.</param>
/// <param name="ReceiptFile">The file of the receipts, where it is kept.</param>
internal sealed record DemoVerification(
    bool Verified,
    bool LogKeyVouchedFor,
    TranscriptCounts Checked,
    string ReceiptsOf,
    int Receipts,
    string? File,
    string? ReceiptFile);

/// <summary>The same market, had one company told the truth.</summary>
/// <param name="Participant">Who hid records.</param>
/// <param name="ReportedRecords">What it would have reported.</param>
/// <param name="BestQuality">The curve at the sum of all reports then.</param>
/// <param name="AllocatedQuality">What it would have been assigned.</param>
/// <param name="Payment">What it would have been charged.</param>
/// <param name="Valuation">What the models in use would have been worth to it.</param>
/// <param name="Utility">What it would have ended with.</param>
/// <param name="Gain">That utility less the one it ended with by hiding: what hiding cost it.</param>
internal sealed record DemoTruth(
    string Participant,
    uint ReportedRecords,
    double BestQuality,
    double AllocatedQuality,
    double Payment,
    double Valuation,
    double Utility,
    double Gain);
