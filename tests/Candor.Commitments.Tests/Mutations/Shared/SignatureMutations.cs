using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;

namespace Candor.Commitments.Tests.Mutations.Shared;

/// <summary>Mutations of an ECDSA signature that know its r and s, and the one change that is no mutation.</summary>
internal static class SignatureMutations
{
    private static readonly BigInteger s_order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    /// <summary>The other valid signature over the same bytes, (r, n - s): ECDSA has two for each nonce, and who does
    /// not have the key can make the second from the first. Our rule is that a message is its signed bytes: another
    /// signature over the same bytes is no other message, has no second effect, and gets the first one's answer.
    /// </summary>
    internal static byte[] Twin(ReadOnlySpan<byte> signature)
    {
        (BigInteger r, BigInteger s) = Read(signature);
        return Write(r, s_order - s);
    }

    /// <summary>Draws a mutation; never the twin.</summary>
    internal static Mutation<byte[]>? Draw(Random random, ReadOnlySpan<byte> signature)
    {
        (BigInteger r, BigInteger s) = Read(signature);
        (byte[] mutated, string what) = random.Next(14) switch
        {
            0 => (Write(s, r), "r and s swapped"),
            1 => (Write(s_order - r, s), "r negated"),
            2 => (Write(s_order - r, s_order - s), "r and s negated"),
            3 => (Write(r + s_order, s), "r plus the order"),
            4 => (Write(r, s + s_order), "s plus the order"),
            5 => (Write(r, (2 * s_order) - s), "n - s plus the order"),
            6 => (Write(r, -s), "s below zero"),
            7 => (Write(0, s), "r zero"),
            8 => (Write(r, 0), "s zero"),
            9 => (Write(r + 1, s), "r plus one"),
            10 => (Write(r, s - 1), "s less one"),
            11 => ([0x30, 0x81, signature[1], .. signature[2..]], "the length in its long form"),
            12 => (
                [0x30, (byte)(signature[1] + 1), 0x02, (byte)(signature[3] + 1), 0, .. signature[4..]],
                "r with a zero before it"),
            _ => ([.. signature, 0], "a byte after the end"),
        };
        return new Mutation<byte[]>(mutated, $"signature: {what}");
    }

    private static (BigInteger R, BigInteger S) Read(ReadOnlySpan<byte> signature)
    {
        AsnReader sequence = new AsnReader(signature.ToArray(), AsnEncodingRules.DER).ReadSequence();
        return (sequence.ReadInteger(), sequence.ReadInteger());
    }

    private static byte[] Write(BigInteger r, BigInteger s)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(s);
        }

        return writer.Encode();
    }
}
