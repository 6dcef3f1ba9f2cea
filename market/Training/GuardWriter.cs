using System.Buffers;
using System.Buffers.Binary;

namespace Candor.Market.Training;

/// <summary>Writes the fields of a stored state.</summary>
/// <param name="capacity">How many bytes there is room for before the buffer moves. Who writes secrets gives enough, since a
/// buffer that has moved leaves what was in it behind.</param>
internal sealed class GuardWriter(int capacity = 256)
{
    private readonly ArrayBufferWriter<byte> _written = new(capacity);

    internal void Byte(byte value) => _written.Write([value]);

    internal void Number(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _written.Write(bytes);
    }

    internal void Bytes(ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)value.Length);
        _written.Write(length);
        _written.Write(value);
    }

    internal byte[] ToArray() => _written.WrittenSpan.ToArray();

    /// <summary>The same, for states that hold secrets: the buffer is overwritten.</summary>
    internal byte[] ToArrayAndErase()
    {
        byte[] bytes = ToArray();
        _written.Clear();
        return bytes;
    }
}

/// <summary>Reads them. After a field that is not there everything reads as nothing, and <see cref="HasFailed"/> says
/// so.</summary>
internal ref struct GuardReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal bool HasFailed { get; private set; }

    internal readonly bool IsAtEnd => !HasFailed && _rest.IsEmpty;

    internal byte Byte() => Take(1) is { Length: 1 } taken ? taken[0] : (byte)0;

    internal ulong Number() => Take(sizeof(ulong)) is { Length: sizeof(ulong) } taken
        ? BinaryPrimitives.ReadUInt64LittleEndian(taken)
        : 0;

    internal int Count(int most)
    {
        ulong count = Number();
        HasFailed |= count > (ulong)most;
        return HasFailed ? 0 : (int)count;
    }

    internal ReadOnlyMemory<byte> Bytes()
    {
        ReadOnlySpan<byte> length = Take(sizeof(uint));
        uint count = length.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (count > (uint)_rest.Length)
        {
            HasFailed = true;
        }

        return HasFailed ? default : Take((int)count).ToArray();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (HasFailed || _rest.Length < count)
        {
            HasFailed = true;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
