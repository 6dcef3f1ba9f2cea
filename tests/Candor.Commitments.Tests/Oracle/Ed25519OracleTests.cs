using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Candor.Commitments.Logs;
using Xunit.Abstractions;

namespace Candor.Commitments.Tests.Oracle;

public sealed class Ed25519OracleTests(ITestOutputHelper output)
{
    // The eight points of small order and every encoding of them that some implementation reads: y + p where it fits,
    // and the sign of x = 0.
    public static TheoryData<string> OfSmallOrder { get; } =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    [Theory]
    [MemberData(nameof(OfSmallOrder))]
    public void NoteKey_OfSmallOrderInAnyEncoding_IsRefused(string hex)
    {
        byte[] key = Convert.FromHexString(hex);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => new NoteKey("log.example", key));

        Assert.Contains("small order", exception.Message, StringComparison.Ordinal);
        Assert.Contains(hex, exception.Message, StringComparison.Ordinal);
        Assert.False(NoteKey.TryParse(TextOf("log.example", key), out _));
    }

    [Fact]
    public void NoteKey_YFromThePrimeOn_IsRefused()
    {
        // p + y for y from 0 to 18, both signs: the numbers of 255 bits that are no residue.
        for (int y = 0; y < 19; y++)
        {
            byte[] key = Generators.Bytes(Generators.FieldPrime + y, 32);
            Assert.False(Ed25519Key.TryParse(key, out _));
            key[31] |= 0x80;
            Assert.False(Ed25519Key.TryParse(key, out _));
        }
    }

    [Fact]
    public void TryParse_AGoodKey_TellsThatOnlyTheKeyWasTheReason()
    {
        byte[] key = new NoteSigner("log.example", new byte[32]).Key.PublicKey.ToArray();
        Assert.True(NoteKey.TryParse(TextOf("log.example", key), out _));
    }

    [Fact]
    public void Verify_CraftedSignatures_AgreesWithLibsodium() => CompareCrafted(8_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void Verify_ManyCraftedSignatures_AgreesWithLibsodium() => CompareCrafted(60_000);

    [Fact]
    public void Sign_AnyTexts_GivesLibsodiumsBytes() => OracleRun.Check(output, 1_000, random =>
    {
        byte[] seed = random.Bytes(32);
        string text = string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64()}\n");
        var signer = new NoteSigner("log.example", seed);
        byte[] message = Encoding.UTF8.GetBytes(text);
        (byte[] publicKey, byte[] signature) = Sodium.SignEd25519(seed, message);
        Assert.Equal(publicKey, signer.Key.PublicKey.ToArray());
        string note = Encoding.UTF8.GetString(signer.Sign(text));
        Assert.Equal(signature, Convert.FromBase64String(note.Trim().Split(' ')[^1])[4..]);
        Assert.True(signer.Key.Verify(message, signature));
    });

    private static string TextOf(string name, byte[] key)
    {
        byte[] encoded = [1, .. key];
        byte[] hash = SHA256.HashData(
            [.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. encoded]);
        return $"{name}+{Convert.ToHexStringLower(hash[..4])}+{Convert.ToBase64String(encoded)}";
    }

    private void CompareCrafted(int cases)
    {
        var verdicts = new ConcurrentDictionary<(bool Key, bool Signature), int>();
        OracleRun.Check(output, cases, random =>
        {
            Ed25519Case drawn = Ed25519Case.Draw(random);
            bool expected = Sodium.VerifyEd25519(drawn.PublicKey, drawn.Message, drawn.Signature);
            bool isKey = Ed25519Key.TryParse(drawn.PublicKey, out Ed25519Key? key);
            bool found = isKey && key!.Verify(drawn.Message, drawn.Signature);
            Assert.True(expected == found, $"{drawn.Describe()}: {found}; libsodium says {expected}");
            verdicts.AddOrUpdate((isKey, found), 1, static (_, count) => count + 1);
        });

        // Every kind of verdict is among them, so that agreement says something.
        Assert.All(
            new[] { (false, false), (true, false), (true, true) },
            kind => Assert.InRange(verdicts.GetValueOrDefault(kind), cases / 20, cases));
    }
}
