using System.CommandLine;
using Candor.Cli.Demo;
using Candor.Cli.Help;
using Candor.Cli.Options;
using Candor.Cli.Output;

namespace Candor.Cli.Commands;

/// <summary><c>candor demo</c>: a market among real processes, from start to end.</summary>
internal static class DemoCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        var keep = new Option<string>("--keep")
        {
            Description = "Keep the demo's files in this new or empty folder: keys, datasets, definition, "
                + "databases, transcript, logs.",
            HelpName = "DIR",
        };
        var data = new Option<string>("--data")
        {
            Description = "Whose data: breast-cancer (eight hospitals, some of which cheat), digits (five post offices), or "
                + "diabetes (five clinics; the model predicts a number).",
            HelpName = "NAME",
            DefaultValueFactory = static _ => DemoMarket.All[0].Data,
        };
        Option<bool> json = CommonOptions.Json(
            "Print the end as one JSON object, with every number in full precision.");
        var command = new CandorCommand(
            "demo",
            "Shows a whole market, in less than half a minute, longer on a busy machine: a server, a validator and eight "
            + "hospitals, each a process of its own, with real tumour records. Two hospitals are honest; one hides records, one "
            + "reports more than it has, one claims broken and repeated rows, one copies another's records, one never reports, "
            + "and one sends false statistics. The others leave with the model that they trained together, measured on records "
            + "that nobody brought. At the end the market's transcript is verified.",
            "candor demo",
            "candor demo --data digits       # ten classes",
            "candor demo --data diabetes     # a number",
            "candor demo --keep demo-files   # then look at what each process had",
            "candor demo --json | jq .refusals")
        {
            data, keep, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var market = DemoMarket.Of(parsed.GetRequiredValue(data));
            string? kept = parsed.GetValue(keep);
            DemoReport report;
            var narrator = new DemoNarrator(screen);
            TimeSpan limit = DemoPatience.LimitOf(Environment.GetEnvironmentVariable(DemoPatience.Variable));
            using (DemoFolder folder = DemoFolder.Open(market.Id, kept))
            using (var patience = new DemoPatience(limit, narrator.Demo, TimeProvider.System))
            {
                var run = new DemoRun(market, folder, narrator, patience, TimeProvider.System);
                report = await run.RunAsync(cancellationToken).ConfigureAwait(false);
            }

            if (parsed.GetValue(json))
            {
                screen.WriteLine(DemoJson.Write(report));
            }
            else
            {
                DemoTables.Write(report, screen);
            }

            if (kept is not null)
            {
                screen.Progress("demo", $"its files are in {kept}", Tone.Faint);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
