using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Platform.Databases;

namespace Candor.Cli.Commands;

/// <summary><c>candor database …</c>: what an operator does with the files of a server or of a validator.</summary>
internal static class DatabaseCommands
{
    /// <summary>Creates the group.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen) => new CandorCommand(
        "database",
        "Checks and copies the database of a server or of a validator, also while that runs; lets a server go on after a loss.",
        "candor database check candor.db",
        "candor database backup candor.db --to backups/2026-11-28")
    {
        CreateCheck(screen), CreateBackup(screen), CreateAcceptLoss(screen),
    };

    private static CandorCommand CreateCheck(Screen screen)
    {
        Argument<string> file = DatabaseFile();
        Option<string> key = Key();
        Option<bool> json = new("--json")
        {
            Description = "Print one JSON object: holds, databases (what was looked at) and findings (part, name, found).",
        };
        var command = new CandorCommand(
            "check",
            "Looks at everything that belongs to a database: its pages and tables, every event under the root that was stored "
            + "with it, stored answers, the high-water marks, whose key signs, and the bulk that training sent; of a server's "
            + "also its hosted validator's. Nothing is changed, and a server may run meanwhile. Names what is not what was "
            + "written, and exits with 1 where anything is not.",
            "candor database check candor.db",
            "candor database check candor.db --json | jq .findings",
            "candor database check validator.db --key validator.pem")
        {
            file, key, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(async () =>
        {
            var reports = new List<DatabaseReport>();
            foreach (DatabasePlaces places in PlacesOf(parsed.GetRequiredValue(file), parsed.GetValue(key)))
            {
                reports.Add(await DatabaseCheck.RunAsync(places, static _ => { }, cancellationToken).ConfigureAwait(false));
            }

            if (parsed.GetValue(json))
            {
                screen.WriteLine(CliJson.Write(DatabaseCheckResult.Of(reports)));
            }
            else
            {
                DatabaseView.Write(screen, reports);
            }

            return reports.All(static report => report.Findings.Count == 0) ? ExitCode.Done : ExitCode.Failed;
        }));
        return command;
    }

    private static CandorCommand CreateBackup(Screen screen)
    {
        Argument<string> file = DatabaseFile();
        Option<string> key = Key();
        var folder = new Option<string>("--to")
        {
            Description = "The folder of the copy. It must not be there: a copy never overwrites another.",
            HelpName = "FOLDER",
            Required = true,
        };
        var keys = new Option<bool>("--with-keys")
        {
            Description = "Also copy the secret keys, readable by their owner alone. Whoever has them can sign in this server's "
                + "name: keep such a copy as you keep the keys.",
        };
        var damaged = new Option<bool>("--even-damaged")
        {
            Description = "Keep the copy also where something in it is damaged or could not be copied. The exit code is 1 all "
                + "the same.",
        };
        var command = new CandorCommand(
            "backup",
            "Copies a database with its high-water marks, its bulk and, where it has one, its hosted validator's, while a server "
            + "runs. The copy is checked as 'database check' does, and is whole or not there. The secret keys are not in it "
            + "unless asked for, and without them no server can go on from it.",
            "candor database backup candor.db --to backups/2026-11-28",
            "candor database backup candor.db --to /mnt/safe/candor --with-keys   # whoever has it can sign as this server")
        {
            file, key, folder, keys, damaged,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(async () =>
        {
            BackupReport report = await DatabaseBackup.RunAsync(
                PlacesOf(parsed.GetRequiredValue(file), parsed.GetValue(key)),
                new BackupOptions(parsed.GetRequiredValue(folder), parsed.GetValue(keys), parsed.GetValue(damaged)),
                static _ => { },
                cancellationToken).ConfigureAwait(false);
            DatabaseView.Write(screen, report, parsed.GetValue(keys));
            return report.Findings.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        }));
        return command;
    }

    private static CandorCommand CreateAcceptLoss(Screen screen)
    {
        Argument<string> file = DatabaseFile();
        Option<string> key = Key();
        Option<long?> lost = new Option<long?>("--lost")
        {
            Description = "How many signed events are lost, as this command says where it is left out: whoever accepts the loss "
                + "repeats the number.",
            HelpName = "N",
        }.StrictIfGiven();
        var command = new CandorCommand(
            "accept-loss",
            "Lets a server start on a database that is behind what was signed of it and cannot be put back. What is lost stays "
            + "lost, and everybody hears of it: the server gets a new log key, so that clients which hold it to the old one refuse it "
            + "(ANSWER_LOG_KEY_CHANGED), and 'candor verify' too where a definition names the old key. A statement that both keys "
            + "have signed says which markets lost what; publish it. The old key's secret half is gone afterwards. The server must "
            + "not run.",
            "candor database accept-loss candor.db   # says what is lost, and changes nothing",
            "candor database accept-loss candor.db --lost 17")
        {
            file, key, lost,
        };
        command.SetAction((parsed, _) => RunAsync(() =>
        {
            AcceptedLoss accepted = LossAcceptance.Run(
                PlacesOf(parsed.GetRequiredValue(file), parsed.GetValue(key))[0], parsed.GetValue(lost), TimeProvider.System);
            DatabaseView.Write(screen, accepted);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Argument<string> DatabaseFile() => new("FILE")
    {
        Description = "The database, as --database or DatabasePath names it.",
    };

    private static Option<string> Key() => new("--key")
    {
        Description = "The key that signs for it, beside which its high-water marks are. Default: FILE.log-key; of a hosted "
            + "validator's database FILE-key. A validator that runs by itself has its key elsewhere.",
        HelpName = "KEYFILE",
    };

    private static IReadOnlyList<DatabasePlaces> PlacesOf(string path, string? key)
    {
        using SqliteArchive archive = SqliteArchive.Open(path);
        return DatabasePlaces.Of(path, archive.Role, key);
    }

    private static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (StoreOpenException e)
        {
            // A file that is damaged beyond reading was looked at, and is not what was written.
            throw new CliException(
                e.Message, e.Fault == StoreOpenFault.Corrupt ? ExitCode.Failed : ExitCode.WrongInput);
        }
        catch (StoreUnavailableException e)
        {
            throw new CliException(e.Message, ExitCode.Failed);
        }
    }
}
