using System.CommandLine;
using Candor.Cli.Connections;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Processes;
using Candor.Client;
using Candor.Market.Definitions;

namespace Candor.Cli.Commands;

/// <summary><c>candor market …</c>: what operators and onlookers do.</summary>
internal static class MarketCommands
{
    private const string WholeMarket = "Print the market as one JSON object, in protobuf's mapping of "
        + "candor.v1.Market.";

    /// <summary>Creates the group.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen) => new CandorCommand(
        "market",
        "Creates, shows, watches, settles and cancels markets.",
        "candor market create hospitals.json --key operator.pem",
        "candor market watch hospitals --key operator.pem")
    {
        CreateCreate(screen), CreateShow(screen), CreateList(screen), CreateWatch(screen), CreateSettle(screen),
        CreateCancel(screen), CreateAwaited(screen),
    };

    private static CandorCommand CreateCreate(Screen screen)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The market's definition: roster with public keys, quality curve, valuation, rules, "
                + "deadlines (JSON; comments and trailing commas allowed).",
        };
        var id = new Option<string>("--id")
        {
            Description = "The market's id; the file's name without its extension where it is not given.",
        };
        Option<string> key = CommonOptions.Key("the operator that the definition names");
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json(WholeMarket);
        var command = new CandorCommand(
            "create",
            "Creates a market and opens it. Its rules never change afterwards. A definition without a version gets the "
            + "newest. What it leaves out and a server knows is asked for, told, and signed with the rest: the log key; "
            + "with 'validation', validators, or the id and key of one that is named by its address.",
            "candor market create hospitals.json --key operator.pem",
            "candor market create hospitals.json --id hospitals-2 --key operator.pem --json",
            "samples/markets/audited-hospitals.json  is a definition with validation to start from",
            "candor demo --keep demo-files       # leaves a whole one: demo-files/hospitals.json")
        {
            file, id, key, server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            string path = parsed.GetRequiredValue(file);
            string market = IdOf(parsed.GetValue(id), path);
            using SigningKey signer = KeyInput.Load(parsed.GetRequiredValue(key), screen);
            DefinitionGaps.FilledDefinition filled = await DefinitionGaps.LoadAsync(path, client, cancellationToken)
                .ConfigureAwait(false);
            TellFilled(filled, screen);
            MarketInfo created = await client.GetOperatorHandle(market, signer)
                .CreateMarketAsync(filled.Definition, cancellationToken).ConfigureAwait(false);
            MarketView.Write(created.Message!, screen, parsed.GetValue(json));
            AwaitedView.WriteRule(created.AnswerRule, screen, parsed.GetValue(json));
            AwaitedView.WarnOfShortTime(created, screen);
            return ExitCode.Done;
        }));
        return command;
    }

    private static void TellFilled(DefinitionGaps.FilledDefinition filled, Screen screen)
    {
        foreach (string line in filled.Filled)
        {
            screen.Progress($"filled in {line}", Tone.Faint);
        }

        foreach (string line in VersionGap.Describe(filled.Definition.Message))
        {
            screen.Progress(line);
        }

        AssumptionsView.Advise(screen, filled.Definition.Advice);
    }

    private static CandorCommand CreateShow(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> key = CommonOptions.ReaderKey();
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json(WholeMarket);
        var command = new CandorCommand(
            "show",
            "Shows a market: its rules, verified against its operator's signature, and where everyone is in it.",
            "candor market show hospitals --key north.pem",
            "candor market show hospitals --json | jq .definition")
        {
            market, key, server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            string name = NameInput.Market(parsed.GetRequiredValue(market));
            using SigningKey? reader = KeyInput.LoadOptional(parsed.GetValue(key), screen);
            MarketInfo shown = await client.GetMarketAsync(name, reader, cancellationToken).ConfigureAwait(false);
            MarketView.Write(shown.Message!, screen, parsed.GetValue(json));
            if (!parsed.GetValue(json))
            {
                TrainingStepView.Write(
                    await ReadAttendanceAsync(client, shown, reader, cancellationToken).ConfigureAwait(false), screen);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static CandorCommand CreateList(Screen screen)
    {
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json("Print one JSON object with the array 'markets'.");
        var command = new CandorCommand("list", "Lists a server's markets by name.", "candor market list")
        {
            server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            var markets = new List<V1.MarketSummary>();
            await foreach (MarketSummary summary in client
                .ListMarketsAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                markets.Add(summary.Message!);
            }

            MarketView.Write(markets, screen, parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static CandorCommand CreateWatch(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> key = CommonOptions.ReaderKey();
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json("Print one JSON object a line, in protobuf's mapping.");
        var command = new CandorCommand(
            "watch",
            "Shows a market's public events, the past ones first, then each as it happens, until the market is over. "
            + "Reports are announced without their size.",
            "candor market watch hospitals --key north.pem")
        {
            market, key, server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.StayAsync(
            parsed,
            server,
            async client =>
            {
                string name = NameInput.Market(parsed.GetRequiredValue(market));
                using SigningKey? reader = KeyInput.LoadOptional(parsed.GetValue(key), screen);
                using var output = new ClosedOutput(cancellationToken);
                var view = new WatchView(screen, parsed.GetValue(json));
                try
                {
                    await foreach (MarketUpdate happened in client
                        .WatchMarketAsync(name, null, reader, output.Token).ConfigureAwait(false))
                    {
                        view.Write(happened.Message!);
                    }
                }
                catch (OperationCanceledException) when (output.IsClosed && !cancellationToken.IsCancellationRequested)
                {
                    // Who read has seen enough, which is no failure.
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static CandorCommand CreateAwaited(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> key = CommonOptions.Key("the market's operator");
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json("Print one JSON object with the array 'answers'.");
        var command = new CandorCommand(
            "awaited",
            "Shows whose answers the market's validators await, and until when, and which step of its training is on. Who "
            + "stays silent is refused at the deadline, or falls, also after it has reported.",
            "candor market awaited hospitals --key operator.pem",
            "candor market awaited hospitals --key operator.pem --json | jq .answers[].participant")
        {
            market, key, server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            string name = NameInput.Market(parsed.GetRequiredValue(market));
            using SigningKey signer = KeyInput.Load(parsed.GetRequiredValue(key), screen);
            IReadOnlyList<AwaitedAnswer> answers = await ListAwaitedAsync(
                client.GetOperatorHandle(name, signer), cancellationToken).ConfigureAwait(false);
            MarketInfo shown = await client.GetMarketAsync(name, signer, cancellationToken).ConfigureAwait(false);
            TrainingAttendance attendance = await ReadAttendanceAsync(client, shown, signer, cancellationToken)
                .ConfigureAwait(false);
            AwaitedView.Write(name, answers, attendance, screen, parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    // The public events up to where the market was when it was read: its stream goes on, and is not waited for.
    private static async Task<TrainingAttendance> ReadAttendanceAsync(
        CandorClient client, MarketInfo market, SigningKey? reader, CancellationToken cancellationToken)
    {
        var attendance = new TrainingAttendance();
        if (market.Message!.Phase != V1.MarketPhase.Training)
        {
            return attendance;
        }

        await foreach (MarketUpdate happened in client
            .WatchMarketAsync(market.Name, null, reader, cancellationToken).ConfigureAwait(false))
        {
            attendance.Follow(happened.Message!);
            if (happened.Sequence >= market.LastEvent)
            {
                break;
            }
        }

        return attendance;
    }

    // A market of members does not exist for whoever may not ask this, and that is everyone with another key than the
    // operator's: any member's key, which other commands ask for, does not help.
    private static async Task<IReadOnlyList<AwaitedAnswer>> ListAwaitedAsync(
        OperatorHandle marketOperator, CancellationToken cancellationToken)
    {
        try
        {
            return await marketOperator.ListAwaitedAnswersAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CandorException error) when (error.ErrorReason == ErrorReason.MarketNotFound)
        {
            throw new CliException(
                $"{error.Reason}: {error.Message} (only the operator of a market is shown whose answers are awaited: "
                + "expected --key with the operator's key)");
        }
    }

    private static CandorCommand CreateSettle(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> key = CommonOptions.Key("the market's operator");
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json(WholeMarket);
        var command = new CandorCommand(
            "settle",
            "Settles an open market before its deadline. Who has not reported is out.",
            "candor market settle hospitals --key operator.pem")
        {
            market, key, server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            string name = NameInput.Market(parsed.GetRequiredValue(market));
            using SigningKey signer = KeyInput.Load(parsed.GetRequiredValue(key), screen);
            MarketView.Write(
                (await client.GetOperatorHandle(name, signer).SettleMarketAsync(cancellationToken).ConfigureAwait(false)).Message!,
                screen,
                parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static CandorCommand CreateCancel(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> key = CommonOptions.Key("the market's operator");
        var reason = new Option<string>("--reason")
        {
            Description = "Why, for the participants to read; at most 500 characters.",
            HelpName = "TEXT",
            Required = true,
        };
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json(WholeMarket);
        var command = new CandorCommand(
            "cancel",
            "Cancels an open market. Nobody owes anything.",
            "candor market cancel hospitals --key operator.pem --reason 'The roster lacks a hospital.'")
        {
            market, key, reason, server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            string name = NameInput.Market(parsed.GetRequiredValue(market));
            using SigningKey signer = KeyInput.Load(parsed.GetRequiredValue(key), screen);
            MarketInfo cancelled = await client.GetOperatorHandle(name, signer)
                .CancelMarketAsync(parsed.GetRequiredValue(reason), cancellationToken)
                .ConfigureAwait(false);
            MarketView.Write(cancelled.Message!, screen, parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static string IdOf(string? given, string path)
    {
        if (given is not null)
        {
            return NameInput.MarketId(given);
        }

        string id = Path.GetFileNameWithoutExtension(path);
        return ResourceId.IsValid(id)
            ? id
            : throw new CliException($"{path}: '{id}' cannot be a market's id; expected --id with "
                + $"{ResourceId.Expected}");
    }
}
