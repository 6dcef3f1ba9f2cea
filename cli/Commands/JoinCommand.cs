using System.CommandLine;
using Candor.Cli.Connections;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Participation;
using Candor.Client;
using Candor.Client.Receipts;
using Candor.Client.Transcripts;

namespace Candor.Cli.Commands;

/// <summary><c>candor join MARKET</c>: a participant's whole life in a market.</summary>
internal static class JoinCommand
{
    private const int RulesDigestBytes = 32;

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> participant = CommonOptions.Participant();
        Option<string> key = CommonOptions.Key("the participant");
        Option<string> data = CommonOptions.Data(
            "The dataset, CSV or JSON lines (.jsonl). It stays here: only its size goes into a commitment, which "
            + "hides it.");
        var schema = new Option<string>("--schema")
        {
            Description = "What a valid record looks like (JSON). Only for markets that take sizes on trust: the rules "
                + "of one with validation say it themselves.",
            HelpName = "FILE",
        };
        Option<string> separator = SeparatorOption.Create();
        Option<uint?> report = new Option<uint?>("--report")
        {
            Description = "How many records to report; all valid, distinct ones where it is not given. A file without one "
                + "valid record is taken with --report 0 alone.",
            HelpName = "N",
        }.StrictIfGiven();
        var receipt = new Option<string>("--receipt")
        {
            Description = "Where to keep the participation: the commitment's secret, the sample that was drawn, and the "
                + "receipts of this participant's messages, so that a second run goes on where this one stopped. "
                + "MARKET-ID.receipt in this folder where it is not given. Keep it until the market is over.",
            HelpName = "FILE",
        };
        var checkpoints = new Option<string>("--checkpoints")
        {
            Description = "Where to keep the checkpoints seen of the market's transcript, which hold the server to what it "
                + "has shown. MARKET-ID.checkpoints in this folder where it is not given.",
            HelpName = "FILE",
        };
        var model = new Option<string>("--model")
        {
            Description = "Where to write the model that the market allocates, as ONNX, in a market that trains. It can be "
                + "fetched later too ('candor model get').",
            HelpName = "FILE",
        };
        var ownModel = new Option<string>("--own-model")
        {
            Description = "Where to write the model that is trained here from one's own records alone, to compare.",
            HelpName = "FILE",
        };
        var again = new Option<bool>("--again")
        {
            Description = "Contribute records that went into another market's training before. The platform may then learn what "
                + "they come to alone, from the difference of the two sums.",
        };
        var rules = new Option<string>("--rules")
        {
            Description = "The digest of the rules agreed to, as 'candor market show' prints it: other "
                + "rules are rejected.",
            HelpName = "HEX",
        };
        var validator = new Option<string>("--validator")
        {
            Description = "Which of the market's validators audits the records, by its id; the first that the rules "
                + "name where it is not given.",
            HelpName = "ID",
        };
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json(
            "Print the result as one JSON object, and each step as a JSON object in one line of standard error.");
        var command = new CandorCommand(
            "join",
            "Takes part in a market from the first step to the last: joins, commits to the number of valid, distinct "
            + "records, has them audited where the market asks for that, reports, waits until the market settles, "
            + "contributes to its model where it trains one, prints what it assigns, and verifies that from the market's transcript. Can be run again after it was "
            + "stopped.",
            "candor join hospitals --as aachen --key aachen.pem --data aachen.csv --receipt aachen.receipt",
            "candor join hospitals --as cork --key cork.pem --data cork.csv --report 60",
            "candor join hospitals --as aachen --key aachen.pem --data aachen.csv --model model.onnx   # a market that trains",
            "candor join hospitals --as evora --key evora.pem --data evora.csv --separator ';'",
            "candor join trusting --as cork --key cork.pem --data cork.csv --schema schema.json   # no validation",
            "candor join hospitals --as bergen --key bergen.pem --data bergen.csv --json 2>steps.jsonl")
        {
            market, participant, key, data, schema, separator, report, receipt, checkpoints, model, ownModel, again,
            rules, validator, server, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string name = NameInput.Market(parsed.GetRequiredValue(market));
            string id = NameInput.Participant(parsed.GetRequiredValue(participant));
            var options = new ParticipationOptions
            {
                ReportRecords = parsed.GetValue(report),
                ReceiptPath = parsed.GetValue(receipt) ?? DefaultFile(name, id, "receipt"),
                ValidatorId = parsed.GetValue(validator),
                ModelPath = parsed.GetValue(model),
                OwnModelPath = parsed.GetValue(ownModel),
                ContributeAgain = parsed.GetValue(again),

                // Nullable, for the compiler would make empty bytes of a null that meets bytes.
                ExpectedDefinitionDigest = parsed.GetValue(rules) is { } hex
                    ? (ReadOnlyMemory<byte>?)HexOption.Read("--rules", hex, RulesDigestBytes, "is not a digest")
                    : null,
            };
            string seen = parsed.GetValue(checkpoints) ?? DefaultFile(name, id, "checkpoints");
            string file = parsed.GetRequiredValue(data);
            (string, string?)[] inputs =
                [("--key", parsed.GetValue(key)), ("--data", file), ("--schema", parsed.GetValue(schema))];
            FileCheckpointStore store = RequireKeeping(name, id, options.ReceiptPath, seen, inputs);
            (string Option, string? Path)[] models = [("--model", options.ModelPath), ("--own-model", options.OwnModelPath)];
            RequireModels(
                models, [.. inputs, ("--receipt", options.ReceiptPath), ("--checkpoints", seen)]);
            using SigningKey signer = KeyInput.Load(parsed.GetRequiredValue(key), screen);
            var source = new DatasetInput(
                screen, file, options.ReceiptPath, SeparatorOption.Parse(parsed.GetValue(separator), file));
            string? columns = parsed.GetValue(schema);

            // What can be rejected without the server is rejected before anything is sent.
            Dataset? counted = columns is null ? null : source.Count(columns, cancellationToken);
            source.Require(options.ReportRecords, counted);
            return await ServerConnection.StayAsync(
                parsed,
                server,
                async client =>
                {
                    PlaceInMarket place = await PlaceInMarket.FindAsync(
                        client, name, id, signer, cancellationToken).ConfigureAwait(false);
                    place.Require(columns, options.ValidatorId);
                    place.RequireTrainingFor(
                        [.. models.Where(static one => one.Path is not null).Select(static one => $"{one.Option} '{one.Path}'"),
                        .. Enumerable.Repeat("--again", options.ContributeAgain ? 1 : 0)]);
                    ParticipantHandle self = client.GetParticipantHandle(name, id, signer);
                    await self.KeepAtAsync(options.ReceiptPath, cancellationToken).ConfigureAwait(false);
                    Dataset brought = counted
                        ?? (place is { Rules: null, Records: { } format }
                            ? source.Count(format, new DatasetFileOptions(), cancellationToken)
                            : await source.TagAsync(self, cancellationToken).ConfigureAwait(false));
                    source.Require(options.ReportRecords, brought);
                    AwaitedView.WriteRule(place.Answers, screen, parsed.GetValue(json));
                    if (!parsed.GetValue(json) && place.RecordsInTheClear(
                        ServerConnection.UriOf(parsed, server), options.ValidatorId) is { } address)
                    {
                        screen.Progress(
                            $"warning: {address} is reached without TLS; tags and the opened records of the sample travel in "
                            + "the clear",
                            Tone.Warning);
                    }

                    var steps = new JoinSteps(screen, id, parsed.GetValue(json));
                    steps.Counted(brought);
                    steps.Keeping(options.ReceiptPath, seen);
                    steps.Trains(place.Training, place.Rules is not null);
                    var life = new ParticipantLife(client, place, self, brought, steps);
                    return await life
                        .RunAsync(
                            self.ParticipateAsync(brought, options, cancellationToken),
                            options.ValidatorId,
                            result => JoinView.Write(result, screen, parsed.GetValue(json)),
                            cancellationToken)
                        .ConfigureAwait(false);
                },
                cancellationToken,
                store).ConfigureAwait(false);
        });
        return command;
    }

    // Both files are looked at before anything else: what is something else stays as it is, and what could not be kept
    // would be sent in vain.
    private static FileCheckpointStore RequireKeeping(
        string market, string participant, string receipt, string checkpoints, (string Option, string? Path)[] inputs)
    {
        OutputFile.RequireOwn("--receipt", receipt, [.. inputs, ("--checkpoints", checkpoints)]);
        OutputFile.RequireOwn("--checkpoints", checkpoints, inputs);
        _ = ReceiptPlace.Open(receipt, market, participant);
        var store = new FileCheckpointStore(checkpoints);
        store.RequireKeeping();
        return store;
    }

    // Models are written at the very end, after hours perhaps: what is in their way is told now.
    private static void RequireModels((string Option, string? Path)[] models, (string Option, string? Path)[] others)
    {
        foreach ((string option, string? path) in models)
        {
            if (path is not null)
            {
                OutputFile.Require(
                    option, path, OutputKind.Model, [.. others, .. models.TakeWhile(one => one.Option != option)]);
            }
        }
    }

    // One for each participant and market, beside whatever else is in the folder.
    private static string DefaultFile(string market, string participant, string kind) =>
        $"{market[(market.LastIndexOf('/') + 1)..]}-{participant}.{kind}";
}
