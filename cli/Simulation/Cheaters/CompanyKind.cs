using Candor.Market.Definitions;

namespace Candor.Cli.Simulation.Cheaters;

/// <summary>What the protocol promises about a kind of company.</summary>
internal enum Promise
{
    /// <summary>It keeps the rules and is never refused.</summary>
    Accepted,

    /// <summary>It is always refused.</summary>
    Caught,

    /// <summary>It is refused where the sample meets a bad record.</summary>
    Sampled,

    /// <summary>The protocol does not catch it, and says so.</summary>
    NotCaught,
}

/// <summary>A kind of company in the simulation.</summary>
/// <param name="Id">Its name in the JSON.</param>
/// <param name="Tries">What it does, in a few words.</param>
/// <param name="Promise">What the protocol promises.</param>
/// <param name="Create">Makes one for a place.</param>
internal sealed record CompanyKind(string Id, string Tries, Promise Promise, Func<Seat, Company> Create)
{
    /// <summary>A company that keeps the rules.</summary>
    internal static CompanyKind Honest { get; } = new(
        "honest", "keeps the rules", Promise.Accepted, static seat => new Company(seat));

    /// <summary>The cheaters of a market.</summary>
    /// <param name="overlap">Whether it compares records.</param>
    internal static IReadOnlyList<CompanyKind> CheatersOf(OverlapPolicy overlap) => overlap switch
    {
        OverlapPolicy.RefuseLater =>
        [
            Copier(Promise.Caught),
            new("false-double-tags", "copies, then multiplies by a false key", Promise.Caught,
                static seat => new CopiedRecords(seat, hides: true)),
            new("silent-comparison", "says nothing when records are compared", Promise.Caught,
                static seat => new Silence(seat, Step.Comparison)),
        ],
        OverlapPolicy.CreditEarlier => [Copier(Promise.Caught)],
        _ => [.. OfData, .. OfKeys, .. OfProofs, .. OfSilence, Copier(Promise.NotCaught), Fabricator],
    };

    private static CompanyKind[] OfData { get; } =
    [
        new("repeated-records", "keeps repeated records in its tags", Promise.Caught,
            static seat => new RepeatedRecords(seat)),
        new("inflated-size", "commits to more records than it has tags", Promise.Caught,
            static seat => new InflatedSize(seat, admits: true)),
        new("two-sizes", "tells the validator a smaller size", Promise.Caught,
            static seat => new InflatedSize(seat, admits: false)),
        new("invalid-records", "has a share δ of invalid records", Promise.Sampled,
            static seat => new InvalidRecords(seat, Bad(seat))),
        new("covered-records", "opens valid records for invalid ones", Promise.Sampled,
            static seat => new CoveredRecords(seat, Bad(seat))),
        new("changed-tags", "sends other tags than it committed to", Promise.Caught,
            static seat => new ChangedTags(seat)),
    ];

    private static CompanyKind[] OfKeys { get; } =
    [
        new("swapped-record-key", "tags under one key, commits to another", Promise.Caught,
            static seat => new SwappedRecordKey(seat)),
        new("borrowed-name", "commits in another's name", Promise.Caught,
            static seat => new BorrowedName(seat, claimsKey: false)),
        new("forged-signature", "commits in another's name and key id", Promise.Caught,
            static seat => new BorrowedName(seat, claimsKey: true)),
        new("forged-attestation", "signs its own attestation", Promise.Caught,
            static seat => new ForgedAttestation(seat, claimsKey: false)),
        new("forged-validator", "signs it with the validator's key id", Promise.Caught,
            static seat => new ForgedAttestation(seat, claimsKey: true)),
    ];

    private static CompanyKind[] OfProofs { get; } =
    [
        new("copied-commitment", "replays another's commitment and proof", Promise.Caught,
            static seat => new CopiedCommitment(seat)),
        new("replayed-openings", "replays another's audit answer", Promise.Caught,
            static seat => new ReplayedOpenings(seat)),
        new("replayed-attestation", "replays another market's attestation", Promise.Caught,
            static seat => new ReplayedAttestation(seat)),
        new("switched-commitment", "replaces its attested commitment", Promise.Caught,
            static seat => new SwitchedCommitment(seat)),
        new("replayed-report", "replays the proof of an older commitment", Promise.Caught,
            static seat => new ReplayedReport(seat)),
        new("report-above", "reports above its commitment", Promise.Caught,
            static seat => new ReportAbove(seat)),
        new("unvalidated-report", "reports without an audit", Promise.Caught,
            static seat => new UnvalidatedReport(seat)),
    ];

    private static CompanyKind[] OfSilence { get; } =
    [
        new("silent-tags", "sends no tags", Promise.Caught, static seat => new Silence(seat, Step.Tags)),
        new("silent-openings", "opens no records", Promise.Caught, static seat => new Silence(seat, Step.Openings)),
        new("silent-report", "sends no report", Promise.Caught, static seat => new Silence(seat, Step.Report)),
    ];

    // Invented rows that obey the rules are, to everybody else, records: SyntheticRecords makes nothing else.
    private static CompanyKind Fabricator { get; } = new(
        "fabricated-records", "invents records that satisfy the rules", Promise.NotCaught,
        static seat => new Company(seat));

    private static CompanyKind Copier(Promise promise) => new(
        "copied-records", "has another's records among its own", promise,
        static seat => new CopiedRecords(seat, hides: false));

    private static int Bad(Seat seat) => (int)seat.Market.Rules.Audit.BadRecords((ulong)seat.Market.Records);
}
