using System.CommandLine;
using System.Globalization;
using System.Text;
using Candor.Cli.Connections;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Client;
using Candor.Client.Transcripts;

namespace Candor.Cli.Commands;

/// <summary><c>candor transcript …</c>: what everybody does who does not take a server's word.</summary>
internal static class TranscriptCommands
{
    /// <summary>Creates the group.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen) => new CandorCommand(
        "transcript",
        "Exports a market's transcript, shows its signed checkpoint, and compares it with what others were shown.",
        "candor transcript export hospitals --out hospitals.transcript --key north.pem",
        "candor transcript checkpoint hospitals > mine.note",
        "candor transcript compare hospitals theirs.note")
    {
        CreateExport(screen), CreateCheckpoint(screen), CreateCompare(screen), CreateKey(screen),
    };

    private static CandorCommand CreateExport(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> file = CommonOptions.Out(
            "Where to write the transcript: JSON lines, a header and then one line an entry. A file that is there is "
            + "replaced once the export is whole. With --key it is its owner's alone (mode 600), since it holds reports.");
        Option<string> key = CommonOptions.OptionalKey(
            "The private key of the operator, of a participant or of a validator, who may read reports and outcome "
            + "once the market has settled. Without it: what everybody may read, which is nothing in a market that shows "
            + "itself to its members alone.");
        Option<string> seen = Seen();
        Option<string> server = CommonOptions.Server();
        var command = new CandorCommand(
            "export",
            "Writes a market's transcript into a file, checked against the server's signed checkpoint. Entries that "
            + "may not be read are there with their hash alone.",
            "candor transcript export hospitals --out hospitals.transcript",
            "candor transcript export hospitals --out hospitals.transcript --key north.pem")
        {
            market, file, key, seen, server,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            OutputFile.Require(
                "--out",
                path,
                OutputKind.Transcript,
                ("--key", parsed.GetValue(key)),
                ("--seen", parsed.GetValue(seen)));
            return ServerConnection.RunAsync(
                parsed,
                server,
                async client =>
                {
                    string name = NameInput.Market(parsed.GetRequiredValue(market));
                    using SigningKey? member = KeyInput.LoadOptional(parsed.GetValue(key), screen);
                    SignedCheckpoint checkpoint = await WriteAsync(
                        path,
                        isPrivate: member is not null,
                        stream => client.ExportTranscriptAsync(name, member, stream, cancellationToken))
                        .ConfigureAwait(false);
                    screen.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path}: {checkpoint.Size} entries of {checkpoint.Origin}, signed with {checkpoint.LogKey}"));
                    return ExitCode.Done;
                },
                StoreOf(parsed, seen, key));
        });
        return command;
    }

    private static CandorCommand CreateCheckpoint(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> key = CommonOptions.ReaderKey();
        Option<string> seen = Seen();
        Option<string> server = CommonOptions.Server();
        var command = new CandorCommand(
            "checkpoint",
            "Prints the signed checkpoint of a market's transcript (a C2SP note), verified. Hand it to others: who "
            + "compares it with their own finds out whether the server shows everyone the same.",
            "candor transcript checkpoint hospitals > mine.note",
            "candor transcript checkpoint hospitals --seen seen.json   # refuses a server that takes something back")
        {
            market, key, seen, server,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(
            parsed,
            server,
            async client =>
            {
                string name = NameInput.Market(parsed.GetRequiredValue(market));
                using SigningKey? reader = KeyInput.LoadOptional(parsed.GetValue(key), screen);
                SignedCheckpoint checkpoint = await client.GetCheckpointAsync(name, reader, cancellationToken)
                    .ConfigureAwait(false);
                WriteNote(checkpoint.Note, screen);
                return ExitCode.Done;
            },
            StoreOf(parsed, seen, key)));
        return command;
    }

    private static CandorCommand CreateCompare(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        var file = new Argument<string>("NOTEFILE")
        {
            Description = "The checkpoint that somebody else was shown, as 'candor transcript checkpoint' prints it.",
        };
        Option<string> key = CommonOptions.ReaderKey();
        Option<string> seen = Seen();
        Option<string> server = CommonOptions.Server();
        var command = new CandorCommand(
            "compare",
            "Compares a checkpoint that somebody else was shown with what the server shows here. Where the two are not "
            + "of one transcript the server shows people different ones: both signed notes are printed, as evidence, "
            + "and the exit code is 1.",
            "candor transcript compare hospitals theirs.note")
        {
            market, file, key, seen, server,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(
            parsed,
            server,
            async client =>
            {
                string name = NameInput.Market(parsed.GetRequiredValue(market));
                using SigningKey? reader = KeyInput.LoadOptional(parsed.GetValue(key), screen);
                ReadOnlyMemory<byte> note = await NoteInput.ReadKeptAsync(
                    parsed.GetRequiredValue(file), name, cancellationToken).ConfigureAwait(false);
                try
                {
                    SignedCheckpoint both = await client.CompareCheckpointAsync(
                        name, note, reader, cancellationToken).ConfigureAwait(false);
                    screen.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"one transcript: {both.Size} entries, root {Convert.ToBase64String(both.Root.Span)}"));
                }
                catch (UnverifiedAnswerException split) when (split.Evidence.Count == 2)
                {
                    foreach (ReadOnlyMemory<byte> signed in split.Evidence)
                    {
                        WriteNote(signed, screen);
                    }

                    throw;
                }

                return ExitCode.Done;
            },
            StoreOf(parsed, seen, key)));
        return command;
    }

    private static CandorCommand CreateKey(Screen screen)
    {
        Option<string> server = CommonOptions.Server();
        var command = new CandorCommand(
            "key",
            "Prints the key that signs the server's checkpoints. An operator puts it into the definition as logKey, so "
            + "that participants need not take the server's word for it.",
            "candor transcript key")
        {
            server,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            screen.WriteLine(await client.GetLogKeyAsync(cancellationToken).ConfigureAwait(false));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Option<string> Seen() => new("--seen")
    {
        Description = "Keeps the checkpoints of this server that were seen in a file, and refuses a server that takes "
            + "back or changes what it has shown.",
        HelpName = "FILE",
    };

    private static FileCheckpointStore? StoreOf(ParseResult parsed, Option<string> seen, Option<string> key)
    {
        if (parsed.GetValue(seen) is not { } path)
        {
            return null;
        }

        OutputFile.RequireOwn("--seen", path, ("--key", parsed.GetValue(key)));
        var store = new FileCheckpointStore(path);
        store.RequireKeeping();
        return store;
    }

    // A note ends in a newline of its own, and is bytes that were signed: nothing is added.
    private static void WriteNote(ReadOnlyMemory<byte> note, Screen screen) =>
        screen.Out.Write(Encoding.UTF8.GetString(note.Span));

    private static async Task<SignedCheckpoint> WriteAsync(
        string path, bool isPrivate, Func<Stream, Task<SignedCheckpoint>> export)
    {
        try
        {
            return await OutputFile.ReplaceAsync(path, isPrivate, export).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Unwritable("--out", path, error);
        }
    }
}
