using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.Group;

/// <summary>RFC 9496, appendix A.</summary>
public sealed class RistrettoVectorTests
{
    private static readonly JsonElement s_vectors = TestFiles.Vectors("ristretto255.json");

    [Fact]
    public void Multiples_OfBasepoint_EncodeAsInTheRfc()
    {
        RistrettoPoint multiple = RistrettoPoint.Identity;
        ulong factor = 0;
        foreach (JsonElement expected in s_vectors.GetProperty("multiples_of_basepoint").EnumerateArray())
        {
            Assert.Equal(expected.GetString(), Convert.ToHexStringLower(multiple.ToArray()));
            Assert.True(RistrettoPoint.TryParse(expected.Hex(), out RistrettoPoint parsed));
            Assert.Equal(multiple, parsed);
            Assert.Equal(multiple, SecretMultiplication.Multiply(factor, RistrettoPoint.Basepoint));
            multiple += RistrettoPoint.Basepoint;
            factor++;
        }

        Assert.Equal(16UL, factor);
    }

    [Fact]
    public void TryParse_EveryInvalidEncodingOfTheRfc_IsRefused()
    {
        JsonElement[] invalid = [.. s_vectors.GetProperty("invalid_encodings").EnumerateArray()];
        Assert.Equal(29, invalid.Length);
        foreach (JsonElement encoding in invalid)
        {
            Assert.False(RistrettoPoint.TryParse(encoding.Hex(), out _), encoding.GetString());
            Assert.Equal(PointFailure.NonCanonical, PointEncoding.TryParse(encoding.Hex(), out _));
            Assert.False(Commitment.TryParse(encoding.Hex(), out Commitment c, out ProofFailure failure));
            Assert.Equal(ProofFailure.NonCanonicalPoint, failure);
            Assert.Equal(default, c);
        }
    }

    [Fact]
    public void FromUniformBytes_OfHashedLabels_EncodesAsInTheRfc()
    {
        JsonElement[] cases = [.. s_vectors.GetProperty("one_way_map_of_sha512_of_label").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach (JsonElement vector in cases)
        {
            byte[] uniform = SHA512.HashData(Encoding.ASCII.GetBytes(vector.GetProperty("label").GetString()!));
            RistrettoPoint point = RistrettoPoint.FromUniformBytes(uniform);
            Assert.Equal(vector.GetProperty("encoding").GetString(), Convert.ToHexStringLower(point.ToArray()));
        }
    }
}
