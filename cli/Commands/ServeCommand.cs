using System.CommandLine;
using Candor.Cli.Help;
using Candor.Cli.Hosting;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Platform;
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
        var arguments = new HostArguments(
            CommonOptions.DefaultServer,
            "The SQLite file that holds every market. Default: candor.db.",
            "candor-server.json",
            HostArguments.Named(
                "LogName", "NAME", "The name of the key that signs the markets' transcripts. Default: candor."),
            HostArguments.Named(
                "LogKeyPath", "FILE", "The file with that key. Default: the database's path and '.log-key'."),
            HostArguments.Named(
                "AllowedOperators", "IDS", "Key ids that may create markets, with ';' between. Default: anybody."),
            HostArguments.Named("ValidatorId", "ID", "The id of the validator hosted here. Default: platform."),
            HostArguments.Named(
                "ValidatorDatabasePath", "FILE", "Its audits. Default: the database's path with '.validator' after it."),
            HostArguments.Named(
                "ValidatorKeyPath", "FILE", "Its key. Default: the database's path with '.validator-key' after it."),
            HostArguments.Named(
                "MaxIdleMarkets", "N", "Most markets kept in memory while nobody uses them. Default: 256."));
        var command = new CandorCommand(
            "serve",
            "Runs a server until it is told to stop. It prints one line 'listening on ADDRESS' on standard output, "
            + "and its log on standard error. Every option can also be set in candor-server.json or as CANDOR_Option "
            + "in the environment; sections of the framework, such as Kestrel:Certificates, are handed on as they "
            + "are.",
            "candor serve",
            "candor serve --listen http://127.0.0.1:0 --database /var/lib/candor/candor.db",
            "candor serve --listen https://0.0.0.0:5080 --certificate server.pfx");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            WebApplication server = CandorServer.Build(
                arguments.HandOn(parsed),
                static builder => builder.Services.AddSingleton<IHostLifetime, LifetimeWithoutSignals>());
            await using (server.ConfigureAwait(false))
            {
                await CandorServer.RunAsync(server, screen.Out, cancellationToken).ConfigureAwait(false);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
