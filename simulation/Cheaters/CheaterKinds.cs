using Candor.Market.Definitions;
using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>The catalogue of cheaters.</summary>
internal static class CheaterKinds
{
    /// <summary>The cheaters of a market.</summary>
    /// <param name="overlap">What the market does about overlap.</param>
    /// <param name="version">The version of its rules.</param>
    internal static IReadOnlyList<ParticipantKind> Of(OverlapPolicy overlap, int version) => overlap switch
    {
        OverlapPolicy.RefuseLater =>
        [
            Copier(Promise.Caught),
            new("false-double-tags", "copies, then multiplies by a false key", Promise.Caught,
                static seat => new CopiedRecords(seat, hides: true)),
            new("silent-comparison", "says nothing when records are compared", Promise.Caught,
                static seat => new Silence(seat, ProtocolStep.OverlapCheck)),
        ],
        OverlapPolicy.CreditEarlier => [Copier(Promise.Caught)],
        _ =>
        [
            .. OfData,
            .. OfKeys,
            .. OfProofs,
            .. version > 1 ? OfMessages : [],
            .. OfSilence,
            Copier(Promise.NotCaught),
            Fabricator,
        ],
    };

    private static ParticipantKind[] OfData { get; } =
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

    private static ParticipantKind[] OfKeys { get; } =
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

    private static ParticipantKind[] OfProofs { get; } =
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

    // Version 1 takes all of these.
    private static ParticipantKind[] OfMessages { get; } =
    [
        new("replayed-message", "sends another's commitment a second time", Promise.Caught,
            static seat => new ReplayedMessage(seat)),
        new("moved-message", "names another message as the one before", Promise.Caught,
            static seat => new MovedMessage(seat)),
        new("high-s", "signs with the other form of its signature", Promise.Caught,
            static seat => new HighS(seat)),
        new("second-encoding", "signs the same in a second encoding", Promise.Caught,
            static seat => new SecondEncoding(seat)),
    ];

    private static ParticipantKind[] OfSilence { get; } =
    [
        new("silent-tags", "sends no tags", Promise.Caught, static seat => new Silence(seat, ProtocolStep.Tags)),
        new("silent-openings", "opens no records", Promise.Caught, static seat => new Silence(seat, ProtocolStep.Openings)),
        new("silent-report", "sends no report", Promise.Caught, static seat => new Silence(seat, ProtocolStep.Report)),
    ];

    // Invented rows that obey the rules are, to everybody else, records: SyntheticRecords makes nothing else.
    private static ParticipantKind Fabricator { get; } = new(
        "fabricated-records", "invents records that satisfy the rules", Promise.NotCaught,
        static seat => new SimulatedParticipant(seat));

    private static ParticipantKind Copier(Promise promise) => new(
        "copied-records", "has another's records among its own", promise,
        static seat => new CopiedRecords(seat, hides: false));

    private static int Bad(Seat seat) => (int)seat.Setup.Rules.Audit.BadRecords((ulong)seat.Setup.Records);
}
