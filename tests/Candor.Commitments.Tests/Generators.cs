using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests;

/// <summary>Random inputs for properties, with the values where carries and reductions go wrong.</summary>
internal static class Generators
{
    internal static readonly BigInteger FieldPrime = BigInteger.Pow(2, 255) - 19;
    internal static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    private static readonly BigInteger[] s_edges =
    [
        0, 1, 2, 18, 19, 20,
        FieldPrime - 1, FieldPrime, FieldPrime + 1, FieldPrime + 18,
        Order - 1, Order, Order + 1, 2 * Order, BigInteger.Pow(2, 252),
        BigInteger.Pow(2, 51) - 1, BigInteger.Pow(2, 51), BigInteger.Pow(2, 64) - 1, BigInteger.Pow(2, 128),
        BigInteger.Pow(2, 255) - 1, BigInteger.Pow(2, 256) - 1,
    ];

    /// <summary>32 bytes: uniform, or an edge, or runs of ones and zeros.</summary>
    internal static Arbitrary<byte[]> Words { get; } = Arb.From(Gen.Frequency(
        (4, Uniform(32)),
        (2, Gen.Elements(s_edges).Select(edge => Bytes(edge, 32))),
        (1, Gen.Elements<byte>(0, 0xFF, 0x80, 0x7F, 0x88).ArrayOf(32))));

    /// <summary>64 bytes.</summary>
    internal static Arbitrary<byte[]> WideWords { get; } = Arb.From(
        from low in Words.Generator
        from high in Words.Generator
        select (byte[])[.. low, .. high]);

    /// <summary>Runs a property, throwing at its first counterexample.</summary>
    internal static void Check(Property property, int runs = 300) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(runs));

    internal static BigInteger ToInteger(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    internal static byte[] Bytes(BigInteger value, int length)
    {
        byte[] bytes = new byte[length];
        Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }

    private static Gen<byte[]> Uniform(int length) => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(length);
}
