using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Market.Scenarios;
using Candor.Mechanism;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Cli.Commands;

/// <summary><c>candor check FILE</c>: which of the paper's properties a mechanism has on its grid.</summary>
internal static class CheckCommand
{
    private const double WorthAnEstimate = 1e5;

    private static readonly string[] s_properties =
        ["individuallyRational", "incentiveCompatible", "efficient", "weaklyBudgetBalanced", "desirable"];

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Argument<string> file = CommonOptions.Scenario();
        Option<double> most = CommonOptions.MaxProfiles();
        Option<bool> json = Json();
        Option<string[]> required = Require();
        Option<string> shard = ShardOption.Create();
        Option<string> target = CommonOptions.Out(
            "Where the part goes; needed with --shard.", "PART", isRequired: false);
        var exhaustive = new Option<bool>("--exhaustive")
        {
            Description =
                "Look at every profile and deviation also where a theorem decides, such as Theorem 1. It takes longer.",
        };
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
            "candor check samples/scenarios/growing-market.json --json | jq .desirable.holds",
            "candor check market.json --shard 2/8 --out part-2.json   # one task of eight",
            "candor check merge part-*.json")
        {
            file, json, required, conditions, samples, seed, most, exhaustive, shard, target,
            CheckMergeCommand.Create(screen),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            string text =
                await InputFile.ReadTextAsync(path, "a scenario file", cancellationToken).ConfigureAwait(false);
            Scenario scenario = ScenarioInput.Parse(text, path);
            TypeGrid grid = ScenarioInput.RequireGrid(scenario, path);
            string? part = parsed.GetValue(target);
            ExistenceShard wanted = ShardOption.Read("candor check", parsed.GetValue(shard), part);
            if (part is not null && (parsed.GetValue(conditions) || parsed.GetValue(samples) > 0))
            {
                throw new CliException(
                    "candor check: found --shard with --conditions or --samples, expected them in a run of their own");
            }

            if (part is not null)
            {
                OutputFile.Require("--out", part, OutputKind.CheckPart, ("FILE", path));
            }

            PropertyPart found;
            ConditionReport? deeper = null;
            AssumptionReport? assumptions = null;
            Verdict[]? sampled = null;
            using (var meter = new ProgressMeter(screen, "checking"))
            {
                var options = new ExhaustiveOptions
                {
                    MostProfiles = parsed.GetValue(most),
                    Progress = meter,
                    UseTheorems = !parsed.GetValue(exhaustive),
                };
                found = await ScenarioInput.ComputeAsync(
                    path,
                    () => Check(screen, scenario.Mechanism, grid, wanted, options, cancellationToken),
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

            if (part is not null)
            {
                await OutputFile.WriteAsync(part, CheckPartJson.Write(found, text), cancellationToken)
                    .ConfigureAwait(false);
                screen.Progress($"Part {wanted} is in {part}.");
                return ExitCode.Done;
            }

            PropertyReport report = PropertyCheck.Merge([found]);
            TrainingOnGrid? training = TrainingOnGrid.Of(scenario.Mechanism, grid);
            Write(screen, report, (deeper, assumptions, sampled), training, parsed.GetValue(json));
            return ExitCodeOf(report, parsed.GetValue(required));
        });
        return command;
    }

    /// <summary><c>--json</c>.</summary>
    internal static Option<bool> Json() =>
        CommonOptions.Json("Print one JSON object: for each property holds, margin, witness and evidence.");

    /// <summary><c>--require</c>.</summary>
    internal static Option<string[]> Require()
    {
        var required = new Option<string[]>("--require")
        {
            Description =
                "Exit with 1 unless this property holds (being not refuted is not enough); may be repeated. Without it a "
                + "computed answer is exit 0.",
            HelpName = "PROPERTY",
        };
        required.AcceptOnlyFromAmong(s_properties);
        return required;
    }

    /// <summary>Writes all that was found.</summary>
    internal static void Write(
        Screen screen,
        PropertyReport report,
        (ConditionReport? Conditions, AssumptionReport? Assumptions, Verdict[]? Sampled) deeper,
        TrainingOnGrid? training,
        bool asJson)
    {
        if (asJson)
        {
            screen.WriteLine(
                CheckJson.Write(
                    report, deeper.Conditions, deeper.Sampled, assumptions: deeper.Assumptions, training: training));
        }
        else
        {
            Write(screen, report, deeper.Conditions);
            AssumptionsView.Write(screen, deeper.Assumptions);
            WriteSampled(screen, deeper.Sampled);
            TrainingView.Write(screen, training);
        }
    }

    /// <summary>Whether every property that was asked for holds.</summary>
    internal static int ExitCodeOf(PropertyReport report, string[]? required) =>
        report.All.All(verdict =>
            verdict is { Holds: true, Evidence: not Evidence.Sampled } || required?.Contains(verdict.Claim) != true)
            ? ExitCode.Done
            : ExitCode.Failed;

    /// <summary>Checks, after saying how long it will take where that is long.</summary>
    private static PropertyPart Check(
        Screen screen,
        MarketMechanism mechanism,
        TypeGrid grid,
        ExistenceShard shard,
        ExhaustiveOptions options,
        CancellationToken cancellationToken)
    {
        TimeSpan Estimate() => CheckCost.Estimate(mechanism, grid, options) / shard.Count;
        if (Math.Pow(grid.Steps + 1.0, mechanism.Count) / shard.Count is > WorthAnEstimate and var profiles
            && profiles <= options.MostProfiles
            && Estimate() is { TotalSeconds: > 10 } time)
        {
            screen.Progress($"checking  {CheckCost.Describe(time)}, on {options.Threads} processors");
        }

        try
        {
            return PropertyCheck.RunShard(mechanism, grid, shard, options, cancellationToken);
        }
        catch (GridTooLargeException error) when (error.Profiles < 1e18)
        {
            throw new MechanismException($"{error.Message} It would take {CheckCost.Describe(Estimate())}.");
        }
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
            string how = verdict switch
            {
                { Holds: false } => "fails",
                { Evidence: Evidence.Proven } => "proved",
                _ => "closest",
            };
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
