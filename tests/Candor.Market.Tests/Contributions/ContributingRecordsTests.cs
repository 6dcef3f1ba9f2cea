using System.Security.Cryptography;
using Candor.Market.Contributions;

namespace Candor.Market.Tests.Contributions;

public sealed class ContributingRecordsTests
{
    private static readonly byte[] s_root = SHA256.HashData("root"u8);

    // By hand: HMAC-SHA256 under the root, of "ash" and the position in eight bytes, little-endian; the three smallest.
    [Fact]
    public void Choose_ThreeOfSix_IsThoseOfTheSmallestCodes()
    {
        int[] expected =
        [
            .. Enumerable.Range(0, 6)
                .OrderBy(static position => Convert.ToHexString(HMACSHA256.HashData(
                    s_root, [.. "ash"u8, (byte)position, 0, 0, 0, 0, 0, 0, 0])), StringComparer.Ordinal)
                .Take(3)
                .Order(),
        ];

        Assert.Equal(expected, ContributingRecords.Choose(s_root, "ash", 6, 3));
    }

    [Fact]
    public void Choose_OfFewer_IsPartOfThatOfMore_AndOfAll_IsAll()
    {
        int[] few = ContributingRecords.Choose(s_root, "birch", 500, 100);
        int[] more = ContributingRecords.Choose(s_root, "birch", 500, 300);

        Assert.Equal(100, few.Distinct().Count());
        Assert.Empty(few.Except(more));
        Assert.NotEqual(few, ContributingRecords.Choose(SHA256.HashData(s_root), "birch", 500, 100));
        Assert.Equal(Enumerable.Range(0, 500), ContributingRecords.Choose(s_root, "birch", 500, 500));
    }

    [Fact]
    public void Choose_MoreThanThereAre_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ContributingRecords.Choose(s_root, "ash", 5, 6));
}
