using System.CommandLine;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Output;
using Candor.Market.Scenarios;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Properties;

namespace Candor.Cli.Commands;

/// <summary><c>candor check merge PART…</c>: the parts of one check as one answer.</summary>
internal static class CheckMergeCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static CandorCommand Create(Screen screen)
    {
        Argument<string[]> files = PartFiles.Argument();
        Option<bool> json = CheckCommand.Json();
        Option<string[]> required = CheckCommand.Require();
        var command = new CandorCommand(
            "merge",
            "Puts the parts of one check together, as if one machine had done it.",
            "candor check merge part-1.json part-2.json --json")
        {
            files, json, required,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] paths = parsed.GetRequiredValue(files);
            (IReadOnlyList<PropertyPart> parts, string text) = await PartFiles.ReadAsync<PropertyPart>(
                paths, CheckPartJson.TryRead, cancellationToken).ConfigureAwait(false);
            PropertyReport report = PartFiles.Merge("candor check merge", () => PropertyCheck.Merge(parts));
            Scenario scenario = ScenarioInput.Parse(text, paths[0]);
            TrainingOnGrid? training =
                TrainingOnGrid.Of(scenario.Mechanism, ScenarioInput.RequireGrid(scenario, paths[0]));
            CheckCommand.Write(screen, report, (null, null, null), training, parsed.GetValue(json));
            return CheckCommand.ExitCodeOf(report, parsed.GetValue(required));
        });
        return command;
    }
}
