using System.Globalization;

namespace Candor.Commitments.Tests.Mutations.Shared;

/// <summary>
/// Every target of mutation in all test projects and how often each is mutated in a usual run; <see cref="Total"/> is
/// their sum, and a test holds it to a hundred thousand. The file is compiled into each project that mutates.
/// </summary>
/// <remarks>
/// The environment variable <c>CANDOR_MUTATIONS</c> multiplies every count, for a longer run by hand:
/// <c>CANDOR_MUTATIONS=20 dotnet test tests/Candor.Commitments.Tests --filter FullyQualifiedName~Mutations</c>.
/// Mutation number n of a target is drawn from seed n in every run: a longer run goes on where a shorter one ended.
/// </remarks>
internal static class MutationPlan
{
    internal const string Variable = "CANDOR_MUTATIONS";

    // Proofs against their statements: Candor.Commitments.Tests.
    internal static readonly MutationTarget ReportProof = new("report proof", 3_000);
    internal static readonly MutationTarget ReportTerms = new("report terms", 500);
    internal static readonly MutationTarget OpeningProof = new("opening proof", 8_000);
    internal static readonly MutationTarget DatasetProof = new("dataset proof", 5_000);
    internal static readonly MutationTarget AuditAnswer = new("audit answer", 3_000);
    internal static readonly MutationTarget DoubleTags = new("double tags", 1_500);

    // Tags and logs: Candor.Commitments.Tests.
    internal static readonly MutationTarget TagStream = new("tag stream", 4_000);
    internal static readonly MutationTarget Attestation = new("attestation", 20_000);
    internal static readonly MutationTarget Inclusion = new("inclusion proof", 15_000);
    internal static readonly MutationTarget Consistency = new("consistency proof", 15_000);
    internal static readonly MutationTarget Checkpoint = new("checkpoint", 6_000);

    // What a market decides and stores: Candor.Market.Tests.
    internal static readonly MutationTarget Record = new("record", 20_000);
    internal static readonly MutationTarget Envelope = new("envelope", 6_000);
    internal static readonly MutationTarget PublicKey = new("public key", 3_000);
    internal static readonly MutationTarget StoredEvent = new("stored event", 15_000);
    internal static readonly MutationTarget AuditCommand = new("audit command", 500);
    internal static readonly MutationTarget Verdict = new("signed attestation", 1_500);

    // Signed payloads and definitions, between message and command: Candor.Wire.Tests.
    internal static readonly MutationTarget WirePayload = new("payload signed after its mutation", 6_000);
    internal static readonly MutationTarget WireDefinition = new("definition signed after its mutation", 3_000);

    // Whole requests to a running server: Candor.Platform.Tests.
    internal static readonly MutationTarget Request = new("request", 6_000);
    internal static readonly MutationTarget SignedRequest = new("request signed after its mutation", 1_500);
    internal static readonly MutationTarget AuditRequest = new("audit request", 1_500);

    // Transcripts as files: Candor.Client.Tests.
    internal static readonly MutationTarget TranscriptFile = new("transcript file", 600);
    internal static readonly MutationTarget SignedTranscript = new("transcript signed after its mutation", 300);
    internal static readonly MutationTarget TranscriptPayload = new("payload in a transcript", 1_500);

    // The same of markets of version 2, whose messages are chains and have one encoding: Candor.Client.Tests.
    internal static readonly MutationTarget ChainedFile = new("transcript file of version 2", 600);
    internal static readonly MutationTarget SignedChains = new("transcript of version 2 signed after its mutation", 300);
    internal static readonly MutationTarget ChainedPayload = new("payload in a transcript of version 2", 1_500);

    // What a server shows: Candor.Client.Tests.
    internal static readonly MutationTarget MarketAnswer = new("market as a server shows it", 2_000);

    internal static IReadOnlyList<MutationTarget> All { get; } =
    [
        ReportProof, ReportTerms, OpeningProof, DatasetProof, AuditAnswer, DoubleTags,
        TagStream, Attestation, Inclusion, Consistency, Checkpoint,
        Record, Envelope, PublicKey, StoredEvent, AuditCommand, Verdict,
        WirePayload, WireDefinition,
        Request, SignedRequest, AuditRequest,
        TranscriptFile, SignedTranscript, TranscriptPayload,
        ChainedFile, SignedChains, ChainedPayload,
        MarketAnswer,
    ];

    /// <summary>Mutations of all targets in a usual run.</summary>
    internal static int Total => All.Sum(target => target.Count);

    /// <summary>How many times as many this run makes.</summary>
    internal static int Factor { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : 1;
}
