using Candor.Cli.Processes;

namespace Candor.Cli.Demo;

/// <summary>The processes that the demo's market rests on.</summary>
/// <param name="Server">The server's.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Validator">The validator's.</param>
/// <param name="ValidatorAddress">Where it listens.</param>
internal sealed record DemoServers(
    ChildProcess Server, string Address, ChildProcess Validator, string ValidatorAddress)
{
    /// <summary>The system's number of the validator's process, known also when it has ended.</summary>
    internal int ValidatorProcessId { get; } = Validator.Id;

    /// <summary>Starts both.</summary>
    /// <param name="processes">The demo's processes.</param>
    /// <param name="narrator">Tells where they listen.</param>
    /// <param name="cancellationToken">Stops waiting for them.</param>
    internal static async Task<DemoServers> StartAsync(
        DemoProcesses processes, DemoNarrator narrator, CancellationToken cancellationToken)
    {
        (ChildProcess server, string address) =
            await processes.StartServerAsync(cancellationToken).ConfigureAwait(false);
        narrator.Listening("server", address, server.Id);
        (ChildProcess validator, string validatorAddress) =
            await processes.StartValidatorAsync(address, cancellationToken).ConfigureAwait(false);
        narrator.Listening("validator", validatorAddress, validator.Id);
        return new DemoServers(server, address, validator, validatorAddress);
    }

    /// <summary>Waits for calls; the client would try again for half a minute where a process is gone for
    /// good.</summary>
    /// <param name="calls">The calls.</param>
    internal async Task WhileLiveAsync(Task calls)
    {
        Task first = await Task.WhenAny(calls, Server.Completion, Validator.Completion).ConfigureAwait(false);
        if (first != calls)
        {
            ChildProcess ended = first == Server.Completion ? Server : Validator;
            throw ProcessFailure.Of(ended, await ended.Completion.ConfigureAwait(false));
        }

        await calls.ConfigureAwait(false);
    }

    /// <summary>Waits for a call's answer, as <see cref="WhileLiveAsync(Task)"/> does.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="call">The call.</param>
    internal async Task<T> WhileLiveAsync<T>(Task<T> call)
    {
        await WhileLiveAsync((Task)call).ConfigureAwait(false);
        return await call.ConfigureAwait(false);
    }
}
