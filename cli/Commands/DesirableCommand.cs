using System.CommandLine;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Market.Scenarios;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Properties;

namespace Candor.Cli.Commands;

/// <summary><c>candor desirable FILE</c>: Algorithm 1 over every profile of a scenario's grid.</summary>
internal static class DesirableCommand
{
    private const string JsonMembers =
        "Print one JSON object: exists, paymentsExist, efficient, evidence, efficiency, worstProfile, worstSum and chain.";

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Argument<string> file = CommonOptions.Scenario();
        Option<double> most = CommonOptions.MaxProfiles();
        Option<bool> json = CommonOptions.Json(JsonMembers);
        Option<string> shard = ShardOption.Create();
        Option<string> part = CommonOptions.Out("Where the part goes; needed with --shard.", "PART", isRequired: false);
        var command = new CandorCommand(
            "desirable",
            "Says whether a desirable mechanism exists with the scenario's allocation (Definition 7): payments that are "
            + "truthful ex post, individually rational and never lose money, at every profile of the grid (Algorithm 1), "
            + "with an allocation that is efficient there. Where there is none, the profile at which a better allocation "
            + "is, or the worst profile and the chain of constraints behind it, say why.",
            "candor desirable samples/scenarios/growing-market.json",
            "candor desirable market.json --shard 2/8 --out part-2.json   # one task of eight",
            "candor desirable merge part-*.json")
        {
            file, json, most, shard, part, Merge(screen),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            string text =
                await InputFile.ReadTextAsync(path, "a scenario file", cancellationToken).ConfigureAwait(false);
            Scenario scenario = ScenarioInput.Parse(text, path);
            DesirableProblem problem = Problem(scenario, path);
            ExistenceShard wanted = ShardOption.Read("candor desirable", parsed.GetValue(shard), parsed.GetValue(part));
            string? target = parsed.GetValue(part);
            if (target is not null)
            {
                OutputFile.Require("--out", target, OutputKind.ExistencePart, ("FILE", path));
            }

            ExistencePart found;
            using (var meter = new ProgressMeter(screen, "solving lines"))
            {
                var options = new ExhaustiveOptions { MostProfiles = parsed.GetValue(most), Progress = meter };
                found = await ScenarioInput.ComputeAsync(
                    path,
                    () => ExistenceCheck.RunShard(problem, wanted, options, cancellationToken),
                    cancellationToken).ConfigureAwait(false);
            }

            if (target is not null)
            {
                await OutputFile.WriteAsync(target, ExistencePartJson.Write(found, text), cancellationToken)
                    .ConfigureAwait(false);
                screen.Progress($"Part {found.Shard} is in {target}: {Numbers.Count((long)found.Profiles)} profiles.");
                return ExitCode.Done;
            }

            TrainingOnGrid? training = TrainingOnGrid.Of(scenario.Mechanism, problem.Grid);
            Write(screen, ExistenceCheck.Merge(problem, [found]), training, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static CandorCommand Merge(Screen screen)
    {
        Argument<string[]> files = PartFiles.Argument();
        Option<bool> json = CommonOptions.Json(JsonMembers);
        var command = new CandorCommand(
            "merge",
            "Puts the parts of one check together, as if one machine had done it.",
            "candor desirable merge part-1.json part-2.json --json")
        {
            files, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] paths = parsed.GetRequiredValue(files);
            (IReadOnlyList<ExistencePart> parts, string scenario) = await PartFiles.ReadAsync<ExistencePart>(
                paths, ExistencePartJson.TryRead, cancellationToken).ConfigureAwait(false);
            Scenario market = ScenarioInput.Parse(scenario, paths[0]);
            DesirableProblem problem = Problem(market, paths[0]);
            ExistenceVerdict verdict = PartFiles.Merge(
                "candor desirable merge", () => ExistenceCheck.Merge(problem, parts));
            Write(screen, verdict, TrainingOnGrid.Of(market.Mechanism, problem.Grid), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static DesirableProblem Problem(Scenario scenario, string path) => new(
        scenario.Mechanism.Curve,
        scenario.Mechanism.Valuation,
        scenario.Mechanism.Allocation,
        ScenarioInput.RequireGrid(scenario, path));

    private static void Write(Screen screen, ExistenceVerdict verdict, TrainingOnGrid? training, bool asJson)
    {
        if (asJson)
        {
            screen.WriteLine(ExistenceJson.Write(verdict, training: training));
            return;
        }

        screen.WriteLine(
            verdict.Describe(),
            verdict.Exists switch { true => Tone.Good, false => Tone.Bad, null => Tone.Plain });
        screen.WriteLine($"profiles       {Numbers.Count((long)verdict.Profiles)}");
        screen.WriteLine($"efficient      {DescribeEfficiency(verdict)}");
        screen.WriteLine($"worst profile  {verdict.WorstProfile}");
        screen.WriteLine($"worst sum      {Numbers.Plain(verdict.WorstSum)}  (of the largest payments there; below 0 the market loses money)");
        screen.WriteLine("behind it:");
        foreach (string line in verdict.Explain())
        {
            screen.WriteLine("  " + line);
        }

        TrainingView.Write(screen, training);
    }

    private static string DescribeEfficiency(ExistenceVerdict verdict) =>
        (verdict.Efficient, verdict.Efficiency.Evidence) switch
        {
            (false, _) => $"no: {verdict.Efficiency.Witness}",
            (true, Evidence.Proven) => $"yes, proven: {verdict.Efficiency.Witness}",
            (true, _) => $"yes; closest {verdict.Efficiency.Witness}",
            _ => $"not refuted by a search; closest {verdict.Efficiency.Witness}",
        };
}
