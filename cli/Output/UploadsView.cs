using Candor.Cli.Contributions;
using Candor.Cli.Errors;

namespace Candor.Cli.Output;

/// <summary>Prints what came of checking uploads: a line for each finding, a table of what was checked and what could not be, and
/// what it comes to.</summary>
internal static class UploadsView
{
    /// <summary>Prints it.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="findings">What was found.</param>
    internal static void Write(Screen screen, IReadOnlyList<UploadFinding> findings)
    {
        screen.WriteLine();
        foreach (UploadFinding finding in findings)
        {
            screen.WriteLine(Describe(finding), finding.Holds == false ? Tone.Bad : Tone.Plain);
        }

        screen.WriteLine();
        UploadFinding[] checks = [.. findings.Where(static one => one.Statement != UploadFinding.File)];
        WriteTable(screen, checks);
        WriteEnd(screen, checks);
    }

    private static string Describe(UploadFinding finding)
    {
        if (finding.Statement == UploadFinding.File)
        {
            return $"not checked: {finding.Fault}";
        }

        string word = finding.Holds switch { true => "holds", false => "FAILS", null => "not checked" };
        return $"{word}: {NameOf(finding)}{(finding.Participant is { } of ? $" of {of}" : string.Empty)}"
            + (finding.Fault is { } fault ? $": {ErrorFilter.OneLine(fault)}" : string.Empty);
    }

    private static string NameOf(UploadFinding finding) =>
        finding.Epoch is { } epoch ? $"epoch {Numbers.Count((long)epoch)}, {finding.Statement}" : finding.Statement;

    private static void WriteTable(Screen screen, UploadFinding[] checks)
    {
        var table = new TextTable(
            new TextTable.Column("uploads", IsNumber: false),
            new TextTable.Column("hold"),
            new TextTable.Column("fail"),
            new TextTable.Column("not checked"));
        foreach (IGrouping<string, UploadFinding> group in checks.GroupBy(NameOf))
        {
            int failed = group.Count(static one => one.Holds == false);
            table.Add(
                failed > 0 ? Tone.Bad : Tone.Plain,
                group.Key,
                Numbers.Count(group.Count(static one => one.Holds == true)),
                Numbers.Count(failed),
                Numbers.Count(group.Count(static one => one.Holds is null)));
        }

        screen.WriteTable(table);
        screen.WriteLine();
    }

    private static void WriteEnd(Screen screen, UploadFinding[] checks)
    {
        int failed = checks.Count(static one => one.Holds == false);
        int missing = checks.Count(static one => one.Holds is null);
        (string text, Tone tone) = failed > 0 ? ($"{failed} of {checks.Length} checks of uploads fail", Tone.Bad)
            : missing == checks.Length ? ("no upload was checked: none is there, and the log has digests alone", Tone.Warning)
            : missing > 0 ? ($"the uploads that are there hold; {missing} of {checks.Length} checks could not be made", Tone.Warning)
            : ($"all {checks.Length} checks of uploads hold", Tone.Good);
        screen.WriteLine(text, tone);
    }
}
