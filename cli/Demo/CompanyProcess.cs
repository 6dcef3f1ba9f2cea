using System.Text;
using Candor.Cli.Errors;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Processes;

namespace Candor.Cli.Demo;

/// <summary>What the demo knows of one company's process from what it printed.</summary>
/// <param name="market">The market.</param>
/// <param name="company">The company.</param>
internal sealed class CompanyProcess(DemoMarket market, Company company)
{
    private readonly StringBuilder _output = new();
    private readonly List<JoinUpdate> _refused = [];

    /// <summary>The company.</summary>
    internal Company Company { get; } = company;

    /// <summary>The system's number of the process; 0 before it is started.</summary>
    internal int Id { get; set; }

    /// <summary>What its file amounts to.</summary>
    internal JoinUpdate? Counted { get; private set; }

    /// <summary>Its last commitment.</summary>
    internal JoinUpdate? Committed { get; private set; }

    /// <summary>The validator's attestation.</summary>
    internal JoinUpdate? Validated { get; private set; }

    /// <summary>What was refused, in order.</summary>
    internal IReadOnlyList<JoinUpdate> Refused => _refused;

    /// <summary>The report that stands.</summary>
    internal JoinUpdate? Reported { get; private set; }

    /// <summary>Its own verification of the whole market; null where it ended without.</summary>
    internal JoinUpdate? Verified { get; private set; }

    /// <summary>Whether it waits for the market to settle.</summary>
    internal bool IsWaiting { get; private set; }

    /// <summary>What it ended with.</summary>
    internal JoinResult? Result { get; private set; }

    /// <summary>Its arguments for this very program.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="server">The server's address.</param>
    internal IEnumerable<string> Arguments(DemoFolder folder, string server)
    {
        List<string> arguments =
        [
            Company.Conduct is Conduct.Overclaims or Conduct.StaysSilent or Conduct.ClaimsEveryRow
                or Conduct.FalseStatistics
                ? DishonestOptions.Command
                : "join",
            market.Name, "--as", Company.Id, "--key", folder.Key(Company), "--data",
            folder.Data(Company), "--server", server, "--model", folder.Model(Company), "--json", "--end-with-parent",
        ];
        if (arguments[0] == "join")
        {
            arguments.AddRange(["--receipt", folder.Receipt(Company), "--checkpoints", folder.Checkpoints(Company)]);
        }

        switch (Company.Conduct)
        {
            case Conduct.Hides:
                arguments.AddRange(["--report", $"{market.ReportOfTheHiding}"]);
                break;
            case Conduct.Overclaims:
                arguments.AddRange([DishonestOptions.OverReport, $"{Company.Records + market.Overclaim}"]);
                break;
            case Conduct.StaysSilent:
                arguments.Add(DishonestOptions.WithholdReport);
                break;
            case Conduct.FalseStatistics:
                arguments.Add(DishonestOptions.FalseStatistics);
                break;
            case Conduct.ClaimsEveryRow:
                arguments.AddRange([DishonestOptions.ClaimEveryRow, folder.Data(Company)]);
                arguments.AddRange([DishonestOptions.ClaimEveryRow, folder.RowsOnce(Company)]);
                break;
        }

        return arguments;
    }

    /// <summary>Takes in a step.</summary>
    /// <param name="update">The step.</param>
    internal void Take(JoinUpdate update)
    {
        switch (update.Event)
        {
            case JoinUpdate.Counted:
                Counted = update;
                break;
            case JoinUpdate.Committed:
                Committed = update;
                break;
            case JoinUpdate.Validated:
                Validated = update;
                break;
            case JoinUpdate.Refused:
                _refused.Add(update);
                break;
            case JoinUpdate.Reported:
                Reported = update;
                break;
            case JoinUpdate.Verified:
                Verified = update;
                break;
            case JoinUpdate.Waiting:
                IsWaiting = true;
                break;
        }
    }

    /// <summary>Takes in a line of its standard output.</summary>
    /// <param name="line">The line.</param>
    internal void TakeOutput(string line) => _output.AppendLine(line);

    /// <summary>Takes in its end.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="process">The process.</param>
    /// <exception cref="CliException">It failed.</exception>
    internal void End(int exitCode, ChildProcess process)
    {
        Result = exitCode == ExitCode.Done ? CliJson.TryReadResult(_output.ToString()) : null;
        if (Result is null)
        {
            throw ProcessFailure.Of(process, exitCode);
        }
    }
}
