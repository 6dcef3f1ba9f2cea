using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Tests.SecretSharing;

/// <summary>Shares and Feldman's commitments, frozen byte for byte.</summary>
public sealed class GoldenSharingTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("sharing-v1.json");

    [Fact]
    public void Outputs_OfTheGoldenInputs_AreTheGoldenOnes()
    {
        JsonNode expected = JsonSerializer.SerializeToNode(s_golden.GetProperty("outputs"))!;
        JsonObject actual = Outputs(s_golden.GetProperty("inputs"));
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    private static JsonObject Outputs(JsonElement inputs)
    {
        byte[] coefficients = [.. inputs.GetProperty("coefficients").EnumerateArray().SelectMany(a => a.Hex())];
        Assert.True(SharingPolynomial.TryImport(coefficients, out SharingPolynomial? polynomial));
        using (polynomial)
        {
            return new()
            {
                ["commitments"] = new JsonArray([.. polynomial.Commit().Bytes.ToArray().Chunk(32).Select(Hex)]),
                ["shares"] = new JsonArray([.. inputs.GetProperty("rosterIndices").EnumerateArray()
                    .Select(index => Hex(polynomial.ShareOf(index.GetInt32()).ToArray()))]),
            };
        }
    }

    private static JsonValue Hex(byte[] bytes) => JsonValue.Create(Convert.ToHexStringLower(bytes));
}
