using System.Text.Json;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;

namespace Candor.Fuzzing.Golden;

/// <summary>The public terms of the frozen statements.</summary>
internal static class GoldenTerms
{
    /// <summary>Whose statements 1 and 2 are.</summary>
    internal static StatementContext Context { get; } = ContextOf(GoldenFiles.Statements.GetProperty("context"));

    /// <summary>The committed dataset of statements 1 and 2.</summary>
    internal static byte[] DatasetRoot { get; } = GoldenFiles.Statements.Hex("datasetRoot");

    /// <summary>The commitment of statements 1 and 2.</summary>
    internal static Commitment Commitment { get; } = CommitmentOf(GoldenFiles.Statements);

    /// <summary>Statement 2.</summary>
    internal static ReportTerms Report { get; } = ReportOf(GoldenFiles.Statements.GetProperty("report"));

    /// <summary>Statement 3.</summary>
    internal static DatasetTerms Dataset { get; } = new(
        ContextOf(GoldenFiles.Inputs),
        GoldenFiles.Outputs.Hex("datasetRoot"),
        GoldenFiles.Outputs.Hex("recordKey"),
        (ulong)GoldenFiles.Outputs.GetProperty("tags").GetArrayLength(),
        CommitmentOf(GoldenFiles.Outputs));

    /// <summary>Statement 4.</summary>
    internal static AuditChallenge Challenge { get; } = ChallengeOf();

    /// <summary>Statement 6.</summary>
    internal static DoubleTagTerms DoubleTags { get; } = DoubleTagsOf();

    /// <summary>The market and the participant of a golden file.</summary>
    /// <param name="element">The object that has them.</param>
    internal static StatementContext ContextOf(JsonElement element) => new(
        element.Text("market"),
        element.Hex("definitionDigest"),
        element.Text("participant"),
        element.Hex("participantKey"));

    private static Commitment CommitmentOf(JsonElement element) =>
        Commitment.TryParse(element.Hex("commitment"), out Commitment commitment, out ProofFailure failure)
            ? commitment
            : throw new FormatException($"The golden commitment does not decode: {failure}.");

    private static ReportTerms ReportOf(JsonElement report) => new(
        Context,
        report.GetProperty("commitmentEvent").GetUInt64(),
        DatasetRoot,
        Commitment,
        report.GetProperty("report").GetUInt32(),
        report.Hex("nonce"));

    private static AuditChallenge ChallengeOf()
    {
        var policy = new AuditPolicy
        {
            BadSharePerMillion = GoldenFiles.Inputs.GetProperty("badSharePerMillion").GetInt32(),
            SecurityBits = GoldenFiles.Inputs.GetProperty("securityBits").GetInt32(),
        };
        ulong[] positions =
        [
            .. GoldenFiles.Outputs.GetProperty("auditPositions").EnumerateArray().Select(item => item.GetUInt64()),
        ];
        return AuditChallenge.TryCreate(
            Dataset, policy, GoldenFiles.Outputs.Hex("auditNonce"), positions, out AuditChallenge? challenge)
            ? challenge
            : throw new FormatException("The golden challenge is not one of its terms.");
    }

    private static DoubleTagTerms DoubleTagsOf()
    {
        byte[] tags = [.. GoldenFiles.Outputs.GetProperty("otherTags").EnumerateArray().SelectMany(tag => tag.Hex())];
        TagFailure failure = CommittedTags.TryCreate(
            tags, GoldenFiles.Outputs.Hex("otherDatasetRoot"), out CommittedTags? committed);
        return failure == TagFailure.None
            ? new DoubleTagTerms(
                Dataset.Context, Dataset.RecordKey, GoldenFiles.Inputs.Text("otherParticipant"), committed!)
            : throw new FormatException($"The golden tags are not committed: {failure}.");
    }
}
