using Candor.Hosting.Storage;
using Candor.Platform.Databases;

namespace Candor.Cli.Output;

/// <summary>What was found of databases, for people.</summary>
internal static class DatabaseView
{
    private const int MostNamed = 5;

    /// <summary>Writes what checks found.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="reports">A check of each database.</param>
    internal static void Write(Screen screen, IReadOnlyList<DatabaseReport> reports)
    {
        WriteCounts(screen, reports);
        WriteFindings(screen, reports.SelectMany(static report => report.Findings));
        int findings = reports.Sum(static report => report.Findings.Count);
        screen.WriteLine(
            findings == 0
                ? "holds: everything is what was written"
                : $"does not hold: {(findings == 1 ? "1 thing is" : $"{Numbers.Count(findings)} things are")} not what was written",
            findings == 0 ? Tone.Good : Tone.Bad);
    }

    /// <summary>Writes what a copy has.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="report">The copy.</param>
    /// <param name="withKeys">Whether the secret keys are in it.</param>
    internal static void Write(Screen screen, BackupReport report, bool withKeys)
    {
        WriteCounts(screen, report.Reports);
        WriteFindings(screen, report.Findings);
        if (!report.IsKept)
        {
            screen.WriteLine(
                "no copy was kept, since what is named above is damaged or could not be copied; --even-damaged keeps one", Tone.Bad);
            return;
        }

        screen.WriteLine(
            report.Findings.Count == 0
                ? $"{report.Folder}: copied, and the copy holds"
                : $"{report.Folder}: copied, with the damage named above",
            report.Findings.Count == 0 ? Tone.Good : Tone.Bad);
        screen.Progress(
            withKeys
                ? "The copy holds the secret keys: whoever reads it can sign in this server's name. Keep it as you keep the keys."
                : $"NOT in the copy: {string.Join(" and ", report.Reports.Select(NameOfKey))}. Without them no server goes on from "
                    + "it, and nobody can make them again: keep copies of them elsewhere.",
            Tone.Warning);
    }

    /// <summary>Writes what was accepted.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="accepted">The loss.</param>
    internal static void Write(Screen screen, AcceptedLoss accepted)
    {
        if (accepted.OldKey is null)
        {
            screen.WriteLine($"an earlier run had accepted the loss, and is ended: the server signs with {accepted.NewKey}");
            return;
        }

        screen.WriteLine($"accepted: {Numbers.Count(accepted.Events)} signed events are lost", Tone.Warning);
        screen.WriteLine($"old log key  {accepted.OldKey}");
        screen.WriteLine($"new log key  {accepted.NewKey}");
        screen.WriteLine($"statement    {accepted.Statement}");
        screen.Progress(
            "Publish the statement: clients refuse this server from now on until they are told why its key changed.", Tone.Warning);
    }

    private static string NameOfKey(DatabaseReport report) =>
        $"the {report.Places.KeyName} '{report.Places.Key}'";

    private static void WriteCounts(Screen screen, IReadOnlyList<DatabaseReport> reports)
    {
        foreach (DatabaseReport report in reports)
        {
            var table = new TextTable(
                new TextTable.Column(report.Role, IsNumber: false), new TextTable.Column("number"));
            bool isServer = report.Places.Role == StoreRole.Platform;
            foreach ((string what, long number) in ((string, long)[])[
                (isServer ? "markets" : "audits and overlap checks", report.Streams),
                ("events under their roots", report.Events),
                ("stored answers", report.Answers),
                ("high-water marks", report.Marks),
                .. isServer ? [("blobs", report.Blobs)] : Array.Empty<(string, long)>(),
                ("bytes of these", report.Bytes)])
            {
                table.Add(number == 0 ? Tone.Faint : Tone.Plain, what, Numbers.Count(number));
            }

            screen.WriteTable(table);
            screen.WriteLine($"signed by {report.Signer ?? "nobody yet"}");
            if (report.UnknownBulk.Count > 0)
            {
                string more = report.UnknownBulk.Count > MostNamed ? $" and {report.UnknownBulk.Count - MostNamed} more" : "";
                screen.WriteLine(
                    $"bulk of markets that it does not know: {string.Join(", ", report.UnknownBulk.Take(MostNamed))}{more}",
                    Tone.Warning);
            }

            screen.WriteLine();
        }
    }

    private static void WriteFindings(Screen screen, IEnumerable<DatabaseFinding> findings)
    {
        foreach (DatabaseFinding finding in findings)
        {
            screen.WriteLine($"damaged: {finding.Name}: {finding.Found}", Tone.Bad);
        }
    }
}
