using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Contributions;

/// <summary>Statement 7 and the commitments under it, frozen byte for byte.</summary>
public sealed class GoldenStatisticsTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("statistics-v1.json");
    private static readonly JsonElement s_inputs = s_golden.GetProperty("inputs");

    [Fact]
    public void Outputs_OfTheGoldenInputs_AreTheGoldenOnes()
    {
        JsonNode expected = JsonSerializer.SerializeToNode(s_golden.GetProperty("outputs"))!;
        JsonObject actual = Outputs(s_inputs);
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public void Verify_GoldenCount_Holds()
    {
        JsonElement outputs = s_golden.GetProperty("outputs");
        var builder = new StatisticsCommitmentsBuilder(Shape(s_inputs));
        foreach (JsonElement commitment in outputs.GetProperty("commitments").EnumerateArray())
        {
            Assert.Equal(ProofFailure.None, builder.Add(commitment.Hex()));
        }

        Assert.Equal(
            ProofFailure.None, builder.Finish(outputs.GetProperty("digest").Hex(), out StatisticsCommitments? commitments));
        Assert.Equal(
            ProofFailure.None,
            CountStatement.Verify(
                commitments!, s_inputs.GetProperty("records").GetUInt32(), outputs.GetProperty("countOpening").Hex()));
    }

    /// <summary>Every output that the file freezes.</summary>
    private static JsonObject Outputs(JsonElement inputs)
    {
        var context = new StatementContext(
            inputs.GetProperty("market").GetString()!,
            inputs.GetProperty("definitionDigest").Hex(),
            inputs.GetProperty("participant").GetString()!,
            inputs.GetProperty("participantKey").Hex());
        long[] coordinates = [.. inputs.GetProperty("coordinates").EnumerateArray().Select(x => x.GetInt64())];
        using var opening = new StatisticsOpening(
            context, Shape(inputs), coordinates, inputs.GetProperty("blindingSeed").Hex());
        StatisticsCommitments commitments = opening.Commit();
        return new()
        {
            ["blindings"] = Elements(opening.Blindings),
            ["commitments"] = new JsonArray(
                [.. commitments.Bytes.ToArray().Chunk(32).Select(c => JsonValue.Create(Convert.ToHexStringLower(c)))]),
            ["digest"] = Convert.ToHexStringLower(commitments.Digest.Span),
            ["countOpening"] = Convert.ToHexStringLower(
                CountStatement.Open(opening, inputs.GetProperty("records").GetUInt32())),
        };
    }

    private static StatisticsShape Shape(JsonElement inputs) => new(
        inputs.GetProperty("gramCoordinates").GetInt32(), inputs.GetProperty("labelCoordinates").GetInt32());

    private static JsonArray Elements(ReadOnlySpan<Scalar> scalars) =>
        new([.. scalars.ToArray().Select(scalar => JsonValue.Create(Convert.ToHexStringLower(scalar.ToArray())))]);
}
