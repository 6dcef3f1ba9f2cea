using System.Numerics;
using System.Text.Json;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Tests.RangeProofs;

/// <summary>Malformed proofs, each refused for its own reason.</summary>
public sealed class RangeProofEncodingTests
{
    private static readonly RangeSample s_sample = RangeSample.Create(32, 1, 11);

    // A, S, T_1, T_2, then ten of L and R; t_x, t_x_blinding, e_blinding, a, b.
    public static TheoryData<int> PointPlaces => [0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    public static TheoryData<int> ScalarPlaces => [4, 5, 6, 17, 18];

    [Fact]
    public void Verify_TheSampleItself_Passes() => Assert.Equal(ProofFailure.None, s_sample.Verify());

    [Theory]
    [MemberData(nameof(PointPlaces))]
    public void Verify_IdentityInAnyPlace_IsIdentityPoint(int place) =>
        Assert.Equal(ProofFailure.IdentityPoint, s_sample.Verify(Replace(place, new byte[32])));

    [Theory]
    [MemberData(nameof(PointPlaces))]
    public void Verify_InvalidEncodingInAnyPlace_IsNonCanonicalPoint(int place)
    {
        JsonElement invalid = TestFiles.Vectors("ristretto255.json").GetProperty("invalid_encodings");
        foreach (JsonElement encoding in invalid.EnumerateArray())
        {
            Assert.Equal(ProofFailure.NonCanonicalPoint, s_sample.Verify(Replace(place, encoding.Hex())));
        }
    }

    [Theory]
    [MemberData(nameof(ScalarPlaces))]
    public void Verify_OrderOrMoreInAnyPlace_IsNonCanonicalScalar(int place)
    {
        byte[] order = Generators.Bytes(Generators.Order, 32);
        BigInteger value = Generators.ToInteger(s_sample.Proof.AsSpan(32 * place, 32));
        byte[] lifted = Generators.Bytes(value + Generators.Order, 32);
        Assert.Equal(ProofFailure.NonCanonicalScalar, s_sample.Verify(Replace(place, order)));
        Assert.Equal(ProofFailure.NonCanonicalScalar, s_sample.Verify(Replace(place, lifted)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(608 - 64)]
    [InlineData(608 - 32)]
    [InlineData(608 - 1)]
    [InlineData(608 + 1)]
    [InlineData(608 + 32)]
    [InlineData(608 + 64)]
    public void Verify_AnotherLengthOrNumberOfRounds_IsWrongLength(int length)
    {
        byte[] resized = [.. s_sample.Proof];
        Array.Resize(ref resized, length);
        Assert.Equal(ProofFailure.WrongLength, s_sample.Verify(resized));
    }

    [Fact]
    public void Verify_OneRoundTakenOutOrPutIn_IsWrongLength()
    {
        byte[] proof = s_sample.Proof;
        Assert.Equal(ProofFailure.WrongLength, s_sample.Verify([.. proof[..224], .. proof[288..]]));
        Assert.Equal(ProofFailure.WrongLength, s_sample.Verify([.. proof[..288], .. proof[224..]]));
    }

    [Fact]
    public void ProofSize_OfEveryShape_IsDaleks()
    {
        Assert.Equal(608, new RangeShape(32, 1).ProofSize);
        Assert.Equal(672, new RangeShape(64, 1).ProofSize);
        Assert.Equal(480, new RangeShape(8, 1).ProofSize);
        Assert.Equal(864, new RangeShape(64, 8).ProofSize);
    }

    private static byte[] Replace(int place, byte[] element)
    {
        byte[] proof = [.. s_sample.Proof];
        element.CopyTo(proof, 32 * place);
        return proof;
    }
}
