using Candor.Commitments.Hashing;

namespace Candor.Commitments.ProofTranscripts;

/// <summary>
/// The part of STROBE v1.0.2 at 128 bits that Merlin uses: AD, meta-AD, KEY and PRF over Keccak-f[1600] with rate 166.
/// </summary>
internal sealed class Strobe128
{
    private const int Rate = 166;

    [Flags]
    private enum Operation
    {
        None = 0,
        Inbound = 1,
        Application = 2,
        Cipher = 4,
        Transport = 8,
        Meta = 16,
        Keyed = 32,
    }

    private readonly ulong[] _lanes;
    private int _position;
    private int _operationStart;
    private Operation _current;

    internal Strobe128(ReadOnlySpan<byte> protocolLabel)
    {
        _lanes = new ulong[KeccakF1600.Lanes];
        ReadOnlySpan<byte> prologue = [1, Rate + 2, 1, 0, 1, 96, .. "STROBEv1.0.2"u8];
        for (int i = 0; i < prologue.Length; i++)
        {
            XorByte(i, prologue[i]);
        }

        KeccakF1600.Permute(_lanes);
        MetaAd(protocolLabel, more: false);
    }

    private Strobe128(Strobe128 other)
    {
        // A copy becomes a prover's secret state: pinned, so that the garbage collector leaves no copy of it behind.
        _lanes = GC.AllocateUninitializedArray<ulong>(KeccakF1600.Lanes, pinned: true);
        other._lanes.CopyTo(_lanes, 0);
        _position = other._position;
        _operationStart = other._operationStart;
        _current = other._current;
    }

    /// <summary>An independent copy of the state.</summary>
    internal Strobe128 Clone() => new(this);

    /// <summary>Absorbs metadata; <paramref name="more"/> continues the operation before.</summary>
    internal void MetaAd(ReadOnlySpan<byte> data, bool more)
    {
        Begin(Operation.Meta | Operation.Application, more);
        Absorb(data);
    }

    /// <summary>Absorbs associated data.</summary>
    internal void Ad(ReadOnlySpan<byte> data)
    {
        Begin(Operation.Application, more: false);
        Absorb(data);
    }

    /// <summary>Overwrites part of the state with a key.</summary>
    internal void Key(ReadOnlySpan<byte> data)
    {
        Begin(Operation.Application | Operation.Cipher, more: false);
        foreach (byte b in data)
        {
            SetByte(_position, b);
            Advance();
        }
    }

    /// <summary>Squeezes pseudorandom bytes.</summary>
    internal void Prf(Span<byte> output)
    {
        Begin(Operation.Inbound | Operation.Application | Operation.Cipher, more: false);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = (byte)(_lanes[_position >> 3] >> ((_position & 7) << 3));
            SetByte(_position, 0);
            Advance();
        }
    }

    /// <summary>Overwrites the state with zeros.</summary>
    internal void Erase() => Array.Clear(_lanes);

    private void Begin(Operation operation, bool more)
    {
        if (more)
        {
            if (operation != _current)
            {
                throw new InvalidOperationException("Only the operation that is under way can be continued.");
            }

            return;
        }

        byte previousStart = (byte)_operationStart;
        _operationStart = _position + 1;
        _current = operation;
        Absorb([previousStart, (byte)operation]);
        if ((operation & (Operation.Cipher | Operation.Keyed)) != 0 && _position != 0)
        {
            RunPermutation();
        }
    }

    private void Absorb(ReadOnlySpan<byte> data)
    {
        foreach (byte b in data)
        {
            XorByte(_position, b);
            Advance();
        }
    }

    private void Advance()
    {
        if (++_position == Rate)
        {
            RunPermutation();
        }
    }

    private void RunPermutation()
    {
        XorByte(_position, (byte)_operationStart);
        XorByte(_position + 1, 0x04);
        XorByte(Rate + 1, 0x80);
        KeccakF1600.Permute(_lanes);
        _position = 0;
        _operationStart = 0;
    }

    private void XorByte(int index, byte value) => _lanes[index >> 3] ^= (ulong)value << ((index & 7) << 3);

    private void SetByte(int index, byte value)
    {
        int shift = (index & 7) << 3;
        _lanes[index >> 3] = (_lanes[index >> 3] & ~(0xFFUL << shift)) | ((ulong)value << shift);
    }
}
