using System.Globalization;
using Candor.Market.Records;

namespace Candor.Simulation.Setup;

/// <summary>The records of the simulation: invented rows of a hospital's table. Only the market's own rules say which
/// of them are valid.</summary>
internal static class SyntheticRecords
{
    /// <summary>The most records of one participant: above, two participants' numbers would meet.</summary>
    internal const int Most = 100_000;

    /// <summary>What a record is, as a market's definition says it.</summary>
    internal const string Format = """
        {
          "columns": [
            { "name": "patient", "integer": { "minimum": 0 } },
            { "name": "age", "integer": { "minimum": 0, "maximum": 120 } },
            { "name": "marker", "number": { "minimum": 0, "maximum": 1 } }
          ]
        }
        """;

    /// <summary>The same rows with a diagnosis, from which a model can learn.</summary>
    internal const string LabelledFormat = """
        {
          "columns": [
            { "name": "patient", "integer": { "minimum": 0 } },
            { "name": "age", "integer": { "minimum": 0, "maximum": 120 } },
            { "name": "marker", "number": { "minimum": 0, "maximum": 1 } },
            { "name": "outcome", "category": { "values": ["well", "ill"] } }
          ]
        }
        """;

    private const int BrokenAge = 999;

    /// <summary>Records that the rules accept, no two the same.</summary>
    /// <param name="owner">Whose: different owners have different records.</param>
    /// <param name="count">How many.</param>
    internal static List<ReadOnlyMemory<byte>> Valid(int owner, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Encode(owner, i, 20 + (i % 70)))];

    /// <summary>Records of which some have an age that no rule accepts.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="count">How many.</param>
    /// <param name="bad">How many of them are invalid.</param>
    internal static List<ReadOnlyMemory<byte>> WithInvalid(int owner, int count, int bad) =>
        [.. Enumerable.Range(0, count).Select(i => Encode(owner, i, i < bad ? BrokenAge : 20 + (i % 70)))];

    /// <summary>The records of <see cref="Valid"/> as the lines of a CSV file, header first.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="count">How many.</param>
    internal static IEnumerable<string> ValidRows(int owner, int count) => Enumerable.Range(0, count)
        .Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{NumberOf(owner, i)},{20 + (i % 70)},{i % 1000 / 1000.0}"))
        .Prepend("patient,age,marker");

    /// <summary>Records with a diagnosis, which the marker tells but for one in sixteen.</summary>
    /// <param name="owner">Whose: different owners have different records.</param>
    /// <param name="count">How many.</param>
    internal static List<ReadOnlyMemory<byte>> Labelled(int owner, int count) =>
        [.. Enumerable.Range(0, count).Select(i => EncodeLabelled(owner, i))];

    /// <summary>The records of <see cref="Labelled"/> as the lines of a CSV file, header first.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="count">How many.</param>
    internal static IEnumerable<string> LabelledRows(int owner, int count) => Enumerable.Range(0, count)
        .Select(i => LabelledRow(owner, i))
        .Select((row, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"{NumberOf(owner, i)},{row.Age},{row.Marker},{(row.IsIll ? "ill" : "well")}"))
        .Prepend("patient,age,marker,outcome");

    // The steps of both columns have no common divisor with their ranges, so that rows fill them evenly.
    private static (int Age, double Marker, bool IsIll) LabelledRow(int owner, int row)
    {
        double marker = ((row * 193) + (owner * 71)) % 1000 / 1000.0;
        return (20 + (((row * 37) + (owner * 11)) % 97), marker, (marker > 0.5) ^ ((row + owner) % 16 == 0));
    }

    private static ReadOnlyMemory<byte> EncodeLabelled(int owner, int row)
    {
        (int age, double marker, bool isIll) = LabelledRow(owner, row);
        var encoder = new RecordEncoder();
        encoder.AppendInteger(NumberOf(owner, row));
        encoder.AppendInteger(age);
        encoder.AppendNumber(marker);
        encoder.AppendText(isIll ? "ill"u8 : "well"u8);
        return encoder.Written.ToArray();
    }

    private static long NumberOf(int owner, int row) => ((long)owner * Most * 10) + row;

    private static ReadOnlyMemory<byte> Encode(int owner, int row, int age)
    {
        var encoder = new RecordEncoder();
        encoder.AppendInteger(NumberOf(owner, row));
        encoder.AppendInteger(age);
        encoder.AppendNumber(row % 1000 / 1000.0);
        return encoder.Written.ToArray();
    }
}
