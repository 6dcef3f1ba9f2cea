using System.CommandLine;
using System.CommandLine.Parsing;
using Candor.Cli.Connections;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Participation;
using Candor.Client;

namespace Candor.Cli.Commands;

/// <summary><c>candor data …</c>: what a participant looks at before it takes part.</summary>
internal static class DataCommands
{
    /// <summary>Creates the group.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen) => new CandorCommand(
        "data",
        "Looks at a dataset before a market does.",
        "candor data check aachen.csv --definition hospitals.json")
    {
        CreateCheck(screen),
    };

    private static CandorCommand CreateCheck(Screen screen)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The dataset, CSV or JSON lines (.jsonl), as 'candor join' takes it. It stays here.",
        };
        var schema = new Option<string>("--schema")
        {
            Description = "What a valid record looks like (JSON), for markets that take sizes on trust.",
            HelpName = "FILE",
        };
        var definition = new Option<string>("--definition")
        {
            Description = "The definition of a market with validation, which says what a record is. Keys and validators may "
                + "still be missing.",
            HelpName = "FILE",
        };
        var market = new Option<string>("--market")
        {
            Description = "The id of a market with validation, whose rules say what a record is; the server is asked for "
                + "them, and told nothing of the file.",
            HelpName = "MARKET",
        };
        Option<string> separator = SeparatorOption.Create();
        Option<string> key = CommonOptions.ReaderKey();
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json(
            "Print one JSON object: rows, records, brokenRows, repeatedRows, faults, repeated, hints.");
        var command = new CandorCommand(
            "check",
            "Counts the valid, distinct records of a file as 'candor join' would, and takes part in nothing. Lists which "
            + "columns break the rules, how often and where first, which rows repeat earlier ones, and what to do where the "
            + "file's spelling looks like the cause. Takes one of --schema, --definition and --market. Exits with 1 where "
            + "rows are broken or no row is a record.",
            "candor data check cork.csv --schema schema.json",
            "candor data check evora.csv --definition hospitals.json --separator ';'",
            "candor data check aachen.csv --market hospitals --key aachen.pem --json | jq .faults")
        {
            file, schema, definition, market, separator, key, server, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            char? between = SeparatorOption.Parse(parsed.GetValue(separator), path);
            string[] sources =
            [
                .. new Option[] { schema, definition, market }
                    .Where(option => parsed.GetResult(option) is not null).Select(static option => option.Name),
            ];
            Require(sources, isAsked: parsed.GetValue(market) is not null, parsed.GetResult(key) ?? parsed.GetResult(server));
            RecordRules rules =
                parsed.GetValue(schema) is { } columns ? RecordRules.OfSchema(columns)
                : parsed.GetValue(definition) is { } written
                    ? await RecordRules.OfDefinitionAsync(written, cancellationToken).ConfigureAwait(false)
                : await AskAsync().ConfigureAwait(false);
            Dataset data = new DatasetInput(screen, path, receipt: null, between)
                .Count(rules.Format, rules.Options, cancellationToken);
            return DataCheckView.Write(data, screen, parsed.GetValue(json));

            async Task<RecordRules> AskAsync()
            {
                string name = NameInput.Market(parsed.GetRequiredValue(market));
                using SigningKey? reader = KeyInput.LoadOptional(parsed.GetValue(key), screen);
                RecordRules? answer = null;
                await ServerConnection.RunAsync(parsed, server, async client =>
                {
                    answer = await RecordRules.OfMarketAsync(client, name, reader, cancellationToken)
                        .ConfigureAwait(false);
                    return ExitCode.Done;
                }).ConfigureAwait(false);
                return answer!;
            }
        });
        return command;
    }

    private static void Require(string[] sources, bool isAsked, OptionResult? ofServer)
    {
        if (sources.Length != 1)
        {
            string said = sources.Length == 0
                ? "nothing says"
                : $"{string.Join(" and ", sources)} each say";
            throw new CliException(
                $"candor data check: {said} what a record is; expected one of --schema, --definition and --market");
        }

        if (!isAsked && ofServer is not null)
        {
            throw new CliException(
                $"{ofServer.Option.Name}: has no use here; no server is asked; expected --market with it");
        }
    }
}
