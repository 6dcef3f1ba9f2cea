using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;

namespace Candor.Commitments.Tests.Masks;

/// <summary>Mask keys, masked vectors, weights and points, frozen byte for byte.</summary>
public sealed class GoldenMasksTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("masks-v1.json");
    private static readonly GoldenMasks s_masks = new(s_golden.GetProperty("inputs"));

    [Fact]
    public void Outputs_OfTheGoldenInputs_AreTheGoldenOnes()
    {
        JsonNode expected = JsonSerializer.SerializeToNode(s_golden.GetProperty("outputs"))!;
        JsonObject actual = s_masks.Outputs();
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public void Verify_GoldenContributors_Hold()
    {
        JsonElement[] outputs = [.. s_golden.GetProperty("outputs").GetProperty("contributors").EnumerateArray()];
        for (int i = 0; i < outputs.Length; i++)
        {
            Assert.Equal(
                ProofFailure.None,
                MaskKeyStatement.Verify(
                    s_masks.Contexts[i], outputs[i].GetProperty("maskKey").Hex(), outputs[i].GetProperty("maskKeyProof").Hex()));
            var builder = new StatisticsCommitmentsBuilder(s_masks.Epoch.Shape);
            Assert.Equal(ProofFailure.None, builder.Add(Bytes(outputs[i], "commitments")));
            Assert.Equal(
                ProofFailure.None,
                builder.Finish(outputs[i].GetProperty("statistics").Hex(), out StatisticsCommitments? commitments));
            Assert.True(MaskedStatistics.TryParse(
                s_masks.Epoch.Shape,
                Bytes(outputs[i], "values"),
                Bytes(outputs[i], "blindings"),
                out MaskedStatistics? masked,
                out _));
            Assert.True(MaskPoints.TryParse(
                s_masks.Epoch.List, Bytes(outputs[i], "points"), out MaskPoints? points, out _));
            Assert.Equal(
                ProofFailure.None, MaskedVectorStatement.Verify(s_masks.Weights, i, commitments!, masked, points));
            Assert.Equal(
                ProofFailure.None, MaskedVectorStatement.VerifyOwn(s_masks.Weights, i, points, s_masks.Seeds[i]));
        }
    }

    private static byte[] Bytes(JsonElement contributor, string name) =>
        [.. contributor.GetProperty(name).EnumerateArray().SelectMany(element => element.Hex())];
}
