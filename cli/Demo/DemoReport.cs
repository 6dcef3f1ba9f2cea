namespace Candor.Cli.Demo;

/// <summary>What the demo showed, as <c>demo --json</c> writes it.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="Currency">The currency of all amounts.</param>
/// <param name="RecordsPerUnit">How many records make one unit of data size.</param>
/// <param name="BestQuality">The curve at the sum of all reports.</param>
/// <param name="Revenue">All payments together.</param>
/// <param name="Welfare">All valuations together.</param>
/// <param name="Participants">The hospitals in roster order.</param>
/// <param name="Refusals">What the server refused.</param>
/// <param name="Truth">What would have happened had the hospital that hid records told the truth.</param>
/// <param name="Processes">How many processes took part, this one among them.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record DemoReport(
    string Market,
    string Currency,
    int RecordsPerUnit,
    double BestQuality,
    double Revenue,
    double Welfare,
    IReadOnlyList<DemoParticipant> Participants,
    IReadOnlyList<DemoRefusal> Refusals,
    DemoTruth Truth,
    int Processes,
    double Seconds);

/// <summary>A hospital at the demo's end.</summary>
/// <param name="Participant">Its id.</param>
/// <param name="Company">Its name.</param>
/// <param name="Rows">Rows of its file.</param>
/// <param name="BrokenRows">Those that break the schema.</param>
/// <param name="RepeatedRows">Those that repeat a record.</param>
/// <param name="ValidRecords">Its valid, distinct records.</param>
/// <param name="Commitment">Its commitment, hexadecimal.</param>
/// <param name="ReportedRecords">What it reported; null is out.</param>
/// <param name="AllocatedQuality">The quality it was assigned; 0 is no model.</param>
/// <param name="OwnQuality">The curve at its true data size.</param>
/// <param name="PreferredModel"><c>allocated</c> or <c>own</c>.</param>
/// <param name="Valuation">What the models in use are worth to it.</param>
/// <param name="Payment">What it was charged.</param>
/// <param name="Utility">Valuation less payment.</param>
internal sealed record DemoParticipant(
    string Participant,
    string Company,
    long Rows,
    long BrokenRows,
    long RepeatedRows,
    uint ValidRecords,
    string Commitment,
    uint? ReportedRecords,
    double AllocatedQuality,
    double OwnQuality,
    string PreferredModel,
    double Valuation,
    double Payment,
    double Utility);

/// <summary>A report that the server refused.</summary>
/// <param name="Participant">Who tried.</param>
/// <param name="AttemptedRecords">What it tried to report.</param>
/// <param name="CommittedRecords">What it had committed to.</param>
/// <param name="Reason">The server's stable name for why.</param>
/// <param name="Message">The server's words.</param>
internal sealed record DemoRefusal(
    string Participant, uint AttemptedRecords, uint CommittedRecords, string Reason, string Message);

/// <summary>The same market, had one hospital told the truth.</summary>
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
