namespace Candor.Training.Onnx;

/// <summary>Reads the fields of a protobuf message, one after the other.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Reads a field.</summary>
    /// <param name="field">Its number.</param>
    /// <param name="bytes">Its bytes, where it has a length; else empty.</param>
    /// <returns>Whether there was a field; false at the end, and where what follows is none.</returns>
    internal bool TryRead(out int field, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        field = 0;
        if (!TryVarint(out ulong tag) || tag >> 3 is 0 or > int.MaxValue)
        {
            return false;
        }

        field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case Varint:
                return TryVarint(out _);
            case Fixed64:
                return TryTake(sizeof(ulong), out _);
            case Fixed32:
                return TryTake(sizeof(uint), out _);
            case LengthDelimited:
                return TryVarint(out ulong length) && TryTake(length, out bytes);
            default:
                return false;
        }
    }

    private bool TryTake(ulong length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length > (ulong)_rest.Length)
        {
            return false;
        }

        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && !_rest.IsEmpty; shift += 7)
        {
            byte next = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
