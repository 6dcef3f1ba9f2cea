using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.Projections;
using Candor.Commitments.Statements;

namespace Candor.Fuzzing.Golden;

/// <summary>What the golden files of statements 7 to 9 are about.</summary>
internal static class GoldenContributions
{
    /// <summary>Statement 7: what went in and came out.</summary>
    internal static JsonElement Statistics { get; } = GoldenFiles.ReadCommitments("statistics-v1.json");

    /// <summary>Statement 8: what went in and came out.</summary>
    internal static JsonElement Near { get; } = GoldenFiles.ReadCommitments("projections-v1.json");

    /// <summary>Statement 9: what went in and came out.</summary>
    internal static JsonElement Masks { get; } = GoldenFiles.ReadCommitments("masks-v1.json");

    /// <summary>A dispute: what went in and came out.</summary>
    internal static JsonElement Dispute { get; } = GoldenFiles.ReadCommitments("disputes-v1.json");

    /// <summary>The shape of statement 7's statistics.</summary>
    internal static StatisticsShape Shape { get; } = ShapeOf(Statistics);

    /// <summary>The commitments of statement 7.</summary>
    internal static StatisticsCommitments Commitments { get; } = CommitmentsOf(Statistics, "digest");

    /// <summary>Whom the masks are of.</summary>
    internal static StatementContext[] Contexts { get; } =
        [.. Masks.GetProperty("inputs").GetProperty("contributors").EnumerateArray().Select(ContextOf)];

    /// <summary>List and epoch of the masks.</summary>
    internal static MaskEpoch Epoch { get; } = new(
        ListOf(), Masks.GetProperty("inputs").GetProperty("epoch").GetUInt64(), ShapeOf(Masks));

    /// <summary>How many projections there are.</summary>
    internal static ProjectionPolicy Policy { get; } = new()
    {
        PerBlock = Near.GetProperty("inputs").GetProperty("perBlock").GetInt32(),
    };

    /// <summary>The intervals of statement 8.</summary>
    internal static ProjectionBounds Bounds { get; } = BoundsOf();

    /// <summary>The commitments of statement 8.</summary>
    internal static StatisticsCommitments NearCommitments { get; } = CommitmentsOf(Near, "statistics");

    /// <summary>Statement 8.</summary>
    internal static ProjectionTerms Terms { get; } = new(
        GoldenTerms.ContextOf(Near.GetProperty("inputs")),
        Near.GetProperty("inputs").Hex("datasetRoot"),
        Near.GetProperty("inputs").GetProperty("report").GetUInt32(),
        NearCommitments.Digest,
        new(Near.GetProperty("inputs").Hex("projectionSeed"), ShapeOf(Near), Policy),
        Bounds);

    private static StatisticsShape ShapeOf(JsonElement golden) => new(
        golden.GetProperty("inputs").GetProperty("gramCoordinates").GetInt32(),
        golden.GetProperty("inputs").GetProperty("labelCoordinates").GetInt32());

    private static StatisticsCommitments CommitmentsOf(JsonElement golden, string digest)
    {
        var builder = new StatisticsCommitmentsBuilder(ShapeOf(golden));
        JsonElement outputs = golden.GetProperty("outputs");
        foreach (JsonElement commitment in outputs.GetProperty("commitments").EnumerateArray())
        {
            builder.Add(commitment.Hex());
        }

        ProofFailure failure = builder.Finish(outputs.Hex(digest), out StatisticsCommitments? commitments);
        return commitments ?? throw new FormatException($"The golden commitments do not decode: {failure}.");
    }

    private static StatementContext ContextOf(JsonElement contributor) => new(
        Masks.GetProperty("inputs").Text("market"),
        Masks.GetProperty("inputs").Hex("definitionDigest"),
        contributor.Text("participant"),
        contributor.Hex("participantKey"));

    private static ContributorList ListOf()
    {
        JsonElement[] inputs = [.. Masks.GetProperty("inputs").GetProperty("contributors").EnumerateArray()];
        JsonElement[] outputs = [.. Masks.GetProperty("outputs").GetProperty("contributors").EnumerateArray()];
        Contributor[] contributors = [.. inputs.Select((contributor, i) => new Contributor(
            Contexts[i], contributor.GetProperty("rosterIndex").GetInt32(), outputs[i].Hex("maskKey")))];
        return ContributorList.TryCreate(contributors, out ContributorList? list, out ContributorListFailure failure)
            ? list
            : throw new FormatException($"The golden contributors are no list: {failure}.");
    }

    private static ProjectionBounds BoundsOf()
    {
        using var bytes = new MemoryStream();
        Span<byte> end = stackalloc byte[16];
        foreach (JsonElement text in Near.GetProperty("outputs").GetProperty("bounds").EnumerateArray()
            .SelectMany(ends => ends.EnumerateArray()))
        {
            BinaryPrimitives.WriteInt128LittleEndian(
                end, Int128.Parse(text.GetString()!, CultureInfo.InvariantCulture));
            bytes.Write(end);
        }

        return ProjectionBounds.TryParse(Policy, bytes.ToArray(), out ProjectionBounds? bounds)
            ? bounds
            : throw new FormatException("The golden intervals do not decode.");
    }
}
