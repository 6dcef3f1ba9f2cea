using System.CommandLine;
using System.Globalization;
using Candor.Cli.Errors;
using Candor.Cli.Options;
using Candor.Client;
using Candor.Client.Internal;
using Candor.Client.Transcripts;
using Grpc.Core;

namespace Candor.Cli.Connections;

/// <summary>Runs a command against a server, and says which server where none answers.</summary>
internal static class ServerConnection
{
    // A person waits at the prompt: a wrong address is told within a second or two.
    private const int AttemptsAtPrompt = 3;

    // Who waits for a market may wait for days: half a minute without a server is a restart.
    private const int AttemptsOfWhoStays = 10;

    /// <summary>Runs a command against the server that its command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="server">Its <c>--server</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="seen">Keeps the checkpoints that are seen; null: for this command alone.</param>
    /// <exception cref="CliException">The address is not valid, or nobody answers there.</exception>
    internal static Task<int> RunAsync(
        ParseResult parsed,
        Option<string> server,
        Func<CandorClient, Task<int>> command,
        ICheckpointStore? seen = null) =>
        RunAsync(UriOf(parsed, server), TimeoutOf(parsed), AttemptsAtPrompt, command, seen);

    /// <summary>Runs a command that stays with the server until a market is over, and rides out its restarts. A server
    /// that is not there to begin with is told at once all the same.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="server">Its <c>--server</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="seen">Keeps the checkpoints that are seen; null: for this command alone.</param>
    /// <exception cref="CliException">The address is not valid, or nobody answers there.</exception>
    internal static async Task<int> StayAsync(
        ParseResult parsed,
        Option<string> server,
        Func<CandorClient, Task<int>> command,
        CancellationToken cancellationToken,
        ICheckpointStore? seen = null)
    {
        Uri address = UriOf(parsed, server);
        TimeSpan timeout = TimeoutOf(parsed);
        await RunAsync(
            address,
            timeout,
            AttemptsAtPrompt,
            async client =>
            {
                await foreach (MarketSummary _ in client
                    .ListMarketsAsync(1, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                return ExitCode.Done;
            }).ConfigureAwait(false);
        return await RunAsync(address, timeout, AttemptsOfWhoStays, command, seen).ConfigureAwait(false);
    }

    /// <summary>The address that a command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="server">Its <c>--server</c>.</param>
    /// <exception cref="CliException">The address is not valid.</exception>
    internal static Uri UriOf(ParseResult parsed, Option<string> server)
    {
        if (parsed.GetValue(server) is { } given)
        {
            return Parse(given);
        }

        // An empty variable is a slip of a script, and the fault is the variable's: nobody gave the option.
        return Environment.GetEnvironmentVariable(CommonOptions.ServerVariable) is { } variable
            ? Parse(variable, CommonOptions.ServerVariable)
            : Parse(CommonOptions.DefaultServer);
    }

    private static TimeSpan TimeoutOf(ParseResult parsed) => parsed.GetValue(CommonOptions.Timeout) switch
    {
        null => new CandorClientOptions().CallTimeout,
        >= 0.1 and <= 3600 and var seconds => TimeSpan.FromSeconds(seconds),
        var seconds => throw new CliException(string.Create(
            CultureInfo.InvariantCulture, $"--timeout: found {seconds}, expected 0.1 to 3600 seconds")),
    };

    private static async Task<int> RunAsync(
        Uri address,
        TimeSpan timeout,
        int attempts,
        Func<CandorClient, Task<int>> command,
        ICheckpointStore? seen = null)
    {
        var client = new CandorClient(new CandorClientOptions
        {
            Address = address,
            CallTimeout = timeout,
            MaxAttempts = attempts,
            CheckpointStore = seen ?? new MemoryCheckpointStore(),
        });
        await using (client.ConfigureAwait(false))
        {
            try
            {
                return await command(client).ConfigureAwait(false);
            }
            catch (CandorException error) when (SilenceOf(error, address, timeout) is { } cause)
            {
                throw new CliException(
                    $"{address.GetLeftPart(UriPartial.Authority)}: no Candor server answers there; expected one, such as 'candor serve' starts "
                    + $"({ErrorFilter.OneLine(cause)})",
                    ExitCode.Failed);
            }
        }
    }

    // A Candor server that refuses names a reason of its own. What a validator elsewhere left unanswered is told by the
    // client, with the validator's address.
    private static string? SilenceOf(CandorException error, Uri server, TimeSpan timeout) =>
        error.InnerException is RpcException failed
        && error.Message.StartsWith($"{server.GetLeftPart(UriPartial.Authority)}: ", StringComparison.Ordinal)
            ? TransportFault.Describe(failed, server, timeout)
            : null;

    private static Uri Parse(string address, string? variable = null) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && uri is { Scheme: "http" or "https", PathAndQuery: "/" }
            ? uri
            : throw new CliException(
                $"{variable ?? "--server"} '{address}': is not a server's address; expected http or https without a path, "
                + $"such as {CommonOptions.DefaultServer}");
}
