using System.Globalization;
using Candor.Cli.Output;

namespace Candor.Cli.Demo;

/// <summary>Shows what the models of a demo are worth on records that nobody brought.</summary>
internal static class DemoModelTables
{
    /// <summary>Writes the table.</summary>
    /// <param name="report">The report.</param>
    /// <param name="screen">Where to.</param>
    internal static void Write(DemoReport report, Screen screen)
    {
        // A model of a number has no hits to count: the part of the variance that it explains says how good it is.
        bool isOfClasses = report.Participants[0].OwnAccuracy is not null;
        string measure = isOfClasses ? "accuracy" : "explained variance";
        screen.WriteLine(
            $"The models, measured on {Numbers.Count(report.HeldOutRecords)} {report.Things} that nobody brought", Tone.Strong);
        var table = new TextTable(
            new TextTable.Column("company", IsNumber: false),
            new TextTable.Column("records"),
            new TextTable.Column($"own model's {measure}"),
            new TextTable.Column($"received model's {measure}"));
        foreach (DemoParticipant row in report.Participants)
        {
            table.Add(
                row.ReceivedMeasured is null ? Tone.Faint : Tone.Plain,
                row.Company,
                Numbers.Count(row.ValidRecords),
                Percent(row.OwnAccuracy ?? row.OwnMeasured),
                (isOfClasses ? row.ReceivedAccuracy : row.ReceivedMeasured) is { } received ? Percent(received) : "none");
        }

        screen.WriteTable(table);
    }

    private static string Percent(double part) => (100 * part).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
