using Candor.Market.Contributions;
using static Candor.Market.Tests.Training.GuardSetting;

namespace Candor.Market.Tests.Contributions;

public sealed class ContributorStateTests
{
    // What a member has on its disk must be read by every later version: the golden guard among it.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Encode_OfAStateInARepair_IsFrozen(int version)
    {
        byte[] golden = Golden(version);

        Assert.True(ContributorState.TryDecode(golden, Terms, out ContributorState? read));
        Assert.Equal(Convert.ToHexStringLower(Golden(2)), Convert.ToHexStringLower(read.Encode()));
        Assert.Equal("proof"u8.ToArray(), read.Nearness.ToArray());
        Assert.True(Unmask(read.Guard).IsRepeat);
        Assert.Equal(3, read.GetPolynomial().Threshold);
    }

    [Fact]
    public void Create_AndEncode_ReadBackAsTheSame()
    {
        using ContributorState state = ContributorState.Create(Terms, new CountingRandom());

        Assert.True(ContributorState.TryDecode(state.Encode(), Terms, out ContributorState? read));
        Assert.Equal(state.PublicKey.ToArray(), read.PublicKey.ToArray());
        Assert.Equal(state.Encode(), read.Encode());
        Assert.Null(read.Guard.First);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryDecode_OfOtherBytesOrAnotherMarket_IsFalse(int version)
    {
        byte[] bytes = Golden(version);

        Assert.False(ContributorState.TryDecode(bytes, Terms with { Place = 2 }, out _));
        Assert.False(ContributorState.TryDecode(bytes, Terms with { DefinitionDigest = Digest("other") }, out _));
        Assert.False(ContributorState.TryDecode([.. bytes, 0], Terms, out _));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ContributorState.TryDecode(bytes.AsSpan(0, length), Terms, out _), $"{length} bytes");
        }
    }

    [Fact]
    public void TryDecode_OfOneBitThatADiskHasSpoilt_IsFalse()
    {
        byte[] bytes = Golden(2);
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(ContributorState.TryDecode(bytes, Terms, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(33, "a mask key of zero")]
    [InlineData(101, "an epoch that the guard has not")]
    [InlineData(113, "a polynomial that begins with zero")]
    public void TryDecode_OfAFieldThatCannotBe_IsFalse(int offset, string what)
    {
        byte[] bytes = Golden();
        Assert.NotEqual(0, bytes[offset]);
        bytes[offset] = 0;

        Assert.False(ContributorState.TryDecode(bytes, Terms, out _), what);
    }

    [Fact]
    public void Dispose_OfAState_LeavesNothingToWrite()
    {
        ContributorState state = ContributorState.Create(Terms, new CountingRandom());
        state.Dispose();

        Assert.Throws<ObjectDisposedException>(() => state.Encode());
    }

    private static byte[] Golden(int version = 1) => Convert.FromHexString(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", $"contributor-state.{version}.hex"))
            .ReplaceLineEndings(string.Empty));

    private sealed class CountingRandom : System.Security.Cryptography.RandomNumberGenerator
    {
        private byte _next;

        public override void GetBytes(byte[] data)
        {
            for (int i = 0; i < data.Length; i++)
            {
                data[i] = ++_next;
            }
        }
    }
}
