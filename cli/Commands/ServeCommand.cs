using System.CommandLine;
using Candor.Cli.Help;
using Candor.Cli.Hosting;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Candor.Cli.Commands;

/// <summary><c>candor serve</c>: runs the server in this process.</summary>
internal static class ServeCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        // The server reads its options itself, from a file and the environment as well; here they are only named, so
        // that the help shows them, and handed on as they were typed.
        Option<string>[] options =
        [
            Option(
                "ListenUrls",
                "URL",
                "Where to listen, several with ';' between; port 0 takes a free port. Default: "
                + $"{CommonOptions.DefaultServer}.",
                "--listen"),
            Option(
                "DatabasePath", "FILE", "The SQLite file that holds every market. Default: candor.db.", "--database"),
            Option("LogName", "NAME", "The name of the key that signs the markets' transcripts. Default: candor."),
            Option("LogKeyPath", "FILE", "The file with that key. Default: the database's path and '.log-key'."),
            Option("AllowedOperators", "IDS", "Key ids that may create markets, with ';' between. Default: anybody."),
            Option("ValidatorId", "ID", "The id of the validator hosted here. Default: platform."),
            Option(
                "ValidatorDatabasePath", "FILE", "Its audits. Default: the database's path with '.validator' after it."),
            Option(
                "ValidatorKeyPath", "FILE", "Its key. Default: the database's path with '.validator-key' after it."),
            Option("AddressFile", "FILE", "Where to write the addresses once the server listens."),
            Option(
                "ShutdownGraceSeconds", "N", "How long calls may take to finish when the server stops. Default: 10."),
            Option("MaxMessageBytes", "N", "Largest message. Default: 4194304."),
            Option("MaxStreams", "N", "Most streams open at once. Default: 20000."),
            Option("MaxQueuedMessages", "N", "Most messages that may wait for the disk. Default: 8192."),
            Option("MaxIdleMarkets", "N", "Most markets kept in memory while nobody uses them. Default: 256."),
            Option("MaxDatabaseBytes", "N", "Largest size of the database; 0 for no limit. Default: 0."),
            Option("Config", "FILE", "A configuration file. Default: candor-server.json, where there is one."),
        ];
        var command = new CandorCommand(
            "serve",
            "Runs a server until it is told to stop. It prints one line 'listening on ADDRESS' on standard output, "
            + "and its log on standard error. Every option can also be set in candor-server.json or as CANDOR_Option "
            + "in the environment; sections of the framework, such as Kestrel:Certificates, are handed on as they "
            + "are.",
            "candor serve",
            "candor serve --listen http://127.0.0.1:0 --database /var/lib/candor/candor.db")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        foreach (Option<string> option in options)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            IEnumerable<string> given = options
                .Where(option => parsed.GetValue(option) is not null)
                .SelectMany(option => new[] { option.Name, parsed.GetValue(option)! });
            WebApplication server = CandorServer.Build(
                [.. given, .. parsed.UnmatchedTokens],
                static builder => builder.Services.AddSingleton<IHostLifetime, LifetimeWithoutSignals>());
            await using (server.ConfigureAwait(false))
            {
                await CandorServer.RunAsync(server, screen.Out, cancellationToken).ConfigureAwait(false);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> Option(string name, string value, string description, params string[] aliases) =>
        new($"--{name}", aliases) { Description = description, HelpName = value };
}
