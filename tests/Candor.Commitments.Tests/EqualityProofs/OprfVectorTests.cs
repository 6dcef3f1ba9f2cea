using System.Text.Json;
using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.EqualityProofs;

/// <summary>
/// RFC 9497 appendix A.1: blinded elements fix hashing to the group, the VOPRF's proofs fix the proof of equal
/// logarithms.
/// </summary>
public sealed class OprfVectorTests
{
    private static readonly JsonElement[] s_suites =
        [.. TestFiles.Vectors("oprf-ristretto255.json").GetProperty("suites").EnumerateArray()];

    [Fact]
    public void Point_EveryInput_BlindsToTheVector()
    {
        int checks = 0;
        foreach (JsonElement suite in s_suites)
        {
            byte[] tag = suite.GetProperty("groupDST").Hex();
            Assert.True(Scalar.TryParse(suite.GetProperty("skSm").Hex(), out Scalar key));
            foreach (JsonElement vector in suite.GetProperty("vectors").EnumerateArray())
            {
                Assert.True(Scalar.TryParse(vector.GetProperty("Blind").Hex(), out Scalar blind));
                RistrettoPoint hashed = HashToGroup.Point(vector.GetProperty("Input").Hex(), tag);
                RistrettoPoint blinded = SecretMultiplication.Multiply(blind, hashed);
                Assert.Equal(vector.GetProperty("BlindedElement").Hex(), blinded.ToArray());
                Assert.Equal(
                    vector.GetProperty("EvaluationElement").Hex(),
                    SecretMultiplication.Multiply(key, blinded).ToArray());
                checks++;
            }
        }

        Assert.Equal(4, checks);
    }

    [Fact]
    public void Prove_VectorsNonce_GivesTheVectorsProof()
    {
        int checks = 0;
        foreach ((EqualityStatement statement, Scalar key, Scalar nonce, byte[] proof) in Proofs())
        {
            Assert.Equal(proof, EqualityProof.Prove(statement, key, nonce));
            Assert.Equal(ProofFailure.None, EqualityProof.Verify(statement, proof));
            checks++;
        }

        Assert.Equal(2, checks);
    }

    private static IEnumerable<(EqualityStatement Statement, Scalar Key, Scalar Nonce, byte[] Proof)> Proofs()
    {
        JsonElement suite = s_suites.Single(candidate => candidate.GetProperty("mode").GetInt32() == 1);
        Assert.True(Scalar.TryParse(suite.GetProperty("skSm").Hex(), out Scalar key));
        Assert.Equal(PointFailure.None, PublicElement.TryParse(suite.GetProperty("pkSm").Hex(), out PublicElement k));
        foreach (JsonElement vector in suite.GetProperty("vectors").EnumerateArray())
        {
            byte[] blinded = vector.GetProperty("BlindedElement").Hex();
            byte[] evaluated = vector.GetProperty("EvaluationElement").Hex();
            Assert.True(RistrettoPoint.TryParse(blinded, out RistrettoPoint c));
            Assert.True(RistrettoPoint.TryParse(evaluated, out RistrettoPoint d));
            byte[] context = [.. "OPRFV1-"u8, 1, .. "-ristretto255-SHA512"u8];
            JsonElement proof = vector.GetProperty("Proof");
            Assert.True(Scalar.TryParse(proof.GetProperty("r").Hex(), out Scalar nonce));
            yield return (new(context, k, [c], blinded, [d], evaluated), key, nonce, proof.GetProperty("proof").Hex());
        }
    }
}
