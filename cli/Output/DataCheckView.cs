using Candor.Cli.Errors;
using Candor.Client;

namespace Candor.Cli.Output;

/// <summary>What a file holds, for people and as JSON.</summary>
internal static class DataCheckView
{
    private const int RepeatsShown = 5;
    private const int FaultsShown = 20;

    /// <summary>Shows what was counted.</summary>
    /// <param name="data">What was counted.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="isJson">Whether as JSON.</param>
    /// <returns>The exit code: whether every row is a record, and there is one.</returns>
    internal static int Write(Dataset data, Screen screen, bool isJson)
    {
        if (isJson)
        {
            screen.WriteLine(CliJson.Write(DataCheckResult.Of(data)));
        }
        else
        {
            WriteText(data, screen);
        }

        return data.BrokenRows == 0 && data.Records > 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void WriteText(Dataset data, Screen screen)
    {
        screen.WriteLine(ErrorFilter.OneLine($"{data}"), Tone.Strong);
        if (data.FaultCounts.Count > 0)
        {
            screen.WriteLine();
            WriteFaults(data, screen);
        }

        foreach (RepeatedRow row in data.Repeated.Take(RepeatsShown))
        {
            screen.WriteLine($"{row}");
        }

        if (data.RepeatedRows > RepeatsShown)
        {
            screen.WriteLine($"and {data.RepeatedRows - RepeatsShown} more repeated rows", Tone.Faint);
        }

        foreach (string hint in data.Hints)
        {
            screen.WriteLine($"hint: {ErrorFilter.OneLine(hint)}", Tone.Warning);
        }

        screen.WriteLine(
            data.Rows == 0 ? "no row: a participant would have nothing to commit to"
            : data.Records == 0 ? "no row is a record: a participant would have nothing to commit to"
            : data.BrokenRows > 0 ? $"{data.BrokenRows} rows would not count"
            : "every row is a record",
            data.BrokenRows == 0 && data.Records > 0 ? Tone.Good : Tone.Bad);
    }

    private static void WriteFaults(Dataset data, Screen screen)
    {
        var table = new TextTable(
            new TextTable.Column("broken rows"),
            new TextTable.Column("first line"),
            new TextTable.Column("column", IsNumber: false),
            new TextTable.Column("fault", IsNumber: false));
        foreach (FaultCount count in data.FaultCounts.Take(FaultsShown))
        {
            table.Add(
                $"{count.Rows}",
                $"{count.FirstLine}",
                ErrorFilter.OneLine(count.Column ?? string.Empty),
                ErrorFilter.OneLine(count.Fault));
        }

        screen.WriteTable(table);
        if (data.FaultCounts.Count > FaultsShown)
        {
            screen.WriteLine($"and {data.FaultCounts.Count - FaultsShown} more kinds of faults", Tone.Faint);
        }

        screen.WriteLine();
        screen.WriteLine(ErrorFilter.OneLine($"first fault: {data.Faults[0]}"));
    }
}
