using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Client.Tests.Datasets;

public sealed class DatasetLawsTests
{
    private static readonly DatasetSchema s_schema = new(
        [new("a", DatasetColumnKind.Text), new DatasetColumn("b", DatasetColumnKind.Text) { Required = false }]);

    // Separators, quotes, both line ends, white space, letters of one to four bytes in UTF-8.
    private static readonly Gen<string> s_field = Gen.Elements(",", "\"", "\r\n", "\n", " ", "\t", "x", "é", "€", "🏥")
        .ListOf()
        .Select(parts => string.Concat(parts));

    [Fact]
    public void FromCsv_AnyQuotedText_CountsWhatEncodeRecordTellsApart()
    {
        Gen<List<(string A, string B)>> rows = s_field.Zip(s_field).ListOf().Select(
            fields => fields.Select(row => (row.Item1, row.Item2)).ToList());
        Prop.ForAll(rows.ToArbitrary(), table =>
        {
            using var folder = new TempFolder();
            var text = new StringBuilder("a,b\n");
            foreach ((string a, string b) in table)
            {
                text.Append(Quote(a)).Append(',').Append(Quote(b)).Append('\n');
            }

            Dataset dataset = Dataset.FromCsv(folder.Write("data.csv", text.ToString()), s_schema);

            List<(string A, string B)> valid = [.. table.Where(row => row.A.Trim().Length > 0)];
            int distinct = valid
                .Select(row => Convert.ToHexString(s_schema.EncodeRecord(row.A, row.B)))
                .Distinct()
                .Count();
            return dataset.Records == distinct
                && dataset.BrokenRows == table.Count - valid.Count
                && dataset.RepeatedRows == valid.Count - distinct
                && dataset.Rows == table.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void FromFile_AnyTableInBothFormats_CountsTheSame()
    {
        Gen<List<(string A, string B)>> rows = s_field.Zip(s_field).ListOf().Select(
            fields => fields.Select(row => (row.Item1, row.Item2)).ToList());
        Prop.ForAll(rows.Where(table => table.Count > 0).ToArbitrary(), table =>
        {
            using var folder = new TempFolder();
            string csv = folder.Write(
                "data.csv", "b,a\n" + string.Concat(table.Select(row => $"{Quote(row.B)},{Quote(row.A)}\n")));
            string lines = folder.Write(
                "data.jsonl",
                string.Concat(table.Select(row => JsonSerializer.Serialize(new { a = row.A, b = row.B }) + "\n")));

            Dataset fromCsv = Dataset.FromFile(csv, s_schema);
            Dataset fromLines = Dataset.FromFile(lines, s_schema);

            return (fromCsv.Records, fromCsv.Rows, fromCsv.BrokenRows, fromCsv.RepeatedRows)
                == (fromLines.Records, fromLines.Rows, fromLines.BrokenRows, fromLines.RepeatedRows);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void EncodeRecord_AnyTwoRows_AreEqualOnlyWhereTheTrimmedFieldsAre()
    {
        Gen<string[]> pair = s_field.Where(field => field.Trim().Length > 0).ArrayOf(2);
        Prop.ForAll(pair.Zip(pair).ToArbitrary(), rows =>
        {
            bool same = rows.Item1.Select(field => field.Trim()).SequenceEqual(
                rows.Item2.Select(field => field.Trim()));
            return s_schema.EncodeRecord(rows.Item1).AsSpan().SequenceEqual(s_schema.EncodeRecord(rows.Item2)) == same;
        }).QuickCheckThrowOnFailure();
    }

    private static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
