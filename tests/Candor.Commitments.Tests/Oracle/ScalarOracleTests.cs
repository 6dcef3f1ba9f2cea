using System.Numerics;
using Candor.Commitments.Group;
using Xunit.Abstractions;

namespace Candor.Commitments.Tests.Oracle;

/// <summary>Integers modulo the group's order, against libsodium's.</summary>
public sealed class ScalarOracleTests(ITestOutputHelper output)
{
    [Fact]
    public void Arithmetic_AnyScalars_AgreesWithLibsodium() => Compare(5_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void Arithmetic_ManyScalars_AgreesWithLibsodium() => Compare(200_000);

    [Fact]
    public void TryParse_AnyBytes_TakesThoseThatLibsodiumLeavesAsTheyAre() => OracleRun.Check(output, 5_000, random =>
    {
        // A scalar is reduced where its reduction is itself.
        byte[] bytes = Draw(random);
        bool expected = bytes.AsSpan().SequenceEqual(Sodium.ReduceScalar([.. bytes, .. new byte[32]]));
        Assert.Equal(expected, Scalar.TryParse(bytes, out _));
    });

    internal static byte[] Draw(Random random)
    {
        BigInteger edge = random.Next(4) switch
        {
            0 => Generators.Order + random.Next(-3, 4),
            1 => BigInteger.One << random.Next(256),
            2 => (BigInteger.One << random.Next(256)) - 1,
            _ => random.Next(4),
        };
        return random.Next(3) == 0 ? Generators.Bytes(edge, 32) : random.Bytes(32);
    }

    internal static Scalar DrawReduced(Random random) => Scalar.FromWideBytes([.. Draw(random), .. new byte[32]]);

    private void Compare(int cases) => OracleRun.Check(output, cases, random =>
    {
        byte[] wide = [.. Draw(random), .. Draw(random)];
        Scalar a = Scalar.FromWideBytes(wide);
        Scalar b = DrawReduced(random);
        byte[] aBytes = a.ToArray();
        byte[] bBytes = b.ToArray();
        Assert.Equal(Sodium.ReduceScalar(wide), aBytes);
        Assert.Equal(Sodium.AddScalars(aBytes, bBytes), (a + b).ToArray());
        Assert.Equal(Sodium.SubtractScalars(aBytes, bBytes), (a - b).ToArray());
        Assert.Equal(Sodium.MultiplyScalars(aBytes, bBytes), (a * b).ToArray());
        Assert.Equal(Sodium.MultiplyScalars(aBytes, bBytes), (new ScalarFactor(a) * b).ToArray());
        Assert.Equal(Sodium.NegateScalar(aBytes), (-a).ToArray());
        if (!a.IsZero)
        {
            Assert.Equal(Sodium.InvertScalar(aBytes), a.Invert().ToArray());
        }
    });
}
