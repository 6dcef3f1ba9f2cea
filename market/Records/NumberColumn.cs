using System.Globalization;
using Candor.Market.Json;
using Candor.Market.Texts;

namespace Candor.Market.Records;

/// <summary>Finite numbers, decimal in a table such as <c>17.99</c> or <c>1e-3</c>, rounded to the nearest double:
/// <c>1</c>, <c>1.0</c> and <c>1e0</c> are one value.</summary>
public sealed class NumberColumn : RecordColumn
{
    private const NumberStyles Style =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Makes a column.</summary>
    /// <param name="name">Its name; see <see cref="RecordColumn.NameFault(string)"/>.</param>
    /// <param name="isOptional">Whether a record may lack the value.</param>
    /// <param name="minimum">The least value, inclusive, finite; null: no bound.</param>
    /// <param name="maximum">The greatest value, inclusive, finite; null: no bound.</param>
    /// <exception cref="ArgumentException">The name is not valid, a bound is not finite, or the least value is above the
    /// greatest.</exception>
    public NumberColumn(string name, bool isOptional = false, double? minimum = null, double? maximum = null)
        : base(name, isOptional)
    {
        if (!double.IsFinite(minimum ?? 0) || !double.IsFinite(maximum ?? 0) || minimum > maximum)
        {
            throw new ArgumentException($"'{name}' has no range from {minimum} to {maximum}.", nameof(minimum));
        }

        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The least value, inclusive; null: no bound.</summary>
    public double? Minimum { get; }

    /// <summary>The greatest value, inclusive; null: no bound.</summary>
    public double? Maximum { get; }

    private protected override byte Kind => RecordEncoder.Number;

    private protected override string? AppendValue(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        if (!WrittenNumber.TryParse(value, Style, out double number)
            || !double.IsFinite(number))
        {
            return $"{PrintableText.Quote(value)} is not a finite number";
        }

        if (OutOfRange(number) is { } fault)
        {
            return $"{PrintableText.Quote(value)} {fault}";
        }

        encoder.AppendNumber(number);
        return null;
    }

    private protected override string? RuleFault(in RecordValue value) =>
        OutOfRange(value.Number) is { } fault ? $"the number {fault}" : null;

    private string? OutOfRange(double number) =>
        number < Minimum ? string.Create(CultureInfo.InvariantCulture, $"is below {Minimum}, the least value")
        : number > Maximum ? string.Create(CultureInfo.InvariantCulture, $"is above {Maximum}, the greatest value")
        : null;
}
