using System.Text.Json;
using Candor.Commitments.Merkle;

namespace Candor.Commitments.Tests.Merkle;

/// <summary>Roots of RFC 6962 implementations and the proofs of transparency-dev/merkle.</summary>
public sealed class MerkleVectorTests
{
    private static readonly JsonElement s_proofs = TestFiles.Vectors("rfc6962-proofs.json");

    [Fact]
    public void Root_EightLeafTree_IsTheVectors()
    {
        JsonElement vectors = TestFiles.Vectors("rfc6962-roots.json");
        var accumulator = new MerkleAccumulator();
        var tree = new MerkleTree();
        int checks = 0;
        foreach (JsonElement leaf in vectors.GetProperty("leaves_hex").EnumerateArray())
        {
            accumulator.Append(leaf.Hex());
            tree.Append(leaf.Hex());
            string size = $"{accumulator.Size}";
            if (vectors.GetProperty("roots_hex").TryGetProperty(size, out JsonElement root))
            {
                Assert.Equal(root.Hex(), accumulator.Root());
                Assert.Equal(root.Hex(), tree.Root());
                checks++;
            }
        }

        Assert.Equal(3, checks);
    }

    [Fact]
    public void VerifyInclusion_EveryVector_GivesItsVerdict()
    {
        int checks = 0;
        foreach (JsonElement vector in s_proofs.GetProperty("inclusion").EnumerateArray())
        {
            MerkleFailure failure = MerkleProof.VerifyInclusion(
                vector.GetProperty("leafHash").GetBytesFromBase64(),
                vector.GetProperty("leafIdx").GetUInt64(),
                vector.GetProperty("treeSize").GetUInt64(),
                Hashes(vector),
                vector.GetProperty("root").GetBytesFromBase64());
            AssertVerdict(vector, failure);
            checks++;
        }

        Assert.Equal(49, checks);
    }

    [Fact]
    public void VerifyConsistency_EveryVector_GivesItsVerdict()
    {
        int checks = 0;
        foreach (JsonElement vector in s_proofs.GetProperty("consistency").EnumerateArray())
        {
            MerkleFailure failure = MerkleProof.VerifyConsistency(
                vector.GetProperty("size1").GetUInt64(),
                vector.GetProperty("root1").GetBytesFromBase64(),
                vector.GetProperty("size2").GetUInt64(),
                vector.GetProperty("root2").GetBytesFromBase64(),
                Hashes(vector));
            AssertVerdict(vector, failure);
            checks++;
        }

        Assert.Equal(49, checks);
    }

    private static void AssertVerdict(JsonElement vector, MerkleFailure failure) => Assert.True(
        vector.GetProperty("wantErr").GetBoolean() == (failure != MerkleFailure.None),
        $"{vector.GetProperty("case").GetString()} gave {failure}.");

    private static List<ReadOnlyMemory<byte>> Hashes(JsonElement vector)
    {
        JsonElement proof = vector.GetProperty("proof");
        return proof.ValueKind == JsonValueKind.Null
            ? []
            : [.. proof.EnumerateArray().Select(hash => new ReadOnlyMemory<byte>(hash.GetBytesFromBase64()))];
    }
}
