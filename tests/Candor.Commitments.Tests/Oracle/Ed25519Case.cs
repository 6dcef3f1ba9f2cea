using System.Numerics;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.Oracle;

/// <summary>A crafted Ed25519 signature: points with parts of small order, other encodings of the same numbers, S beyond
/// the order. The equation holds for what was meant, so that only strictness tells the verdict.</summary>
internal sealed record Ed25519Case(byte[] PublicKey, byte[] Message, byte[] Signature)
{
    // A point of order 8 (RFC 8032's curve has eight of small order): its multiples are all of them.
    private static readonly RistrettoPoint s_torsion = Decode(
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

    internal static Ed25519Case Draw(Random random)
    {
        byte[] message = random.Bytes(random.Next(0, 3));

        // Zero gives a point that has nothing but its part of small order.
        Scalar a = random.Next(3) == 0 ? Scalar.Zero : Scalar.FromWideBytes(random.Bytes(64));
        Scalar r = random.Next(3) == 0 ? Scalar.Zero : Scalar.FromWideBytes(random.Bytes(64));
        byte[] publicKey = Respell(random, Encode(a, random.Next(2) * random.Next(8)));
        byte[] encodedR = Respell(random, Encode(r, random.Next(2) * random.Next(8)));
        Scalar k = Scalar.FromWideBytes(SHA512.HashData([.. encodedR, .. publicKey, .. message]));
        byte[] s = Shift(random, (r + (k * a)).ToArray());
        byte[] signature = [.. encodedR, .. s];
        if (random.Next(8) == 0)
        {
            signature[random.Next(signature.Length)] ^= (byte)(1 << random.Next(8));
        }

        return new(publicKey, message, signature);
    }

    /// <summary>The case in words that reproduce it.</summary>
    internal string Describe() =>
        $"key {Convert.ToHexStringLower(PublicKey)}, message '{Convert.ToHexStringLower(Message)}', "
        + $"signature {Convert.ToHexStringLower(Signature)}";

    // scalar·B + torsion·T, as a point of the curve.
    private static byte[] Encode(in Scalar scalar, int torsion)
    {
        RistrettoPoint point = PedersenGenerators.Value.Multiply(scalar);
        for (int i = 0; i < torsion; i++)
        {
            point += s_torsion;
        }

        byte[] bytes = new byte[EdwardsEncoding.Size];
        EdwardsEncoding.Write(point, bytes);
        return bytes;
    }

    // Mostly as it is; y + p where that has 255 bits; the other sign; bytes that need not be a point.
    private static byte[] Respell(Random random, byte[] encoding)
    {
        byte[] bytes = [.. encoding];
        switch (random.Next(6))
        {
            case 0:
                byte sign = (byte)(bytes[31] & 0x80);
                bytes[31] &= 0x7F;
                BigInteger beyond = Generators.ToInteger(bytes) + Generators.FieldPrime;
                bytes = beyond < BigInteger.Pow(2, 255) ? Generators.Bytes(beyond, 32) : bytes;
                bytes[31] |= sign;
                break;
            case 1 when random.Next(2) == 0:
                bytes[31] ^= 0x80;
                break;
            case 2 when random.Next(4) == 0:
                bytes = random.Bytes(32);
                break;
        }

        return bytes;
    }

    // Mostly as it is; with multiples of the order on top, as long as there are bits for them; at the edges.
    private static byte[] Shift(Random random, byte[] s)
    {
        BigInteger number = Generators.ToInteger(s);
        number = random.Next(16) switch
        {
            0 => number + Generators.Order,
            1 => number + (Generators.Order * random.Next(1, 15)),
            2 => Generators.Order + random.Next(-2, 3),
            3 => random.Next(3),
            4 => number + (BigInteger.One << random.Next(252, 256)),
            _ => number,
        };
        return Generators.Bytes(number & ((BigInteger.One << 256) - 1), 32);
    }

    private static RistrettoPoint Decode(string hex)
    {
        Assert.True(EdwardsEncoding.TryParse(Convert.FromHexString(hex), out RistrettoPoint point));
        return point;
    }
}
