using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Tests.Masks;

/// <summary>A pair's opening and encrypted shares in the epoch of masks-v1.json, frozen byte for byte.</summary>
public sealed class GoldenDisputesTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("disputes-v1.json");
    private static readonly JsonElement s_inputs = s_golden.GetProperty("inputs");
    private static readonly GoldenMasks s_masks = new(TestFiles.Golden("masks-v1.json").GetProperty("inputs"));

    [Fact]
    public void Outputs_OfTheGoldenInputs_AreTheGoldenOnes()
    {
        JsonNode expected = JsonSerializer.SerializeToNode(s_golden.GetProperty("outputs"))!;
        JsonObject actual = Outputs();
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public void Verify_GoldenOpening_Holds() => Assert.Equal(
        ProofFailure.None,
        PairOpeningStatement.Verify(
            s_masks.Epoch,
            s_inputs.GetProperty("opener").GetInt32(),
            s_inputs.GetProperty("other").GetInt32(),
            s_golden.GetProperty("outputs").GetProperty("opening").Hex()));

    private static JsonObject Outputs()
    {
        int opener = s_inputs.GetProperty("opener").GetInt32();
        int dealer = s_inputs.GetProperty("dealer").GetInt32();
        byte[] coefficients = [.. s_inputs.GetProperty("coefficients").EnumerateArray().SelectMany(a => a.Hex())];
        Assert.True(SharingPolynomial.TryImport(coefficients, out SharingPolynomial? polynomial));
        using (polynomial)
        using (var rng = new SeededRandom(s_inputs.GetProperty("openingSeed").GetUInt64()))
        {
            EncryptedShares shares = EncryptedShares.Encrypt(s_masks.Epoch, dealer, s_masks.Keys[dealer], polynomial);
            return new()
            {
                ["opening"] = GoldenMasks.Hex(PairOpeningStatement.Open(
                    s_masks.Epoch, opener, s_inputs.GetProperty("other").GetInt32(), s_masks.Keys[opener], rng)),
                ["shareCommitments"] = GoldenMasks.Elements(polynomial.Commit().Bytes),
                ["encryptedShares"] = GoldenMasks.Elements(shares.Bytes),
                ["encryptedSharesDigest"] = GoldenMasks.Hex(shares.Digest),
            };
        }
    }
}
