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
            (IReadOnlyList<PropertyPart> parts, _) = await PartFiles.ReadAsync<PropertyPart>(
                parsed.GetRequiredValue(files), CheckPartJson.TryRead, cancellationToken).ConfigureAwait(false);
            PropertyReport report = PartFiles.Merge("candor check merge", () => PropertyCheck.Merge(parts));
            CheckCommand.Write(screen, report, (null, null, null), parsed.GetValue(json));
            return CheckCommand.ExitCodeOf(report, parsed.GetValue(required));
        });
        return command;
    }
}
