using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Simulations;
using Candor.Commitments.Audits;
using Candor.Simulation;
using Candor.Simulation.Setup;

namespace Candor.Cli.Commands;

/// <summary><c>candor simulate</c>: honest participants and cheaters of every kind in one process, over the real
/// protocol, and platforms that lie to the real SDK.</summary>
internal static class SimulateCommand
{
    private const int MostParticipants = 50;
    private const int LeastRecords = 100;
    private const int LeastAudits = 10;
    private const int MostAudits = 100_000;
    private const int MostTrainings = 200;

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Option<int> participants = CommonOptions.Participants($"Participants of each kind, 1 to {MostParticipants}.");
        participants.DefaultValueFactory = static _ => 3;
        Option<int> records = Number(
            "--records", $"Records of each participant, {LeastRecords} to {SimulationSettings.MostRecords}.", 1000);
        Option<int> audits = Number(
            "--audits",
            $"Samples drawn for each measured rate, {LeastAudits} to {MostAudits}; one whole audit for 400 of "
            + "them.",
            2000);
        Option<decimal> badShare = new Option<decimal>("--bad-share")
        {
            Description = "The audit policy's δ in percent, 0.14 to 100: so many bad records it must not miss.",
            HelpName = "PERCENT",
            DefaultValueFactory = static _ => 5,
        }.Strict();
        Option<int> security = Number("--security", "The audit policy's bits, 1 to 128: it misses with 2^-BITS.", 40);
        Option<ulong> seed = CommonOptions.Seed<ulong>(
            "Everything random follows from it, keys included; the same seed prints the same.");
        Option<int> version = Number(
            "--market-version", "The version of the markets' rules, 1 or 2; only 2 refuses replayed and moved messages.", 2);
        Option<int> trainings = Number(
            "--trainings", $"Markets that train a model for each kind of cheater in them, 0 to {MostTrainings}.", 2);
        var figure = new Option<string?>("--figure")
        {
            Description = "Draw measured and computed detection as SVG into this file.",
            HelpName = "FILE",
        };
        Option<bool> json = CommonOptions.Json("Print one JSON object instead.");
        var command = new CandorCommand(
            "simulate",
            "Runs honest participants and cheaters of every kind through whole markets in one process, and prints "
            + "what was tried, caught, where and why; then what becomes of cheaters where a model is trained; then what the SDK makes of a real server whose answers are "
            + "changed; then "
            + "how often sampled audits detect, beside the formula. "
            + $"{Claim}. Keys drawn from a seed are for simulations only. Exits with 1 when a promise was broken: a kind that "
            + "must be caught was not, somebody honest was named, or a lie had an effect.",
            "candor simulate",
            "candor simulate --seed 7 --audits 20000 --figure audit-detection.svg",
            "candor simulate --participants 1 --records 200 --audits 500 --json")
        {
            participants, records, audits, badShare, security, seed, version, trainings, figure, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            SimulationSettings settings = Require(
                parsed.GetValue(participants),
                parsed.GetValue(records),
                parsed.GetValue(audits),
                parsed.GetValue(badShare),
                parsed.GetValue(security),
                parsed.GetValue(seed),
                parsed.GetValue(version),
                parsed.GetValue(trainings));
            string? path = parsed.GetValue(figure);
            if (path is not null)
            {
                // Half a minute of work must not end with a folder that is not there.
                OutputFile.Require("--figure", path, OutputKind.Image);
            }

            SimulationReport report = await RunAsync(screen, settings, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                screen.WriteLine(CliJson.Write(report));
            }
            else
            {
                SimulationTables.Write(screen, report);
            }

            if (path is not null)
            {
                await OutputFile.WriteAsync(path, DetectionFigure.Draw(report), cancellationToken)
                    .ConfigureAwait(false);
                screen.Progress(path);
            }

            return report.Holds ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static string Claim =>
        char.ToUpperInvariant(SimulationRun.Synthetic[0]) + SimulationRun.Synthetic[1..];

    private static Option<int> Number(string name, string description, int usual) => new Option<int>(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
    }.Strict(least: 0);

    private static async Task<SimulationReport> RunAsync(
        Screen screen, SimulationSettings settings, CancellationToken cancellationToken)
    {
        using var meter = new ProgressMeter(screen, "simulating");
        return await SimulationRun.RunAsync(settings, meter, cancellationToken).ConfigureAwait(false);
    }

    // Every fault of the request in one line, before any work is done.
    private static SimulationSettings Require(
        int participants,
        int records,
        int audits,
        decimal badShare,
        int security,
        ulong seed,
        int version,
        int trainings)
    {
        var faults = new List<string>();
        Add(participants is < 1 or > MostParticipants,
            $"--participants: found {participants}, expected 1 to {MostParticipants}");
        Add(records is < LeastRecords or > SimulationSettings.MostRecords,
            $"--records: found {records}, expected {LeastRecords} to {SimulationSettings.MostRecords}");
        Add(audits is < LeastAudits or > MostAudits,
            $"--audits: found {audits}, expected {LeastAudits} to {MostAudits}");
        Add(badShare is < AuditPolicy.MinimumBadSharePerMillion / 10_000m or > 100m,
            FormattableString.Invariant($"--bad-share: found {badShare}, expected 0.14 to 100 percent"));
        Add(security is < 1 or > 128, $"--security: found {security}, expected 1 to 128 bits");
        Add(version is not (1 or 2), $"--market-version: found {version}, expected 1 or 2");
        Add(trainings is < 0 or > MostTrainings, $"--trainings: found {trainings}, expected 0 to {MostTrainings}");
        return faults.Count > 0
            ? throw new CliException(string.Join("; ", faults))
            : new SimulationSettings(
                participants,
                records,
                audits,
                new AuditPolicy { BadSharePerMillion = (int)(badShare * 10_000), SecurityBits = security },
                seed,
                version)
            {
                TrainingMarkets = trainings,
            };

        void Add(bool isFault, string fault)
        {
            if (isFault)
            {
                faults.Add(fault);
            }
        }
    }
}
