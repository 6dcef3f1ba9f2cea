using System.Globalization;
using Candor.Market.Json;
using Candor.Market.Texts;

namespace Candor.Market.Records;

/// <summary>Whole numbers from -2^63 to 2^63 - 1, in a table decimal digits with or without a sign.</summary>
public sealed class IntegerColumn : RecordColumn
{
    /// <summary>Makes a column.</summary>
    /// <param name="name">Its name; see <see cref="RecordColumn.NameFault(string)"/>.</param>
    /// <param name="isOptional">Whether a record may lack the value.</param>
    /// <param name="minimum">The least value, inclusive; null: no bound but that of 64 bits.</param>
    /// <param name="maximum">The greatest value, inclusive; null: no bound but that of 64 bits.</param>
    /// <exception cref="ArgumentException">The name is not valid, or the least value is above the greatest.</exception>
    public IntegerColumn(string name, bool isOptional = false, long? minimum = null, long? maximum = null)
        : base(name, isOptional)
    {
        if (minimum > maximum)
        {
            throw new ArgumentException($"'{name}' has no range from {minimum} to {maximum}.", nameof(minimum));
        }

        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The least value, inclusive; null: no bound but that of 64 bits.</summary>
    public long? Minimum { get; }

    /// <summary>The greatest value, inclusive; null: no bound but that of 64 bits.</summary>
    public long? Maximum { get; }

    private protected override byte Kind => RecordEncoder.Integer;

    private protected override string? AppendValue(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        if (!WrittenNumber.TryParse(value, NumberStyles.AllowLeadingSign, out long integer))
        {
            return $"{PrintableText.Quote(value)} is not an integer of 64 bits";
        }

        if (OutOfRange(integer) is { } fault)
        {
            return $"{PrintableText.Quote(value)} {fault}";
        }

        encoder.AppendInteger(integer);
        return null;
    }

    private protected override string? RuleFault(in RecordValue value) =>
        OutOfRange(value.Integer) is { } fault ? $"the integer {fault}" : null;

    private string? OutOfRange(long integer) =>
        integer < Minimum ? string.Create(CultureInfo.InvariantCulture, $"is below {Minimum}, the least value")
        : integer > Maximum ? string.Create(CultureInfo.InvariantCulture, $"is above {Maximum}, the greatest value")
        : null;
}
