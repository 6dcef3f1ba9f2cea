using Candor.Commitments.Datasets;
using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;
using Candor.Commitments.Hashing;
using Candor.Commitments.Merkle;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Tests;

/// <summary>Bounds that a verdict or memory rests on hold in every build, not in debug builds alone.</summary>
public sealed class BoundsTests
{
    [Theory]
    [InlineData(0, 64, "domainSeparationTag")]
    [InlineData(256, 64, "domainSeparationTag")]
    [InlineData(1, 0, "uniform")]
    [InlineData(1, (255 * 64) + 1, "uniform")]
    public void Expand_LengthsThatDoNotFit_Throws(int tag, int output, string parameter) => Assert.Equal(
        parameter,
        Assert.Throws<ArgumentException>(
            () => ExpandMessage.Expand("message"u8, new byte[tag], new byte[output])).ParamName);

    [Theory]
    [InlineData(31, 1)]
    [InlineData(64, 1)]
    [InlineData(64, 3)]
    public void BatchDecoding_BytesForAnotherNumberOfPoints_Throws(int bytes, int points)
    {
        Assert.Throws<ArgumentException>(
            () => BatchDecoding.TryParse(new byte[bytes], new RistrettoPoint[points]));
        Assert.Throws<ArgumentException>(
            () => BatchDecoding.TryParseOneByOne(new byte[bytes], new RistrettoPoint[points]));
    }

    [Fact]
    public void BatchEncoding_TooFewBytes_Throws() => Assert.Throws<ArgumentException>(
        () => BatchEncoding.WriteDoubles(new RistrettoPoint[2], new byte[63]));

    [Theory]
    [InlineData(0, 1, 1, "contextString")]
    [InlineData(201, 1, 1, "contextString")]
    [InlineData(1, 0, 0, "bases")]
    [InlineData(1, (1 << 16) + 1, (1 << 16) + 1, "bases")]
    [InlineData(1, 2, 1, "bases")]
    public void EqualityStatement_LengthsThatDoNotFit_Throws(int context, int bases, int images, string parameter)
    {
        var key = new PublicElement(RistrettoPoint.Basepoint);
        Assert.Equal(
            parameter,
            Assert.Throws<ArgumentException>(() => new EqualityStatement(
                new byte[context],
                key,
                new RistrettoPoint[bases],
                new byte[bases * 32],
                new RistrettoPoint[images],
                new byte[images * 32])).ParamName);
    }

    [Fact]
    public void EqualityProof_StatementWithoutImages_IsNotVerified()
    {
        var key = new PublicElement(RistrettoPoint.Basepoint);
        var statement = new EqualityStatement(
            new byte[1], key, [RistrettoPoint.Basepoint], new byte[32], null, new byte[32]);
        Assert.Throws<ArgumentException>(() => EqualityProof.Verify(statement, new byte[EqualityProof.Size]));
    }

    [Fact]
    public void TagStore_BlockAfterAShortOne_Throws()
    {
        var store = new TagStore();
        Assert.Throws<InvalidOperationException>(() => store.AddBlock(0));
        Assert.Throws<InvalidOperationException>(() => store.AddBlock(TagStore.BlockSize + 1));
        store.AddBlock(1);
        Assert.Throws<InvalidOperationException>(() => store.AddBlock(1));
    }

    [Fact]
    public void MerkleNodes_LeavesThatAreNotThere_Throws()
    {
        var nodes = new MerkleNodes(0, (_, _) => { });
        nodes.AppendHash(new byte[MerkleHash.Size]);
        Assert.Throws<ArgumentOutOfRangeException>(() => nodes.Truncate(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => nodes.Hash(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => nodes.Hash(1, 1));
    }

    [Fact]
    public void SumOfPowers_NotAPowerOfTwo_Throws() =>
        Assert.Throws<ArgumentException>(() => ScalarVectors.SumOfPowers(Scalar.One, 3));

    [Fact]
    public void Strobe_ContinuingAnotherOperation_Throws()
    {
        var strobe = new Strobe128("test"u8);
        strobe.Ad("data"u8);
        Assert.Throws<InvalidOperationException>(() => strobe.MetaAd("more"u8, more: true));
    }
}
