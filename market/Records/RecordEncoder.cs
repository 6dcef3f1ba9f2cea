using System.Buffers;
using System.Buffers.Binary;

namespace Candor.Market.Records;

/// <summary>Writes the canonical bytes of one record after another into one buffer: the values in the order of the
/// columns, each beginning with what it is and each text with its length, so that no two records share their
/// bytes.</summary>
/// <remarks>
/// A value is one byte for what follows, and then
/// <list type="bullet">
/// <item><description><c>00</c>: nothing, the value is absent;</description></item>
/// <item><description><c>01</c>: a number as IEEE 754 binary64, little-endian, with -0 as 0;</description></item>
/// <item><description><c>02</c>: an integer as two's complement of 64 bits, little-endian;</description></item>
/// <item><description><c>03</c>: the length in bytes as 32 bits, little-endian, and a text or category in
/// UTF-8.</description></item>
/// </list>
/// Not thread-safe.
/// </remarks>
public sealed class RecordEncoder
{
    internal const byte Absent = 0;
    internal const byte Number = 1;
    internal const byte Integer = 2;
    internal const byte Text = 3;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The bytes of the record so far. They are overwritten after <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>Begins the next record in the same buffer.</summary>
    public void Clear() => _buffer.ResetWrittenCount();

    /// <summary>Appends that a value is absent.</summary>
    public void AppendAbsent() => Begin(Absent, 0);

    /// <summary>Appends a number.</summary>
    /// <param name="value">Finite, or no format accepts the record.</param>
    public void AppendNumber(double value)
    {
        // Minus zero plus zero is plus zero: the two compare equal and must be one value.
        BinaryPrimitives.WriteDoubleLittleEndian(Begin(Number, sizeof(double)), value + 0.0);
        _buffer.Advance(sizeof(double));
    }

    /// <summary>Appends an integer.</summary>
    /// <param name="value">Any.</param>
    public void AppendInteger(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Begin(Integer, sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    /// <summary>Appends a text or a category.</summary>
    /// <param name="utf8">The text in UTF-8, not empty and without white space around it, or no format accepts the
    /// record.</param>
    public void AppendText(ReadOnlySpan<byte> utf8)
    {
        Span<byte> rest = Begin(Text, sizeof(uint) + utf8.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)utf8.Length);
        utf8.CopyTo(rest[sizeof(uint)..]);
        _buffer.Advance(sizeof(uint) + utf8.Length);
    }

    private Span<byte> Begin(byte kind, int length)
    {
        Span<byte> span = _buffer.GetSpan(1 + length);
        span[0] = kind;
        _buffer.Advance(1);
        return span[1..];
    }
}
