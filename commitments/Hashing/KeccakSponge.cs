namespace Candor.Commitments.Hashing;

/// <summary>
/// SHAKE256 and SHA3-512 (FIPS 202). The framework offers them only where the system's library does.
/// </summary>
internal sealed class KeccakSponge
{
    private const byte ShakeSuffix = 0x1F;
    private const byte Sha3Suffix = 0x06;
    private const int Shake256Rate = 136;
    private const int Sha3512Rate = 72;
    private const int Sha3512Size = 64;

    private readonly ulong[] _lanes = new ulong[KeccakF1600.Lanes];
    private readonly int _rate;
    private int _position;

    private KeccakSponge(int rate, byte suffix, ReadOnlySpan<byte> message)
    {
        _rate = rate;
        Absorb(message, suffix);
    }

    /// <summary>SHAKE256 of a message, ready to be squeezed.</summary>
    internal static KeccakSponge Shake256(ReadOnlySpan<byte> message) => new(Shake256Rate, ShakeSuffix, message);

    /// <summary>SHA3-512 of a message.</summary>
    internal static byte[] Sha3512(ReadOnlySpan<byte> message)
    {
        byte[] digest = new byte[Sha3512Size];
        new KeccakSponge(Sha3512Rate, Sha3Suffix, message).Squeeze(digest);
        return digest;
    }

    /// <summary>Writes the next bytes of the output.</summary>
    internal void Squeeze(Span<byte> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            if (_position == _rate)
            {
                KeccakF1600.Permute(_lanes);
                _position = 0;
            }

            output[i] = (byte)(_lanes[_position >> 3] >> ((_position & 7) << 3));
            _position++;
        }
    }

    private void Absorb(ReadOnlySpan<byte> message, byte suffix)
    {
        foreach (byte b in message)
        {
            XorByte(_position++, b);
            if (_position == _rate)
            {
                KeccakF1600.Permute(_lanes);
                _position = 0;
            }
        }

        XorByte(_position, suffix);
        XorByte(_rate - 1, 0x80);

        // The first squeeze permutes.
        _position = _rate;
    }

    private void XorByte(int index, byte value) => _lanes[index >> 3] ^= (ulong)value << ((index & 7) << 3);
}
