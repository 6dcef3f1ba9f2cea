using System.Buffers;
using System.Buffers.Binary;

namespace Candor.Client.Internal;

/// <summary>Writes a record's canonical bytes, as <see cref="DatasetSchema"/> documents them. Every value begins with
/// what it is and text with its length, so that no two records share their bytes.</summary>
internal sealed class RecordEncoder
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    internal ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    internal void Clear() => _buffer.ResetWrittenCount();

    internal void AppendAbsent() => Begin(0, 0);

    internal void AppendNumber(double value)
    {
        // Minus zero plus zero is plus zero: the two compare equal and must be one value.
        BinaryPrimitives.WriteDoubleLittleEndian(Begin(1, sizeof(double)), value + 0.0);
        _buffer.Advance(sizeof(double));
    }

    internal void AppendInteger(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Begin(2, sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    internal void AppendText(ReadOnlySpan<byte> utf8)
    {
        Span<byte> rest = Begin(3, sizeof(uint) + utf8.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)utf8.Length);
        utf8.CopyTo(rest[sizeof(uint)..]);
        _buffer.Advance(sizeof(uint) + utf8.Length);
    }

    private Span<byte> Begin(byte kind, int length)
    {
        Span<byte> span = _buffer.GetSpan(1 + length);
        span[0] = kind;
        _buffer.Advance(1);
        return _buffer.GetSpan(length);
    }
}
