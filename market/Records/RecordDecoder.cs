using System.Buffers.Binary;
using System.Text.Unicode;

namespace Candor.Market.Records;

/// <summary>Takes a record's canonical bytes apart, value by value. Each value has one encoding: whatever another
/// encoder could write for the same value is rejected, or one record would count as several.</summary>
/// <param name="canonical">The bytes, from anybody.</param>
internal ref struct RecordDecoder(ReadOnlySpan<byte> canonical)
{
    private ReadOnlySpan<byte> _rest = canonical;

    /// <summary>Bytes behind the values taken so far.</summary>
    internal readonly int Left => _rest.Length;

    /// <summary>Takes the next value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Why the bytes are not a record; null where they are one.</returns>
    internal string? Next(out RecordValue value)
    {
        value = default;
        if (_rest.IsEmpty)
        {
            return "the record ends before it";
        }

        byte kind = _rest[0];
        _rest = _rest[1..];
        switch (kind)
        {
            case RecordEncoder.Absent:
                return null;
            case RecordEncoder.Number:
                return NextNumber(out value);
            case RecordEncoder.Integer:
                return NextInteger(out value);
            case RecordEncoder.Text:
                return NextText(out value);
            default:
                return $"a value begins with the byte {kind}; expected 0, 1, 2 or 3";
        }
    }

    private string? NextNumber(out RecordValue value)
    {
        value = default;
        if (!Take(sizeof(double), out ReadOnlySpan<byte> bytes))
        {
            return "the record ends within it";
        }

        double number = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        value = new RecordValue(RecordEncoder.Number) { Number = number };
        return !double.IsFinite(number) ? "the number is not finite"
            : double.IsNegative(number) && number == 0 ? "the number is minus zero; expected zero"
            : null;
    }

    private string? NextInteger(out RecordValue value)
    {
        value = default;
        if (!Take(sizeof(long), out ReadOnlySpan<byte> bytes))
        {
            return "the record ends within it";
        }

        value = new RecordValue(RecordEncoder.Integer) { Integer = BinaryPrimitives.ReadInt64LittleEndian(bytes) };
        return null;
    }

    private string? NextText(out RecordValue value)
    {
        value = default;
        if (!Take(sizeof(uint), out ReadOnlySpan<byte> length)
            || BinaryPrimitives.ReadUInt32LittleEndian(length) is var bytes && bytes > (uint)_rest.Length
            || !Take((int)bytes, out ReadOnlySpan<byte> text))
        {
            return "the record ends within it";
        }

        value = new RecordValue(RecordEncoder.Text) { Text = text };
        return !Utf8.IsValid(text) ? "the text is not UTF-8"
            : CellText.Trim(text).Length != text.Length || text.IsEmpty
                ? "the text is empty or has white space around it; expected it trimmed, or absent"
            : null;
    }

    private bool Take(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (_rest.Length < count)
        {
            return false;
        }

        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}

/// <summary>One value of a record.</summary>
/// <param name="kind">The byte that says what it is.</param>
internal readonly ref struct RecordValue(byte kind)
{
    /// <summary>The byte that says what it is; absent by default.</summary>
    internal byte Kind { get; } = kind;

    /// <summary>The number, where it is one.</summary>
    internal double Number { get; init; }

    /// <summary>The integer, where it is one.</summary>
    internal long Integer { get; init; }

    /// <summary>The text or category in UTF-8, where it is one.</summary>
    internal ReadOnlySpan<byte> Text { get; init; }
}
