using System.Buffers;
using System.Text;

namespace Candor.Training.Onnx;

/// <summary>Writes the few kinds of protobuf fields that a model file has, in the order of the calls: the same calls are the
/// same bytes.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>Writes an integer, which is not negative.</summary>
    internal ProtobufWriter Integer(int field, long value)
    {
        WriteVarint((ulong)((field << 3) | Varint));
        WriteVarint((ulong)value);
        return this;
    }

    /// <summary>Writes bytes.</summary>
    internal ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        WriteVarint((ulong)((field << 3) | LengthDelimited));
        WriteVarint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Writes text in UTF-8.</summary>
    internal ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes a message.</summary>
    internal ProtobufWriter Message(int field, ProtobufWriter value) => Bytes(field, value.ToArray());

    /// <summary>Writes all fields of another message.</summary>
    internal ProtobufWriter Append(ProtobufWriter other)
    {
        _bytes.Write(other._bytes.WrittenSpan);
        return this;
    }

    private void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    private void WriteByte(byte value) => _bytes.Write([value]);
}
