using System.Collections.Immutable;
using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Market.Scenarios;
using Candor.Mechanism;

namespace Candor.Cli.Commands;

/// <summary><c>candor settle FILE</c>: settles a market on paper.</summary>
internal static class SettleCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A scenario file (JSON; comments and trailing commas allowed), or - for standard input.",
        };
        Option<bool> json = CommonOptions.Json("Print one JSON object with every number in full precision.");
        var command = new CandorCommand(
            "settle",
            "Settles a market on paper, with no server and no keys: what each participant is allocated, what it "
            + "pays, and what that leaves it with at its true data size. Where the scenario leaves what the paper assumes, "
            + "a line on standard error says so.",
            "candor settle samples/scenarios/three-rivals.json",
            "candor settle samples/scenarios/three-rivals.json --json | jq .payments")
        {
            file, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            Scenario scenario = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            SettledScenario settlement = Settle(scenario, path);
            if (parsed.GetValue(json))
            {
                screen.WriteLine(SettlementJson.Write(settlement));
            }
            else
            {
                Write(screen, scenario, settlement);
            }

            AssumptionsView.Advise(screen, Advice(scenario, path));
            return ExitCode.Done;
        });
        return command;
    }

    // What was settled stands; what the paper assumed of it is said beside it.
    private static ImmutableArray<string> Advice(Scenario scenario, string path)
    {
        try
        {
            return scenario.LookAtAssumptions(new Random(0)).Warnings();
        }
        catch (MechanismException error)
        {
            return [$"{path}: the assumptions could not be looked at: {error.Message}"];
        }
    }

    private static async Task<Scenario> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string text = await InputFile.ReadTextAsync(path, "a scenario file", cancellationToken).ConfigureAwait(false);
        return ScenarioReader.TryParse(text, out Scenario? scenario, out var faults)
            ? scenario
            : throw new CliException(FaultText.Describe(faults, path));
    }

    private static SettledScenario Settle(Scenario scenario, string path)
    {
        try
        {
            return scenario.Settle();
        }
        catch (ScenarioException error)
        {
            throw new CliException(FaultText.Describe(error.Faults, path));
        }
        catch (MechanismException error)
        {
            throw new CliException($"{path}: {error.Message}");
        }
    }

    private static void Write(Screen screen, Scenario scenario, SettledScenario settlement)
    {
        var table = new TextTable(
            new TextTable.Column("participant"),
            new TextTable.Column("data size"),
            new TextTable.Column("report"),
            new TextTable.Column("allocated quality"),
            new TextTable.Column("used quality"),
            new TextTable.Column("valuation"),
            new TextTable.Column("payment"),
            new TextTable.Column("utility"));
        Outcome outcome = settlement.Outcome;
        Evaluation evaluation = settlement.Evaluation;
        for (int i = 0; i < outcome.Payments.Length; i++)
        {
            bool isOut = scenario.Reports![i] is null;
            table.Add(
                isOut ? Tone.Faint : Tone.Plain,
                Numbers.Count(i),
                Numbers.Plain(scenario.Types!.Value[i]),
                scenario.Reports[i] is double report ? Numbers.Plain(report) : "out",
                outcome.AllocatedQualities[i] > 0 ? Numbers.Plain(outcome.AllocatedQualities[i]) : "none",
                Numbers.Plain(evaluation.UsedQualities[i]),
                Numbers.Plain(evaluation.Valuations[i]),
                Numbers.Plain(outcome.Payments[i]),
                Numbers.Plain(evaluation.Utilities[i]));
        }

        screen.WriteTable(table);
        screen.WriteLine();
        screen.WriteLine(
            $"revenue  {Numbers.Plain(evaluation.Revenue)}  (the sum of all payments; negative payments are paid out)");
        screen.WriteLine($"welfare  {Numbers.Plain(evaluation.Welfare)}  (the sum of all valuations)");
        TrainingView.Write(screen, outcome.Training);
    }
}
