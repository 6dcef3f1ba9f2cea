using System.Diagnostics;
using System.Threading.Channels;
using Candor.Cli.Errors;
using Candor.Cli.Output;
using Candor.Cli.Processes;

namespace Candor.Cli.Demo;

/// <summary>The demo's processes: the server's, the validator's and one for each company. What they print arrives as
/// one sequence, so that the demo itself is one straight line.</summary>
/// <param name="folder">Where their files are.</param>
/// <param name="patience">Told whenever one of them gets on.</param>
internal sealed class DemoProcesses(DemoFolder folder, DemoPatience patience) : IAsyncDisposable
{
    /// <summary>What the validator calls itself.</summary>
    internal const string ValidatorId = "registry";

    private const string Listening = "listening on ";
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly Channel<ProcessNotice> _notices = Channel.CreateUnbounded<ProcessNotice>();
    private readonly List<ChildProcess> _children = [];

    /// <summary>How many have been started.</summary>
    internal int Count => _children.Count;

    /// <summary>What the companies print and when a process ends, in order.</summary>
    internal ChannelReader<ProcessNotice> Notices => _notices.Reader;

    /// <summary>Starts the server on a free port.</summary>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <returns>The process and its address.</returns>
    /// <exception cref="CliException">It ended instead of listening.</exception>
    internal Task<(ChildProcess Process, string Address)> StartServerAsync(CancellationToken cancellationToken) =>
        StartListenerAsync(
            "server",
            ["serve", "--ListenUrls", AnyPort, "--DatabasePath", folder.Database, "--end-with-parent"],
            cancellationToken);

    /// <summary>Starts the validator on a free port.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <returns>The process and its address.</returns>
    /// <exception cref="CliException">It ended instead of listening.</exception>
    internal Task<(ChildProcess Process, string Address)> StartValidatorAsync(
        string server, CancellationToken cancellationToken) =>
        StartListenerAsync(
            "validator",
            [
                "validate", "serve", "--listen", AnyPort, "--database", folder.ValidatorDatabase, "--key",
                folder.ValidatorKey, "--id", ValidatorId, "--server", server, "--end-with-parent",
            ],
            cancellationToken);

    /// <summary>Starts a company.</summary>
    /// <param name="company">Which.</param>
    /// <param name="server">The server's address.</param>
    internal void StartCompany(CompanyProcess company, string server)
    {
        ChildProcess child = Start(
            company.Company.Id,
            company,
            company.Arguments(folder, server),
            line =>
            {
                if (!line.IsError)
                {
                    company.TakeOutput(line.Text);
                }
                else if (CliJson.TryReadUpdate(line.Text) is { } update)
                {
                    if (update.Event == JoinUpdate.Waiting)
                    {
                        patience.Rests(company.Company.Id);
                    }

                    _notices.Writer.TryWrite(new ProcessNotice(company, Update: update));
                }
            });
        company.Id = child.Id;
    }

    /// <summary>Ends all of them, the last started first.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess child in Enumerable.Reverse(_children))
        {
            child.AskToEnd();
        }

        foreach (ChildProcess child in Enumerable.Reverse(_children))
        {
            await child.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<(ChildProcess Process, string Address)> StartListenerAsync(
        string name, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        ChildProcess child = Start(
            name,
            null,
            arguments,
            line =>
            {
                if (!line.IsError && line.Text.StartsWith(Listening, StringComparison.Ordinal))
                {
                    patience.Rests(name);
                    address.TrySetResult(line.Text[Listening.Length..]);
                }
            });
        Task first = await Task.WhenAny(address.Task, child.Completion)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return first == address.Task
            ? (child, await address.Task.ConfigureAwait(false))
            : throw ProcessFailure.Of(child, await child.Completion.ConfigureAwait(false));
    }

    private ChildProcess Start(
        string name, CompanyProcess? company, IEnumerable<string> arguments, Action<ChildLine> onLine)
    {
        ProcessStartInfo start = SelfExecutable.With(arguments);

        // Whatever configures a server of the user's own, a file or a variable, is not meant for the demo's.
        start.WorkingDirectory = folder.Path;
        foreach (string variable in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(variable);
        }

        // A process that is killed would leave its debugger's sockets in the folder for temporary files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        // They live for seconds: to watch their code in order to compile it better later takes a quarter of them.
        start.Environment["DOTNET_TieredPGO"] = "0";
        patience.Begins(name);
        ChildProcess child = ChildProcess.Start(
            name,
            start,
            folder.Log(name),
            line =>
            {
                patience.GetsOn(name);
                onLine(line);
            });
        _children.Add(child);
        _ = AnnounceEndAsync(child, company);
        return child;
    }

    private async Task AnnounceEndAsync(ChildProcess child, CompanyProcess? company)
    {
        int exitCode = await child.Completion.ConfigureAwait(false);
        patience.Rests(child.Name);
        _notices.Writer.TryWrite(new ProcessNotice(company, Ended: child, ExitCode: exitCode));
    }

    private static bool IsOurs(string variable) => variable.StartsWith("CANDOR_", StringComparison.OrdinalIgnoreCase);
}
