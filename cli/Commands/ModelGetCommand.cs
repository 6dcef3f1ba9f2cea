using System.CommandLine;
using Candor.Cli.Connections;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Client;

namespace Candor.Cli.Commands;

/// <summary><c>candor model get MARKET</c>: fetches what a settled market has allocated.</summary>
internal static class ModelGetCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> participant = CommonOptions.Participant();
        Option<string> key = CommonOptions.Key("the participant");
        var file = new Option<string>("--out")
        {
            Description = "Where to write the model. An older model there is replaced; anything else is left as it is.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json("Print one JSON object: file, records, measured quality.");
        var command = new CandorCommand(
            "get",
            "Fetches the model that a settled market has allocated to a participant, again or for the first time. The whole "
            + "transcript is verified first, and the file held to the digest in it. Exits with 1 where it is allocated none, or the "
            + "market has not settled.",
            "candor model get hospitals --as aachen --key aachen.pem --out model.onnx")
        {
            market, participant, key, file, server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            string path = parsed.GetRequiredValue(file);
            OutputFile.Require("--out", path, OutputKind.Model, [("--key", parsed.GetValue(key))]);
            using SigningKey signer = KeyInput.Load(parsed.GetRequiredValue(key), screen);
            ParticipantHandle self = client.GetParticipantHandle(
                NameInput.Market(parsed.GetRequiredValue(market)),
                NameInput.Participant(parsed.GetRequiredValue(participant)),
                signer);
            if (await self.GetModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
            {
                screen.Progress($"{self.Market} allocates no model to {self.ParticipantId}", Tone.Warning);
                return ExitCode.Failed;
            }

            model.Save(path);
            var result = new ModelGetResult(model.Market, self.ParticipantId, path, model.Records, model.MeasuredQuality);
            screen.WriteLine(parsed.GetValue(json)
                ? CliJson.Write(result)
                : $"{path}: the model of {result.Market}, trained from {Numbers.Count(result.Records)} records, measured quality "
                    + $"{Numbers.Quality(result.MeasuredQuality)}; the transcript's digest is this file's");
            return ExitCode.Done;
        }));
        return command;
    }
}
