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
