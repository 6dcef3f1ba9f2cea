using System.Text;
using System.Text.Json;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Tests.RangeProofs;

/// <summary>Proofs that dalek published and that must verify forever.</summary>
[Trait("Category", "Slow")]
public sealed class DalekProofTests
{
    private static readonly JsonElement s_vectors = TestFiles.Vectors("bulletproofs-dalek.json");

    [Fact]
    public void BlindingBase_IsDaleks()
    {
        string encoding = Convert.ToHexStringLower(PedersenGenerators.Blinding.Point.ToArray());
        Assert.StartsWith("8c9240b4", encoding, StringComparison.Ordinal);
        Assert.EndsWith("871134", encoding, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_EveryPublishedProof_Holds()
    {
        int verified = 0;
        foreach ((RangeShape shape, RistrettoPoint[] commitments, byte[] proof) in Published())
        {
            Assert.Equal(shape.ProofSize, proof.Length);
            Assert.Equal(ProofFailure.None, RangeVerifier.Verify(NewTranscript(), shape, commitments, proof));
            verified++;
        }

        Assert.Equal(8, verified);
    }

    [Fact]
    public void Verify_PublishedProofOnAnotherProofTranscript_Fails()
    {
        foreach ((RangeShape shape, RistrettoPoint[] commitments, byte[] proof) in Published())
        {
            var transcript = new MerlinTranscript("Another label"u8);
            Assert.Equal(ProofFailure.EquationFails, RangeVerifier.Verify(transcript, shape, commitments, proof));
        }
    }

    private static MerlinTranscript NewTranscript() =>
        new(Encoding.ASCII.GetBytes(s_vectors.GetProperty("transcript_label").GetString()!));

    private static IEnumerable<(RangeShape Shape, RistrettoPoint[] Commitments, byte[] Proof)> Published()
    {
        var commitments = new List<RistrettoPoint>();
        foreach (JsonElement encoding in s_vectors.GetProperty("commitments").EnumerateArray())
        {
            Assert.True(RistrettoPoint.TryParse(encoding.Hex(), out RistrettoPoint point));
            commitments.Add(point);
        }

        foreach (JsonElement vector in s_vectors.GetProperty("proofs").EnumerateArray())
        {
            var shape = new RangeShape(vector.GetProperty("bits").GetInt32(), vector.GetProperty("parties").GetInt32());
            yield return (shape, [.. commitments.Take(shape.Parties)], vector.GetProperty("proof").Hex());
        }
    }
}
