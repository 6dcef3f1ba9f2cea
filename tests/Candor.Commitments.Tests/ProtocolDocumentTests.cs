using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Candor.Commitments.Tests;

/// <summary>docs/protocol.md, from which others write their implementations, and this one say the same.</summary>
public sealed partial class ProtocolDocumentTests
{
    private const int LongestLine = 120;

    private static readonly string s_page = Read("docs", "protocol.md");

    private static readonly (string Heading, string[] Sources)[] s_sections =
    [
        ("### Common items", ["StatementProofTranscript.cs"]),
        ("### Range proof", ["RangeProofTranscript.cs"]),
        ("### Statement 1: opening", ["OpeningStatement.cs"]),
        ("### Statement 2: report", ["ReportStatement.cs"]),
        ("### Statement 3: dataset", ["DatasetStatement.cs"]),
        ("### Statement 4: audit", ["AuditStatement.cs", "EqualityContext.cs"]),
        ("### Statement 6: overlap", ["DoubleTagProofTranscript.cs", "EqualityContext.cs"]),
        ("### Statement 8: nearness", ["ProjectionStatement.cs"]),
        ("### Masks", ["MaskKeyStatement.cs"]),
        ("### Statement 9: masked vector", ["MaskWeightsProofTranscript.cs"]),
        ("### Disputes", ["PairOpeningStatement.cs", "EqualityContext.cs"]),
    ];

    [Fact]
    public void Page_EveryProtocolLabel_IsThere()
    {
        PropertyInfo[] labels = [.. typeof(ProtocolLabels)
            .GetProperties(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(property => property.PropertyType == typeof(ReadOnlySpan<byte>))];

        Assert.Equal(19, labels.Length);
        Assert.All(labels, property =>
        {
            var label = property.GetMethod!.CreateDelegate<Label>();
            Assert.Contains($"`{Encoding.ASCII.GetString(label())}`", s_page, StringComparison.Ordinal);
        });
        Assert.Contains($"| `version` | LE64({ProtocolLabels.Version}) |", s_page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_EveryProofTranscript_ListsItsAppendsInTheOrderOfTheCode()
    {
        foreach ((string heading, string[] sources) in s_sections)
        {
            // What the code appends, and what the section's table has in its column of labels.
            string[] appended = [.. sources.SelectMany(source =>
                AppendOrChallenge().Matches(Read("sources", source)).Select(match => match.Groups[1].Value))];
            string[] listed = [.. RowsOf(SectionOf(heading)).SelectMany(row =>
                Quoted().Matches(row).Select(match => match.Groups[1].Value))];

            Assert.NotEmpty(appended);
            if (heading.EndsWith(": audit", StringComparison.Ordinal))
            {
                // The first four are listed in words, as those of statement 3.
                string[] repeated = appended[..4];
                Assert.All(repeated, label => Assert.Contains($"`{label}`", SectionOf(heading), StringComparison.Ordinal));
                appended = appended[4..];
            }

            Assert.True(
                appended.SequenceEqual(listed),
                $"{heading}: the code has {string.Join(", ", appended)}; the page {string.Join(", ", listed)}.");
        }
    }

    [Fact]
    public void Page_EveryReasonOfTheStatementsAndOfTheLog_IsThere()
    {
        // From the first reason about a commitment's encoding on, all are about statements, audits, verdicts or the
        // log, but for those of calls and streams.
        string[] ofCalls =
        [
            "TOO_MANY_COMMITMENTS", "RESUME_TOKEN_INVALID", "PAGE_TOKEN_INVALID", "SHUTTING_DOWN",
            "STORAGE_UNAVAILABLE", "OVERLOADED", "INTERNAL", "MESSAGE_TOO_LARGE", "PLATFORM_UNAVAILABLE",
            "STREAM_SILENT",
        ];
        string[] reasons = [.. Reason().Matches(Read("protos", "error_reason.proto"))
            .Where(match => int.Parse(match.Groups[2].Value) >= 22)
            .Select(match => match.Groups[1].Value)
            .Except(ofCalls)];

        Assert.True(reasons.Length >= 30, $"{reasons.Length} reasons");
        Assert.All(reasons, reason => Assert.Contains($"`{reason}`", s_page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_EveryRefusalPolicyAndPayload_IsThere()
    {
        string[] names =
        [
            .. AuditRefusalValue().Matches(Read("protos", "payloads.proto")).Select(match => match.Groups[1].Value),
            .. OverlapPolicyValue().Matches(Read("protos", "market.proto")).Select(match => match.Groups[1].Value),
            .. PayloadMessage().Matches(Read("protos", "payloads.proto")).Select(match => match.Groups[1].Value),
        ];

        // Who watches an assignment or accesses an audit says nothing that lasts; no value of an enum is "unspecified".
        string[] expected = [.. names.Except(
            ["AUDIT_REFUSAL_UNSPECIFIED", "WatchAssignmentPayload", "AccessAuditPayload"])];
        Assert.True(expected.Length >= 18, $"{expected.Length} names");
        Assert.All(expected, name => Assert.Contains($"`{name}`", s_page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_EveryStatementAndSection_HasItsHeadingOnce()
    {
        string[] headings =
        [
            .. s_sections.Select(section => section.Heading), "### Statement 5: attestation", "### Statement 7: count",
            "## 7. How to verify a transcript by hand", "## 8. Claims", "## 9. Threats",
            "## 10. Who sees what, and for how long", "## 11. Sizes and costs", "## 12. Decisions",
        ];

        Assert.All(headings, heading => Assert.Single(Lines(), line => line == heading));
    }

    [Fact]
    public void Page_WorkedExample_IsTheGoldenFiles()
    {
        string example = string.Concat(SectionOf("## 13. A worked example").Where(c => !char.IsWhiteSpace(c)));
        var statements = TestFiles.Golden("statements-v1.json");
        var report = statements.GetProperty("report");
        string[] shown =
        [
            statements.GetProperty("commitment").GetString()!, statements.GetProperty("blinding").GetString()!,
            statements.GetProperty("datasetRoot").GetString()!,
            report.GetProperty("nonce").GetString()!, report.GetProperty("remainder").GetString()!,
            report.GetProperty("proof").GetString()![..64], report.GetProperty("proof").GetString()![^64..],
            .. new[] { "y", "z", "x", "w", "c" }.Select(
                name => report.GetProperty("challenges").GetProperty(name).GetString()!),
            .. report.GetProperty("challenges").GetProperty("u").EnumerateArray().Select(u => u.GetString()!),
        ];

        Assert.All(shown, hex => Assert.Contains(hex, example, StringComparison.Ordinal));
        Assert.StartsWith(
            AttestationOf(example),
            TestFiles.Golden("datasets-v1.json").GetProperty("outputs").GetProperty("attestation").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Lines_AreShort() => Assert.All(
        Lines(), line => Assert.True(line.Length <= LongestLine, $"{line.Length} characters: {line}"));

    private delegate ReadOnlySpan<byte> Label();

    // The attestation's bytes begin with the length of its label, 21.
    private static string AttestationOf(string example)
    {
        Match match = Regex.Match(example, "15000000[0-9a-f]{50,}");
        Assert.True(match.Success);
        return match.Value;
    }

    private static string[] Lines() => s_page.Split('\n');

    private static string SectionOf(string heading)
    {
        int start = s_page.IndexOf(heading + "\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"'{heading}' is no heading of the page.");
        int end = Heading().Match(s_page, start + heading.Length) is { Success: true } next ? next.Index : s_page.Length;
        return s_page[start..end];
    }

    // The column of labels of the section's table of appends, row by row.
    private static IEnumerable<string> RowsOf(string section)
    {
        string[] lines = section.Split('\n');
        int first = Array.IndexOf(lines, "| # | label | message |");
        Assert.True(first >= 0, "The section has no table of appends.");
        return lines.Skip(first + 2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|')[2]);
    }

    private static string Read(string folder, string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, folder, name));

    [GeneratedRegex("""(?:Append|Challenge|ChallengeScalar)\("([^"]+)"u8""")]
    private static partial Regex AppendOrChallenge();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("^#{2,3} ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"ERROR_REASON_([A-Z_]+) = (\d+);")]
    private static partial Regex Reason();

    [GeneratedRegex(@"(AUDIT_REFUSAL_[A-Z_]+) = \d+;")]
    private static partial Regex AuditRefusalValue();

    [GeneratedRegex(@"(OVERLAP_POLICY_[A-Z_]+) = \d+;")]
    private static partial Regex OverlapPolicyValue();

    [GeneratedRegex(@"^message (\w+) \{", RegexOptions.Multiline)]
    private static partial Regex PayloadMessage();
}
