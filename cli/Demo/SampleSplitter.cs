using System.Collections.Immutable;
using System.Globalization;
using Candor.Cli.Randomness;

namespace Candor.Cli.Demo;

/// <summary>Splits the sample among the hospitals, each part with its broken and repeated rows, always the same
/// way.</summary>
internal static class SampleSplitter
{
    private const ulong Seed = 569;

    /// <summary>Splits the sample.</summary>
    /// <param name="sampleLines">The sample's lines: a line that describes it, then one record a line.</param>
    /// <param name="header">The names of the columns, the first line of each part.</param>
    /// <param name="hospitals">Who shares it; the records of those that bring their own add up to the sample's. Who
    /// copies comes after whom it copies.</param>
    /// <returns>Each hospital's file, line by line.</returns>
    /// <exception cref="InvalidDataException">The sample does not have as many records as the hospitals
    /// share.</exception>
    internal static ImmutableArray<ImmutableArray<string>> Split(
        IEnumerable<string> sampleLines, string header, ImmutableArray<Hospital> hospitals)
    {
        List<string> records = [.. sampleLines.Skip(1).Where(static line => line.Length > 0)];
        int shared = hospitals.Where(static hospital => hospital.CopyOf is null).Sum(static hospital => hospital.Records);
        if (records.Count != shared)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the sample has {records.Count} records; expected {shared}"));
        }

        var random = new SplitMix64(Seed);
        random.Shuffle(records);
        var parts = ImmutableArray.CreateBuilder<ImmutableArray<string>>(hospitals.Length);
        var brought = new Dictionary<string, List<string>>(hospitals.Length);
        int next = 0;
        foreach (Hospital hospital in hospitals)
        {
            List<string> own;
            if (hospital.CopyOf is { } copied)
            {
                own = Disguise(brought[copied], random);
            }
            else
            {
                own = records.GetRange(next, hospital.Records);
                next += hospital.Records;
            }

            brought.Add(hospital.Id, own);
            parts.Add([header, .. WithFlaws(own, hospital, random)]);
        }

        return parts.MoveToImmutable();
    }

    /// <summary>The same records, so that nobody sees it at once: in another order, each first measure with a zero more
    /// after its point.</summary>
    private static List<string> Disguise(List<string> copied, SplitMix64 random)
    {
        List<string> rows = [.. copied.Select(static row => row.Split(',', 2) is [var first, var rest]
            && first.Contains('.', StringComparison.Ordinal) ? $"{first}0,{rest}" : row)];
        random.Shuffle(rows);
        return rows;
    }

    private static List<string> WithFlaws(List<string> own, Hospital hospital, SplitMix64 random)
    {
        var rows = new List<string>(own);
        RowDefect[] defects = Enum.GetValues<RowDefect>();
        for (int i = 0; i < hospital.BrokenRows; i++)
        {
            string broken = Break(own[random.Next(own.Count)], defects[i % defects.Length], random);
            rows.Insert(random.Next(rows.Count + 1), broken);
        }

        for (int i = 0; i < hospital.RepeatedRows; i++)
        {
            rows.Insert(random.Next(rows.Count + 1), own[random.Next(own.Count)]);
        }

        return rows;
    }

    private static string Break(string row, RowDefect defect, SplitMix64 random)
    {
        List<string> fields = [.. row.Split(',')];
        int feature = random.Next(fields.Count - 1);
        switch (defect)
        {
            case RowDefect.MissingColumn:
                fields.RemoveAt(feature);
                break;
            case RowDefect.Letters:
                fields[feature] = "n/a";
                break;
            case RowDefect.Negative:
                fields[feature] = "-1";
                break;
            default:
                fields[^1] = "7";
                break;
        }

        return string.Join(',', fields);
    }
}
