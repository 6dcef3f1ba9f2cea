using System.Buffers.Binary;
using System.Text;
using Candor.Client.Contributions;

namespace Candor.Client.Tests.Contributions;

public class RecordSampleTests
{
    private const string Golden = "candor-contributed/1 3 0 VIpCUX+ihSUDfTkM1O95bgwnRjmTZxd5";

    [Theory]
    [InlineData(0, 150, 0, 150, 150, true)]
    [InlineData(0, 150, 0, 149, 149, true)]
    [InlineData(0, 150, 1, 151, 149, true)]
    [InlineData(0, 150, 75, 300, 75, true)]
    [InlineData(0, 150, 76, 300, 74, false)]
    [InlineData(0, 1000, 990, 1010, 10, true)]
    [InlineData(0, 1000, 991, 1010, 9, false)]
    [InlineData(0, 150, 150, 300, 0, false)]
    public void CompareWith_FewRecords_CountsThoseOfBoth(
        int from, int until, int otherFrom, int otherUntil, long shared, bool isHalf)
    {
        RecordSample one = SetOf(from, until).Sample();
        RecordSample other = SetOf(otherFrom, otherUntil).Sample();

        Assert.Equal((shared, isHalf), one.CompareWith(other));
        Assert.Equal((shared, isHalf), other.CompareWith(one));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(150_000, true)]
    [InlineData(250_000, false)]
    public void CompareWith_MoreRecordsThanAreKept_ComparesTheSamePartOfBoth(int otherFrom, bool isHalf)
    {
        RecordSample one = SetOf(0, 400_000).Sample();
        RecordSample other = SetOf(otherFrom, otherFrom + 400_000).Sample();
        (long shared, bool half) = one.CompareWith(other);

        Assert.Equal((isHalf, 2), (half, one.Halvings));
        Assert.InRange(one.Hashes.Length, 1, RecordSample.MostHashes);
        Assert.InRange(shared, (400_000 - otherFrom) * 97L / 100, (400_000 - otherFrom) * 103L / 100);
        Assert.True(one.CompareWith(SetOf(100, 3000).Sample()).IsHalf);
        Assert.False(one.CompareWith(SetOf(-3000, -100).Sample()).IsHalf);
    }

    [Fact]
    public void Encode_ThreeRecords_IsTheLineOfTheFirstVersion()
    {
        RecordSet set = SetOf(["ash", "birch", "cedar"]);

        Assert.Equal(Golden, set.Sample().Encode());
        Assert.True(RecordSample.TryDecode(Golden, out RecordSample? read));
        Assert.Equal((3, true), read.CompareWith(set.Sample()));
        Assert.Equal(
            "6c5f40a8b2132c705e75659a89e481b1d1c0f75342080ef1052a0cfd8a5d65c1", Convert.ToHexStringLower(set.Digest.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("candor-contributed/2 0 0 ")]
    [InlineData("candor-contributed/1 0 0")]
    [InlineData("candor-contributed/1 0 64 ")]
    [InlineData("candor-contributed/1 -1 0 ")]
    [InlineData("candor-contributed/1 1 0 AAAA")]
    [InlineData("candor-contributed/1 1 0 ?")]
    [InlineData("candor-contributed/1 0 0 AAAAAAAAAAA=")]
    [InlineData("candor-contributed/1 1 1 AAAAAAAAAP8=")]
    [InlineData("candor-contributed/1 2 0 AgAAAAAAAAABAAAAAAAAAA==")]
    public void TryDecode_AnotherLine_IsRefused(string line) => Assert.False(RecordSample.TryDecode(line, out _));

    private static RecordSet SetOf(int from, int until)
    {
        var set = new RecordSet();
        Span<byte> record = stackalloc byte[sizeof(int)];
        for (int i = from; i < until; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(record, i);
            set.Add(record);
        }

        return set;
    }

    private static RecordSet SetOf(string[] records)
    {
        var set = new RecordSet();
        foreach (string record in records)
        {
            set.Add(Encoding.UTF8.GetBytes(record));
        }

        return set;
    }
}
