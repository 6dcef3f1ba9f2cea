using Candor.Commitments.Hashing;
using Org.BouncyCastle.Crypto.Digests;

namespace Candor.Commitments.Tests.Hashing;

/// <summary>The sponge against BouncyCastle's, with lengths around the rates.</summary>
public sealed class KeccakSpongeTests
{
    public static TheoryData<int> Lengths => [0, 1, 7, 8, 71, 72, 73, 135, 136, 137, 271, 272, 1_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Shake256_OfAnyLength_AgreesWithBouncyCastle(int length)
    {
        byte[] message = Message(length);
        var reference = new ShakeDigest(256);
        reference.BlockUpdate(message, 0, length);
        byte[] expected = new byte[500];
        reference.OutputFinal(expected, 0, expected.Length);

        // In two uneven squeezes: the stream does not depend on how it is read.
        KeccakSponge sponge = KeccakSponge.Shake256(message);
        byte[] actual = new byte[500];
        sponge.Squeeze(actual.AsSpan(0, 137));
        sponge.Squeeze(actual.AsSpan(137));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sha3512_OfAnyLength_AgreesWithBouncyCastle(int length)
    {
        byte[] message = Message(length);
        var reference = new Sha3Digest(512);
        reference.BlockUpdate(message, 0, length);
        byte[] expected = new byte[64];
        reference.DoFinal(expected, 0);
        Assert.Equal(expected, KeccakSponge.Sha3512(message));
    }

    [Fact]
    public void Permute_AnotherNumberOfLanes_Throws() =>
        Assert.Throws<ArgumentException>(() => KeccakF1600.Permute(new ulong[24]));

    private static byte[] Message(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];
}
