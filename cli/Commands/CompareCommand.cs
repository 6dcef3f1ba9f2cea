using System.CommandLine;
using System.Globalization;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Market.Scenarios;
using Candor.Mechanism.Comparison;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Cli.Commands;

/// <summary><c>candor compare FILE</c>: one scenario by several mechanisms.</summary>
internal static class CompareCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Argument<string> file = CommonOptions.Scenario();
        Option<double> most = CommonOptions.MaxProfiles();
        Option<bool> json = CommonOptions.Json(
            "Print one JSON object: for each mechanism revenue, welfare, gains and properties.");
        var command = new CandorCommand(
            "compare",
            "Settles one scenario by several mechanisms side by side: maximal exploitation payments, free, the "
                + "payments of "
            + "Algorithm 1, the same best model for everyone free of charge (what federated learning does today), "
            + "pivotal "
            + "(VCG) payments, and Shapley-proportional fees. Revenue, welfare and gains are at the scenario's types; "
            + "properties are checked on its grid, or on {0, D/2, D} with D the largest type where it has none.",
            "candor compare samples/scenarios/three-rivals.json",
            "candor compare samples/scenarios/hospitals-that-cooperate.json --json | jq .federated.properties")
        {
            file, json, most,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            Scenario scenario = await ScenarioInput.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            Comparison comparison;
            using (var meter = new ProgressMeter(screen, "comparing"))
            {
                var options = new ExhaustiveOptions { MostProfiles = parsed.GetValue(most), Progress = meter };
                comparison = await ScenarioInput.ComputeAsync(
                    path,
                    () => scenario.Compare(options, cancellationToken),
                    cancellationToken).ConfigureAwait(false);
            }

            TrainingOnGrid? training = TrainingOnGrid.Of(scenario.Mechanism, comparison.Grid);
            if (parsed.GetValue(json))
            {
                screen.WriteLine(ComparisonJson.Write(comparison, training: training));
            }
            else
            {
                Write(screen, comparison);
                TrainingView.Write(screen, training);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(Screen screen, Comparison comparison)
    {
        var table = new TextTable(
            new TextTable.Column("mechanism", IsNumber: false),
            new TextTable.Column("revenue"),
            new TextTable.Column("welfare"),
            new TextTable.Column("who gains", IsNumber: false),
            new TextTable.Column("rational"),
            new TextTable.Column("truthful"),
            new TextTable.Column("efficient"),
            new TextTable.Column("balanced"));
        foreach (ComparedMechanism one in comparison.Mechanisms)
        {
            if (one.Result is not ComparedResult result)
            {
                table.Add(Tone.Faint, one.Name, "-", "-", "-", "-", "-", "-", "-");
                continue;
            }

            PropertyReport properties = result.Properties;
            table.Add(
                properties.Desirable.Holds ? Tone.Good : Tone.Plain,
                one.Name,
                Numbers.Plain(Sum(result.Revenue, result)),
                Numbers.Plain(result.Welfare),
                WhoGains(result),
                Word(properties.IndividuallyRational),
                Word(properties.IncentiveCompatible),
                Word(properties.Efficient),
                Word(properties.WeaklyBudgetBalanced));
        }

        screen.WriteTable(table);
        screen.WriteLine();
        foreach (ComparedMechanism one in comparison.Mechanisms)
        {
            screen.WriteLine($"{one.Name}: {one.Description}", Tone.Strong);
            foreach (string line in Lines(one))
            {
                screen.WriteLine("  " + line);
            }
        }

        screen.WriteLine();
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Properties at every truthful profile of sizes 0 to {comparison.Grid.Max:R} in steps of "
                + $"{comparison.Grid.Unit:R}, "
            + $"and every deviation on it; gains against no market at all."));
    }

    private static IEnumerable<string> Lines(ComparedMechanism one)
    {
        if (one.Result is not ComparedResult result)
        {
            return [$"not settled: {one.Obstacle}"];
        }

        Verdict[] failing = [.. result.Properties.All.SkipLast(1).Where(static verdict => !verdict.Holds)];
        return failing.Length == 0
            ? ["desirable: nothing fails"]
            : failing.Select(static verdict => $"not {verdict.Claim}: {verdict.Witness}");
    }

    /// <summary>Participants from 0, as the witnesses number them; a gain within rounding does not count.</summary>
    private static string WhoGains(ComparedResult result)
    {
        double scale = Verdict.Tolerance * result.Gains.Max(Math.Abs);
        int[] gaining = [.. Enumerable.Range(0, result.Gains.Length).Where(i => result.Gains[i] > scale)];
        return gaining.Length switch
        {
            0 => "nobody",
            _ when gaining.Length == result.Gains.Length => "everyone",
            <= 5 => string.Join(", ", gaining),
            _ => $"{gaining.Length} of {result.Gains.Length}",
        };
    }

    /// <summary>Payments that cancel leave a last bit, which a table need not show; the JSON has it.</summary>
    private static double Sum(double revenue, ComparedResult result) =>
        Math.Abs(revenue) <= 1e-12 * result.Gains.Max(Math.Abs) ? 0 : revenue;

    private static string Word(Verdict verdict) => verdict.Holds ? "yes" : "no";
}
