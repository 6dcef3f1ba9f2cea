using System.CommandLine;
using Candor.Cli.Errors;
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
        var files = new Argument<string[]>("PART")
        {
            Description = "Every part of one check, in any order.",
            Arity = ArgumentArity.OneOrMore,
        };
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
            var parts = new List<PropertyPart>();
            string? scenario = null;
            foreach (string path in parsed.GetRequiredValue(files))
            {
                string text = await InputFile.ReadTextAsync(path, "a part of a check", cancellationToken)
                    .ConfigureAwait(false);
                if (!CheckPartJson.TryRead(text, out PropertyPart? part, out string? own, out var faults))
                {
                    throw new CliException(FaultText.Describe(faults, path));
                }

                if (scenario is not null && own != scenario)
                {
                    throw new CliException(
                        $"{path}: scenario: found another one than in the first part, expected the same");
                }

                scenario = own;
                parts.Add(part);
            }

            PropertyReport report;
            try
            {
                report = PropertyCheck.Merge(parts);
            }
            catch (ArgumentException error) when (error.ParamName == "parts")
            {
                throw new CliException($"candor check merge: {error.Message.Split(" (Parameter")[0]}");
            }

            CheckCommand.Write(screen, report, (null, null, null), parsed.GetValue(json));
            return CheckCommand.ExitCodeOf(report, parsed.GetValue(required));
        });
        return command;
    }
}
