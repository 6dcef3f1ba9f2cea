using System.Collections.Immutable;
using System.Globalization;
using Candor.Cli.Randomness;

namespace Candor.Cli.Demo;

/// <summary>Splits the sample among the companies, each part with its broken and repeated rows, always the same
/// way.</summary>
internal static class SampleSplitter
{
    /// <summary>Splits the sample.</summary>
    /// <param name="sampleLines">The sample's records, one a line.</param>
    /// <param name="header">The names of the columns, the first line of each part.</param>
    /// <param name="companies">Who shares it; the records of those that bring their own, and the held-out ones, add up to the
    /// sample's. Who copies comes after whom it copies.</param>
    /// <param name="heldOut">How many records nobody brings.</param>
    /// <param name="seed">Which way of many.</param>
    /// <returns>Each company's file, and the records that nobody brings.</returns>
    /// <exception cref="InvalidDataException">The sample does not have as many records.</exception>
    internal static SampleSplit Split(
        IEnumerable<string> sampleLines, string header, ImmutableArray<Company> companies, int heldOut, ulong seed)
    {
        List<string> records = [.. sampleLines.Where(static line => line.Length > 0)];
        int shared = companies.Where(static company => company.CopyOf is null).Sum(static company => company.Records);
        if (records.Count != shared + heldOut)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the sample has {records.Count} records; expected {shared + heldOut}"));
        }

        var random = new SplitMix64(seed);
        random.Shuffle(records);
        var parts = ImmutableArray.CreateBuilder<ImmutableArray<string>>(companies.Length);
        var brought = new Dictionary<string, List<string>>(companies.Length);
        int next = 0;
        foreach (Company company in companies)
        {
            List<string> own;
            if (company.CopyOf is { } copied)
            {
                own = Disguise(brought[copied], random);
            }
            else
            {
                own = records.GetRange(next, company.Records);
                next += company.Records;
            }

            brought.Add(company.Id, own);
            parts.Add([header, .. WithFlaws(own, company, random)]);
        }

        return new SampleSplit(parts.MoveToImmutable(), [header, .. records[next..]]);
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

    private static List<string> WithFlaws(List<string> own, Company company, SplitMix64 random)
    {
        var rows = new List<string>(own);
        RowDefect[] defects = Enum.GetValues<RowDefect>();
        for (int i = 0; i < company.BrokenRows; i++)
        {
            string broken = Break(own[random.Next(own.Count)], defects[i % defects.Length], random);
            rows.Insert(random.Next(rows.Count + 1), broken);
        }

        for (int i = 0; i < company.RepeatedRows; i++)
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
