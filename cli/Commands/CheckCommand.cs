using System.CommandLine;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Market.Scenarios;
using Candor.Mechanism;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Cli.Commands;

/// <summary><c>candor check FILE</c>: which of the paper's properties a mechanism has on its grid.</summary>
internal static class CheckCommand
{
    private static readonly string[] s_properties =
        ["individuallyRational", "incentiveCompatible", "efficient", "weaklyBudgetBalanced", "desirable"];

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Argument<string> file = CommonOptions.Scenario();
        Option<double> most = CommonOptions.MaxProfiles();
        Option<bool> json = CommonOptions.Json(
            "Print one JSON object: for each property holds, margin, witness and evidence.");
        var required = new Option<string[]>("--require")
        {
            Description =
                "Exit with 1 when this property fails; may be repeated. Without it a computed answer is exit 0.",
            HelpName = "PROPERTY",
        };
        required.AcceptOnlyFromAmong(s_properties);
        var conditions = new Option<bool>("--conditions")
        {
            Description =
                "Also look at Theorem 2's necessary and Theorem 3's sufficient conditions, at Assumptions 1, 3 and 4 and "
                + "Definition 10, and at whether Theorems 1 and 4 apply.",
        };
        Option<int> samples = CommonOptions.Samples(
            "Also look for regret at this many random sizes between the grid's points. That can refute a property and "
            + "never shows that it holds. With desirable payments there is nothing between the points.");
        Option<int> seed = CommonOptions.Seed<int>("Seed of the random sizes.");
        var command = new CandorCommand(
            "check",
            "Checks a mechanism at every profile of its grid and every deviation on it: individually rational, "
            + "truthful ex post (Definition 3, not in dominant strategies), efficient, weakly budget-balanced, and "
            + "desirable, which is all four. Each verdict has its margin and the place where it comes closest to failing; participants are "
            + "numbered from 0, as in the file's arrays.",
            "candor check samples/scenarios/three-rivals.json",
            "candor check samples/scenarios/corollary-1-counterexample.json --require incentiveCompatible",
            "candor check samples/scenarios/growing-market.json --json | jq .desirable.holds")
        {
            file, json, required, conditions, samples, seed, most,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            Scenario scenario = await ScenarioInput.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            TypeGrid grid = ScenarioInput.RequireGrid(scenario, path);
            PropertyReport report;
            ConditionReport? deeper = null;
            AssumptionReport? assumptions = null;
            Verdict[]? sampled = null;
            using (var meter = new ProgressMeter(screen, "checking"))
            {
                var options = new ExhaustiveOptions { MostProfiles = parsed.GetValue(most), Progress = meter };
                report = await ScenarioInput.ComputeAsync(
                    path,
                    () => PropertyCheck.Run(scenario.Mechanism, grid, options, cancellationToken),
                    cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(conditions))
                {
                    deeper = await ScenarioInput.ComputeAsync(
                        path,
                        () => ConditionCheck.Run(scenario.Mechanism, grid, options with { Progress = null },
                            cancellationToken),
                        cancellationToken).ConfigureAwait(false);
                }

                if (parsed.GetValue(conditions))
                {
                    var steps = new Random(parsed.GetValue(seed));
                    assumptions = await ScenarioInput.ComputeAsync(
                        path, () => scenario.LookAtAssumptions(steps), cancellationToken).ConfigureAwait(false);
                }

                if (parsed.GetValue(samples) is > 0 and int count)
                {
                    var random = new Random(parsed.GetValue(seed));
                    sampled = await ScenarioInput.ComputeAsync(
                        path,
                        () => Sample(scenario.Mechanism, grid, count, random),
                        cancellationToken).ConfigureAwait(false);
                }
            }

            if (parsed.GetValue(json))
            {
                screen.WriteLine(CheckJson.Write(report, deeper, sampled, assumptions: assumptions));
            }
            else
            {
                Write(screen, report, deeper);
                AssumptionsView.Write(screen, assumptions);
                WriteSampled(screen, sampled);
            }

            string[] asked = parsed.GetValue(required) ?? [];
            return report.All.All(verdict => verdict.Holds || !asked.Contains(verdict.Claim))
                ? ExitCode.Done
                : ExitCode.Failed;
        });
        return command;
    }

    private static void Write(Screen screen, PropertyReport report, ConditionReport? conditions)
    {
        var table = new TextTable(
            new TextTable.Column("property", IsNumber: false),
            new TextTable.Column("verdict", IsNumber: false),
            new TextTable.Column("margin"),
            new TextTable.Column("comparisons"));
        foreach (Verdict verdict in report.All.Concat(conditions?.All ?? []))
        {
            table.Add(
                verdict.Holds ? Tone.Good : Tone.Bad,
                verdict.Claim,
                State(verdict),
                Numbers.Plain(verdict.Margin),
                Numbers.Count(verdict.Looked));
        }

        screen.WriteTable(table);
        screen.WriteLine();
        foreach (Verdict verdict in report.All.SkipLast(1).Concat(conditions?.All ?? []))
        {
            string how = verdict.Holds ? "closest" : "fails";
            screen.WriteLine(
                $"{verdict.Claim}  {how}: {(verdict.Witness.Length == 0 ? "nothing to compare" : verdict.Witness)}");
        }

        if (conditions is not null)
        {
            screen.WriteLine();
            screen.WriteLine(conditions.DescribeNecessary());
            screen.WriteLine(conditions.DescribeSufficient());
        }
    }

    private static Verdict[] Sample(MarketMechanism mechanism, TypeGrid grid, int samples, Random random)
    {
        (Verdict hiding, Verdict leaving) = SampledCheck.Run(mechanism, grid.Max, samples, random);
        return [hiding, leaving];
    }

    private static void WriteSampled(Screen screen, Verdict[]? sampled)
    {
        if (sampled is null)
        {
            return;
        }

        screen.WriteLine();
        foreach (Verdict verdict in sampled)
        {
            string found = verdict.Holds ? "not refuted" : "refuted";
            screen.WriteLine(
                $"{verdict.Claim} between grid points  {found} in {Numbers.Count(verdict.Looked)} samples; largest regret "
                + $"{Numbers.Plain(Math.Max(0, -verdict.Margin))}: {verdict.Witness}");
        }
    }

    private static string State(Verdict verdict) => (verdict.Holds, verdict.Evidence) switch
    {
        (false, _) => "fails",
        (_, Evidence.Sampled) => "not refuted",
        _ => "holds",
    };
}
