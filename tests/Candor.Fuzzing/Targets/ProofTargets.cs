using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;
using Candor.Fuzzing.Golden;

namespace Candor.Fuzzing.Targets;

/// <summary>Statements 1 to 6: foreign bytes against public terms that are frozen. No bytes but the golden ones are a
/// proof of them, as far as anybody can search.</summary>
internal static class ProofTargets
{
    private const string OnlyTheGolden = "a verdict, never an exception; only the golden proof holds";

    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("commitment", "decodes or not; what decodes encodes to the same bytes", Commit),
        new("proof-opening", OnlyTheGolden, Opening),
        new("proof-report", OnlyTheGolden, Report),
        new("proof-dataset", OnlyTheGolden, Dataset),
        new("proof-audit", OnlyTheGolden, Audit),
        new("proof-overlap", OnlyTheGolden, Overlap),
        new("tags", "a verdict, never an exception, however the stream is cut; the same for every cut", Tags),
        new("attestation", "decodes or not; what decodes encodes to the same bytes", Attest),
    ];

    private static void Commit(byte[] input)
    {
        if (Commitment.TryParse(input, out Commitment commitment, out ProofFailure failure))
        {
            Laws.RequireSame(commitment.ToArray(), input, "the encoded commitment");
        }
        else
        {
            Laws.Require(failure != ProofFailure.None, "refused for no reason");
        }
    }

    private static void Opening(byte[] input) => RequireGolden(
        OpeningStatement.Verify(GoldenTerms.Context, GoldenTerms.Commitment, GoldenTerms.DatasetRoot, input),
        input,
        GoldenFiles.Statements.GetProperty("opening").Hex("proof"));

    private static void Report(byte[] input)
    {
        ProofFailure failure = ReportStatement.Verify(GoldenTerms.Report, input);
        RequireGolden(failure, input, GoldenFiles.Statements.GetProperty("report").Hex("proof"));
        ProofFailure inBatch = ReportStatement.VerifyBatch([(GoldenTerms.Report, input)])[0];
        Laws.Require(failure == inBatch, $"one by one {failure}, in a batch {inBatch}");
    }

    private static void Dataset(byte[] input) => RequireGolden(
        DatasetStatement.Verify(GoldenTerms.Dataset, input), input, GoldenFiles.Outputs.Hex("datasetProof"));

    // For each position: the record (a byte of length before it), its tag and its inclusion proof (a byte of count
    // before it), as they stand in the input; what is left is the proof.
    private static void Audit(byte[] input)
    {
        var bytes = new ForeignBytes(input);
        var openings = new List<OpenedRecord>();
        foreach (ulong _ in GoldenTerms.Challenge.Positions)
        {
            openings.Add(new OpenedRecord(bytes.Take(bytes.Count()), bytes.Take(bytes.Count()), bytes.Hashes()));
        }

        AuditVerdict verdict = AuditStatement.Verify(
            GoldenTerms.Challenge, new AuditResponse(openings, bytes.Rest()), static _ => true);
        Laws.Require(!verdict.Passed || input.AsSpan().SequenceEqual(GoldenAudit.Bytes), "another answer passed");
    }

    private static void Overlap(byte[] input)
    {
        int length = Math.Min(input.Length, GoldenTerms.DoubleTags.OtherTags.Tags.Length);
        var verifier = new DoubleTagVerifier(GoldenTerms.DoubleTags);
        DoubleTagFailure failure = verifier.Add(
            new DoubleTagSegment(input.AsMemory(0, length), input.AsMemory(length)));
        DoubleTagFailure atTheEnd = verifier.Finish(out _);
        Laws.Require(failure == atTheEnd, $"{failure}, and at the end {atTheEnd}");
        byte[] golden = [.. GoldenFiles.Outputs.Hex("doubleTags"), .. GoldenFiles.Outputs.Hex("doubleTagProof")];
        Laws.Require(
            failure != DoubleTagFailure.None || input.AsSpan().SequenceEqual(golden), "other double tags passed");
    }

    // The first byte says where the stream is cut.
    private static void Tags(byte[] input)
    {
        var bytes = new ForeignBytes(input);
        int where = bytes.Count();
        byte[] tags = bytes.Rest().ToArray();
        int cut = tags.Length / TagVerifier.TagSize * where / 256 * TagVerifier.TagSize;
        var whole = new TagVerifier();
        TagFailure atOnce = whole.Add(tags);
        var parts = new TagVerifier();
        parts.Add(tags.AsSpan(0, cut));
        TagFailure inParts = parts.Add(tags.AsSpan(cut));
        Laws.Require(
            tags.Length % TagVerifier.TagSize != 0 || atOnce == inParts, $"at once {atOnce}, in parts {inParts}");
        Laws.Require(
            atOnce == TagFailure.None == (inParts == TagFailure.None), $"at once {atOnce}, in parts {inParts}");
        if (atOnce == TagFailure.None)
        {
            Laws.RequireSame(parts.Root(), whole.Root(), "the root");
            TagFailure failure = CommittedTags.TryCreate(tags, whole.Root(), out _);
            Laws.Require(failure == TagFailure.None, $"tags do not have their own root: {failure}");
        }
    }

    private static void Attest(byte[] input)
    {
        if (Attestation.TryParse(input, out Attestation? attestation))
        {
            Laws.RequireSame(attestation.ToPayload(), input, "the encoded attestation");
        }
    }

    private static void RequireGolden(ProofFailure failure, byte[] input, byte[] golden) => Laws.Require(
        failure != ProofFailure.None || input.AsSpan().SequenceEqual(golden), "another proof holds");
}
