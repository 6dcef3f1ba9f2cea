using System.CommandLine;
using Candor.Cli.Connections;
using Candor.Cli.Help;
using Candor.Cli.Hosting;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Validation;
using Candor.Client;
using Candor.Validator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Candor.Cli.Commands;

/// <summary><c>candor validate …</c>: a validator in a process of its own, and what operators need to know of
/// one.</summary>
internal static class ValidateCommands
{
    /// <summary>Creates the group.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen) => new CandorCommand(
        "validate",
        "Runs a validator, which audits committed data sizes by samples of the records, or asks one who it is.",
        "candor validate serve --server http://127.0.0.1:5080 --key validator.pem --id registry",
        "candor validate show")
    {
        CreateServe(screen), CreateShow(screen),
    };

    private static CandorCommand CreateServe(Screen screen)
    {
        var defaults = new CandorValidatorOptions();
        Option<string> server = CommonOptions.Server();
        var arguments = new HostArguments(
            defaults.ListenUrls[0],
            $"The SQLite file of its audits. Default: {defaults.DatabasePath}.",
            "candor-validator.json",
            HostArguments.Named(
                "KeyPath",
                "FILE",
                "Its private key, as 'candor keygen' makes it; made where it does not exist. Default: "
                + $"{defaults.KeyPath}.",
                "--key"),
            HostArguments.Named("Id", "ID", $"Its id, as market definitions name it. Default: {defaults.Id}.", "--id"),
            HostArguments.Old("--db", nameof(defaults.DatabasePath)));
        var command = new CandorCommand(
            "serve",
            "Runs a validator until it is told to stop. Markets name it with its id, its key and its address; it "
            + "audits their participants' commitments and tells their server its verdicts. It prints one line "
            + "'listening on ADDRESS' on standard output, and its log on standard error. Every option but --server can "
            + "also be set in candor-validator.json or as CANDOR_Option in the environment.",
            "candor validate serve --server http://127.0.0.1:5080 --key validator.pem --id registry",
            "candor validate serve --listen https://0.0.0.0:5081 --certificate validator.pfx")
        {
            server,
        };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Uri address = ServerConnection.UriOf(parsed, server);
            WebApplication validator = CandorValidator.Build(
                arguments.HandOn(parsed),
                sign => new GrpcMarketPlatform(address, sign, TimeProvider.System),
                builder => builder.Services
                    .AddSingleton<IHostLifetime, LifetimeWithoutSignals>()
                    .AddHostedService(services => new ServerWatch(
                        address,
                        ((GrpcMarketPlatform)services.GetRequiredService<IMarketPlatform>()).ReachAsync,
                        TimeProvider.System,
                        services.GetRequiredService<ILogger<ServerWatch>>())));
            await using (validator.ConfigureAwait(false))
            {
                await CandorValidator.RunAsync(validator, screen.Out, cancellationToken).ConfigureAwait(false);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static CandorCommand CreateShow(Screen screen)
    {
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json("Print one JSON object: id and publicKey.");
        var command = new CandorCommand(
            "show",
            "Asks a validator for its id and public key, which go into a market's definition. A server answers for the "
            + "validator that it hosts.",
            "candor validate show",
            "candor validate show --server http://127.0.0.1:5081 --json | jq -r .publicKey")
        {
            server, json,
        };
        command.SetAction((parsed, cancellationToken) => ServerConnection.RunAsync(parsed, server, async client =>
        {
            ValidatorInfo info = await client.GetValidatorAsync(cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                screen.WriteLine(CliJson.Write(info));
            }
            else
            {
                screen.WriteLine($"id          {info.Id}");
                screen.WriteLine($"public key  {info.PublicKey}");
            }

            return ExitCode.Done;
        }));
        return command;
    }
}
