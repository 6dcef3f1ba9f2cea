using System.Globalization;
using Candor.Cli.Output;
using Candor.Simulation;
using Candor.Simulation.Detection;

namespace Candor.Cli.Simulations;

/// <summary>The report as a person reads it.</summary>
internal static class SimulationTables
{
    /// <summary>Writes it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="report">The report.</param>
    internal static void Write(Screen screen, SimulationReport report)
    {
        screen.WriteLine(
            $"{report.Synthetic}: every refusal is the answer of the code that servers and validators run");
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {report.Seed}; {Numbers.Count(report.RecordsPerParticipant)} records a company; an audit opens "
            + $"{report.Openings} (δ = {report.BadSharePerMillion / 10_000.0:0.####} %, "
            + $"ε = 2^-{report.SecurityBits})"));
        screen.WriteLine();
        WriteKinds(screen, report);
        screen.WriteLine();
        screen.WriteLine(
            "Limits: rows invented to satisfy the public rules are records to everybody but their inventor; copies");
        screen.WriteLine("count where no policy compares records, and where one does, for whoever is attested first.");
        screen.WriteLine();
        if (report.Training.Count > 0)
        {
            WriteTraining(screen, report.Training);
            screen.WriteLine();
        }

        if (report.Platforms.Count > 0)
        {
            WritePlatforms(screen, report);
            screen.WriteLine();
        }

        WriteDetection(screen, report);
        screen.WriteLine();
        WriteVerdict(screen, report);
    }

    private static void WriteKinds(Screen screen, SimulationReport report) =>
        WriteKinds(screen, "a company that", report.Kinds);

    private static void WritePlatforms(Screen screen, SimulationReport report)
    {
        WriteKinds(screen, "a platform that", report.Platforms);
        screen.WriteLine(
            "Platforms: a real server here, its answers changed, and a participant with the real SDK; where: the step at");
        screen.WriteLine("which the SDK stops, and why: the fault that it names. No effect: nobody has signed it, and nothing rests on it.");
    }

    private static void WriteKinds(Screen screen, string who, IReadOnlyList<KindResult> kinds)
    {
        var table = new TextTable(
            new TextTable.Column("comparison", IsNumber: false),
            new TextTable.Column(who, IsNumber: false),
            new TextTable.Column("tried"),
            new TextTable.Column("caught"),
            new TextTable.Column("where", IsNumber: false),
            new TextTable.Column("why", IsNumber: false),
            new TextTable.Column("promise", IsNumber: false));
        foreach (KindResult kind in kinds)
        {
            bool isLimit = kind.Promised == SimulationRun.Limit;
            table.Add(
                !kind.Kept ? Tone.Bad : isLimit ? Tone.Warning : Tone.Plain,
                kind.Overlap,
                kind.Tries,
                Numbers.Count(kind.Tried),
                Numbers.Count(kind.Caught),
                string.Join(", ", kind.Findings.Select(static finding => finding.Where)),
                string.Join(", ", kind.Findings.Select(static finding => finding.Why)),
                !kind.Kept ? "BROKEN" : isLimit ? "none: a limit"
                    : kind.Promised == SimulationRun.NoEffect ? "kept: no effect" : "kept");
        }

        screen.WriteTable(table);
    }

    private static void WriteTraining(Screen screen, IReadOnlyList<TrainingResult> results)
    {
        var table = new TextTable(
            new TextTable.Column("where a model is trained", IsNumber: false),
            new TextTable.Column("markets"),
            new TextTable.Column("named"),
            new TextTable.Column("others"),
            new TextTable.Column("why", IsNumber: false),
            new TextTable.Column("promise", IsNumber: false));
        foreach (TrainingResult result in results)
        {
            table.Add(
                result.Kept ? Tone.Plain : Tone.Bad,
                result.Tries,
                Numbers.Count(result.Markets),
                Numbers.Count(result.Named),
                Numbers.Count(result.OthersNamed),
                string.Join(", ", result.Findings.Select(static finding => finding.Why)),
                !result.Kept ? "BROKEN" : result.Promised == SimulationRun.NoEffect ? "kept: no effect" : "kept");
        }

        screen.WriteTable(table);
        screen.WriteLine(
            "Named: its report fell or its message was refused, and the model is trained without it; of platforms and");
        screen.WriteLine("validators: members did not act on it. Others: honest members who fell, which must be nobody.");
    }

    private static void WriteDetection(Screen screen, SimulationReport report)
    {
        var table = new TextTable(
            new TextTable.Column("ε"),
            new TextTable.Column("openings"),
            new TextTable.Column("bad share"),
            new TextTable.Column("bad"),
            new TextTable.Column("formula"),
            new TextTable.Column("samples"),
            new TextTable.Column("detected"),
            new TextTable.Column("95 % interval"),
            new TextTable.Column("inside", IsNumber: false),
            new TextTable.Column("full audits"),
            new TextTable.Column("refused"),
            new TextTable.Column("due"));
        foreach (DetectionPoint point in report.Detection)
        {
            table.Add(
                !point.Holds ? Tone.Bad : !point.FormulaInside ? Tone.Warning : Tone.Plain,
                $"2^-{point.SecurityBits}",
                Numbers.Count((long)point.Openings),
                Text(100 * point.BadShare, "0.##") + " %",
                Numbers.Count(point.BadRecords),
                Rate(point.Formula),
                Numbers.Count(point.SamplesDrawn),
                Rate(point.MeasuredRate()),
                $"{Rate(point.Low)} to {Rate(point.High)}",
                point.FormulaInside ? "yes" : "NO",
                Numbers.Count(point.FullAudits),
                Numbers.Count(point.FullAuditsCaught),
                Numbers.Count(point.FullAuditsWithBad));
        }

        screen.WriteTable(table);
        screen.WriteLine(
            "Samples: drawn by AuditChallenge.Draw alone; detected where the rules refuse a record of the sample.");
        screen.WriteLine(
            "Full audits: dataset proof, tags, sample, openings and their proof, by the validator's state machine;");
        screen.WriteLine(
            "due: those whose sample met a bad record. Inside: the formula is in the interval (Clopper, Pearson).");
    }

    private static void WriteVerdict(Screen screen, SimulationReport report)
    {
        int outside = report.Detection.Count(static point => !point.FormulaInside);
        screen.WriteLine($"formula outside its 95 % interval: {outside} of {report.Detection.Count}; by luck alone, "
            + "up to one in twenty");
        screen.WriteLine(
            report.Holds
                ? "every promise of the protocol was kept"
                : "A PROMISE OF THE PROTOCOL WAS BROKEN: see rows marked BROKEN, and full audits refused and not due",
            report.Holds ? Tone.Good : Tone.Bad);
    }

    private static string Rate(double rate) => Text(rate, "0.0000");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
