using System.Collections.Immutable;
using Candor.Cli.Errors;

namespace Candor.Cli.Demo;

/// <summary>A market that the demo can show: whose data it is, who shares it, and what a model is worth to them. Who behaves how
/// is the only script; all else follows from the rules.</summary>
internal sealed record DemoMarket
{
    /// <summary>The currency of all payments.</summary>
    internal const string Currency = "EUR";

    /// <summary>All of them, the usual one first.</summary>
    internal static ImmutableArray<DemoMarket> All { get; } = [TumourMarket.Market, DigitMarket.Market, DiabetesMarket.Market];

    /// <summary>The data, as the command line names it.</summary>
    internal required string Data { get; init; }

    /// <summary>The last part of the market's name, and what its files are called: what the companies are.</summary>
    internal required string Id { get; init; }

    /// <summary>What the market is called.</summary>
    internal required string DisplayName { get; init; }

    /// <summary>What a row is of, many of them.</summary>
    internal required string Things { get; init; }

    /// <summary>How the demo begins.</summary>
    internal required string Beginning { get; init; }

    /// <summary>The data's file and its schema's, without extensions.</summary>
    internal required string File { get; init; }

    /// <summary>The folder of samples with the fitted curve.</summary>
    internal required string CurveFolder { get; init; }

    /// <summary>How many lines of the file come before the first record.</summary>
    internal int LinesBefore { get; init; }

    /// <summary>The column that the model predicts.</summary>
    internal required string Target { get; init; }

    /// <summary>The roster, in the order of the valuation's rows and columns.</summary>
    internal required ImmutableArray<Company> Companies { get; init; }

    /// <summary>How many records nobody brings: models are measured on them.</summary>
    internal required int HeldOut { get; init; }

    /// <summary>Which of many ways of sharing the records out.</summary>
    internal required ulong Seed { get; init; }

    /// <summary>How many records the company that hides reports.</summary>
    internal required int ReportOfTheHiding { get; init; }

    /// <summary>How many records more than it has the company that overclaims tries to report.</summary>
    internal int Overclaim { get; init; }

    /// <summary>What a quality of 1 of the column's company is worth to the row's company, in euros a year: one's own model
    /// counts most, and a rival's good model costs something.</summary>
    internal required ImmutableArray<ImmutableArray<double>> Externalities { get; init; }

    /// <summary>The market's name.</summary>
    internal string Name => $"markets/{Id}";

    /// <summary>The company against whose receipts the transcript is held at the demo's end.</summary>
    internal Company WithReceipt => Companies[0];

    /// <summary>The market of some data.</summary>
    /// <param name="data">As the command line names it.</param>
    /// <exception cref="CliException">There is none.</exception>
    internal static DemoMarket Of(string data) =>
        All.FirstOrDefault(market => market.Data == data)
        ?? throw new CliException(
            $"--data '{data}': the demo has no such data; expected one of "
            + string.Join(", ", All.Select(static market => market.Data)));
}
