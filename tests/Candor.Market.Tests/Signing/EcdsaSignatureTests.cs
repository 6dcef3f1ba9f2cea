using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Candor.Market.Signing;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Signing;

public sealed class EcdsaSignatureTests
{
    private static readonly BigInteger s_order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    // All 484 cases; "acceptable" is none of them.
    [Fact]
    public void Verify_WycheproofsCases_TakesExactlyTheValidOnes()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(
            AppContext.BaseDirectory, "vectors", "wycheproof-ecdsa_secp256r1_sha256_test.json")));
        int cases = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] encoded = Hex(group, "publicKeyDer");
            Assert.True(VerificationKey.TryParse(encoded, out VerificationKey? key, out string? fault), fault);
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                cases++;
                string expected = test.GetProperty("result").GetString()!;
                string found = key.Verify(Hex(test, "msg"), Hex(test, "sig")) ? "valid" : "invalid";
                Assert.True(
                    expected == found,
                    $"case {test.GetProperty("tcId")}, {test.GetProperty("comment")}: {found}; expected {expected}");
            }
        }

        Assert.Equal(484, cases);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("30", "no length")]
    [InlineData("3000", "no numbers")]
    [InlineData("3003020101", "one number")]
    [InlineData("3009020101020101020101", "three numbers")]
    [InlineData("300602010102010100", "a byte after the sequence")]
    [InlineData("300702010102010100", "a byte after the numbers")]
    [InlineData("3007020101020101", "a sequence longer than the bytes")]
    [InlineData("3005020101020101", "a sequence shorter than the bytes")]
    [InlineData("308106020101020101", "a length in two bytes")]
    [InlineData("3080020101020101", "no length in advance")]
    [InlineData("30800201010201010000", "no length in advance, with its end")]
    [InlineData("300702810101020101", "a number's length in two bytes")]
    [InlineData("3106020101020101", "a set")]
    [InlineData("3006030101020101", "a bit string for r")]
    [InlineData("3006020101030101", "a bit string for s")]
    [InlineData("300702020001020101", "a needless zero before r")]
    [InlineData("300702010102020001", "a needless zero before s")]
    [InlineData("30050200020101", "an empty r")]
    [InlineData("30050201010200", "an empty s")]
    [InlineData("3006020100020101", "r = 0")]
    [InlineData("3006020101020100", "s = 0")]
    [InlineData("3006020181020101", "a negative r")]
    [InlineData("3006020101020181", "a negative s")]
    [InlineData("3006020101022101", "a number longer than the bytes")]
    public void TryParse_NotStrictDer_IsRefused(string hex, string why)
    {
        byte[] signature = Convert.FromHexString(hex);
        Assert.False(EcdsaSignature.TryParse(signature, out _), why);
        Assert.False(EcdsaSignature.HasLowS(signature), why);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => EcdsaSignature.WithLowS(signature));
        Assert.Contains("strict DER", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_NumbersAtTheOrder_OnlyBelowIsTaken()
    {
        foreach (int beyond in new[] { -2, -1, 0, 1 })
        {
            Assert.Equal(beyond < 0, EcdsaSignature.TryParse(Encode(s_order + beyond, 1), out _));
            Assert.Equal(beyond < 0, EcdsaSignature.TryParse(Encode(1, s_order + beyond), out _));
        }

        Assert.False(EcdsaSignature.TryParse(Encode(s_order << 8, 1), out _));
    }

    // .NET's own writer of ASN.1 is the oracle: numbers of every length, bits set and not set at the front.
    [Fact]
    public void TryParse_NumbersOfEveryLength_GivesThem()
    {
        for (int bits = 0; bits < 256; bits++)
        {
            BigInteger number = BigInteger.Min(BigInteger.One << bits, s_order - 1);
            Assert.True(EcdsaSignature.TryParse(Encode(number, s_order - number), out EcdsaSignature signature));
            Assert.Equal(number, Number(signature.R));
            Assert.Equal(s_order - number, Number(signature.S));
        }
    }

    [Fact]
    public void HasLowS_AroundHalfOfTheOrder_IsTrueToTheHalf()
    {
        BigInteger half = s_order / 2;
        Assert.True(EcdsaSignature.HasLowS(Encode(1, 1)));
        Assert.True(EcdsaSignature.HasLowS(Encode(1, half)));
        Assert.False(EcdsaSignature.HasLowS(Encode(1, half + 1)));
        Assert.False(EcdsaSignature.HasLowS(Encode(1, s_order - 1)));
    }

    [Fact]
    public void WithLowS_EveryLengthOfS_TurnsOnlyHighOnes()
    {
        for (int bits = 0; bits < 256; bits++)
        {
            BigInteger low = BigInteger.Min(BigInteger.One << bits, s_order / 2);
            byte[] expected = Encode(s_order - 1, low);
            Assert.Equal(expected, EcdsaSignature.WithLowS(expected));
            Assert.Equal(expected, EcdsaSignature.WithLowS(Encode(s_order - 1, s_order - low)));
        }
    }

    [Fact]
    public void WithLowS_OfASignature_VerifiesAsItDid()
    {
        var key = new TestKey();
        bool highSeen = false;
        for (int i = 0; i < 64; i++)
        {
            byte[] payload = [(byte)i];
            byte[] data = PreAuthenticationEncoding.Encode("text/plain", payload);
            ReadOnlySpan<byte> signature = key.Sign("text/plain", payload).Signature.Span;
            byte[] low = EcdsaSignature.WithLowS(signature);
            highSeen |= !signature.SequenceEqual(low);
            Assert.Equal(EcdsaSignature.HasLowS(signature), signature.SequenceEqual(low));
            Assert.True(EcdsaSignature.HasLowS(low));
            Assert.True(key.Public.Verify(data, signature));
            Assert.True(key.Public.Verify(data, low));
        }

        // Half of all signatures have a high s: 64 low ones in a row do not happen.
        Assert.True(highSeen);
    }

    private static byte[] Encode(BigInteger r, BigInteger s)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(s);
        }

        return writer.Encode();
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes)
    {
        Assert.NotEqual(0, bytes[0]);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static byte[] Hex(JsonElement element, string name) =>
        Convert.FromHexString(element.GetProperty(name).GetString()!);
}
