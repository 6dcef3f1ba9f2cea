using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Masks;

namespace Candor.Commitments.Tests.Projections;

/// <summary>Statement 8, frozen byte for byte.</summary>
public sealed class GoldenProjectionsTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("projections-v1.json");
    private static readonly JsonElement s_inputs = s_golden.GetProperty("inputs");

    [Fact]
    public void Outputs_OfTheGoldenInputs_AreTheGoldenOnes()
    {
        JsonNode expected = JsonSerializer.SerializeToNode(s_golden.GetProperty("outputs"))!;
        JsonObject actual = Outputs();
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public void Verify_GoldenProof_Holds()
    {
        using StatisticsOpening opening = Opening();
        StatisticsCommitments commitments = opening.Commit();
        Assert.Equal(
            ProofFailure.None,
            ProjectionStatement.Verify(
                Terms(commitments), commitments, s_golden.GetProperty("outputs").GetProperty("proof").Hex()));
    }

    private static JsonObject Outputs()
    {
        using StatisticsOpening opening = Opening();
        StatisticsCommitments commitments = opening.Commit();
        ProjectionTerms terms = Terms(commitments);
        using var rng = new SeededRandom(s_inputs.GetProperty("proofSeed").GetUInt64());
        ProjectionMatrix matrix = terms.Matrix;
        return new()
        {
            ["seedDigest"] = GoldenMasks.Hex(ProjectionMatrix.DigestOf(matrix.Seed.Span)),
            ["rows"] = new JsonArray([.. Enumerable.Range(0, matrix.Policy.Rows).Select(row => new JsonArray(
                [.. Enumerable.Range(0, matrix.Shape.Coordinates).Select(j => JsonValue.Create(matrix.Entry(row, j)))]))]),
            ["bounds"] = new JsonArray([.. Enumerable.Range(0, matrix.Policy.Rows).Select(row => new JsonArray(
                Text(terms.Bounds.Low(row)), Text(terms.Bounds.High(row))))]),
            ["commitments"] = GoldenMasks.Elements(commitments.Bytes),
            ["statistics"] = GoldenMasks.Hex(commitments.Digest),
            ["proof"] = GoldenMasks.Hex(ProjectionStatement.Prove(terms, opening, rng)),
        };
    }

    private static JsonValue Text(Int128 value) => JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));

    private static StatementContext Context() => new(
        s_inputs.GetProperty("market").GetString()!,
        s_inputs.GetProperty("definitionDigest").Hex(),
        s_inputs.GetProperty("participant").GetString()!,
        s_inputs.GetProperty("participantKey").Hex());

    private static StatisticsOpening Opening() => new(
        Context(), Shape(), Integers(s_inputs.GetProperty("coordinates")), s_inputs.GetProperty("blindingSeed").Hex());

    private static ProjectionTerms Terms(StatisticsCommitments commitments)
    {
        var policy = new ProjectionPolicy
        {
            PerBlock = s_inputs.GetProperty("perBlock").GetInt32(),
            ZThousandths = s_inputs.GetProperty("zThousandths").GetInt32(),
        };
        var matrix = new ProjectionMatrix(s_inputs.GetProperty("projectionSeed").Hex(), Shape(), policy);
        var moments = new ProjectionMoments(matrix);
        foreach (JsonElement record in s_inputs.GetProperty("openedRecords").EnumerateArray())
        {
            moments.Add(Integers(record));
        }

        uint report = s_inputs.GetProperty("report").GetUInt32();
        Assert.True(ProjectionBounds.TryCompute(
            moments, s_inputs.GetProperty("records").GetUInt64(), report, out ProjectionBounds? bounds));
        return new(Context(), s_inputs.GetProperty("datasetRoot").Hex(), report, commitments.Digest, matrix, bounds);
    }

    private static StatisticsShape Shape() => new(
        s_inputs.GetProperty("gramCoordinates").GetInt32(), s_inputs.GetProperty("labelCoordinates").GetInt32());

    private static long[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetInt64())];
}
