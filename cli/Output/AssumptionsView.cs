using Candor.Mechanism.Properties;

namespace Candor.Cli.Output;

/// <summary>Shows what the paper assumes of a market, and where the market leaves it.</summary>
internal static class AssumptionsView
{
    /// <summary>Writes every assumption with its verdict, and whether Theorem 4 applies.</summary>
    /// <param name="screen">Where it writes.</param>
    /// <param name="report">What was found; nothing is written where it is null.</param>
    internal static void Write(Screen screen, AssumptionReport? report)
    {
        if (report is null)
        {
            return;
        }

        screen.WriteLine();
        foreach (Verdict verdict in report.All)
        {
            string reason = verdict.Witness.Length == 0 ? string.Empty : $": {verdict.Witness}";
            screen.WriteLine(
                $"{AssumptionReport.Title(verdict)}  {State(verdict)}{reason}",
                verdict.Holds ? Tone.Plain : Tone.Bad);
        }

        screen.WriteLine(report.DescribeTheorem4());
    }

    /// <summary>Writes advice beside the results, a line each.</summary>
    /// <param name="screen">Where it writes.</param>
    /// <param name="advice">The lines.</param>
    internal static void Advise(Screen screen, IEnumerable<string> advice)
    {
        foreach (string line in advice)
        {
            screen.Progress($"note: {line}", Tone.Faint);
        }
    }

    private static string State(Verdict verdict) => (verdict.Holds, verdict.Evidence) switch
    {
        (false, _) => "fails",
        (_, Evidence.Sampled) when verdict.Looked == 0 => "nothing to compare",
        (_, Evidence.Sampled) => $"not refuted in {Numbers.Count(verdict.Looked)} samples",
        _ => "holds",
    };
}
