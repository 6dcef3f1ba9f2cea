using Candor.Client;
using Candor.Hosting;
using Candor.Market.Scenarios;
using Candor.Market.Texts;
using Candor.Mechanism;
using Candor.Simulation.Dishonesty;

namespace Candor.Cli.Errors;

/// <summary>The one place where errors become words: every known error type is one line and an exit code, and whatever
/// is not known is our mistake.</summary>
internal static class ErrorFilter
{
    /// <summary>Explains an error.</summary>
    /// <param name="error">Any error.</param>
    internal static ExplainedError Explain(Exception error) => error switch
    {
        CliException known => new ExplainedError(OneLine(known.Message), known.ExitCode),
        ScenarioException scenario => new ExplainedError(FaultText.Describe(scenario.Faults), ExitCode.WrongInput),
        CandorException client => new ExplainedError(WordsOf(client), ExitCodeOf(client)),
        CandorServerException server => new ExplainedError(OneLine(server.Message), ExitCode.WrongInput),
        MechanismException numbers => new ExplainedError(OneLine(numbers.Message), ExitCode.WrongInput),
        IOException or UnauthorizedAccessException => new ExplainedError(OneLine(error.Message), ExitCode.Failed),
        CheatingAcceptedException broken => new ExplainedError(OneLine(broken.Message), ExitCode.Failed),
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => new ExplainedError(
            $"internal error: {error.GetType().Name}: {OneLine(error.Message)} (a fault of candor: please report this "
            + "line, the command and what 'candor --version' prints)",
            ExitCode.Failed),
    };

    /// <summary>A rejection starts with the server's stable name for it, which a script or a colleague can look
    /// up.</summary>
    private static string WordsOf(CandorException error) =>
        error.StatusCode is null && error.ErrorReason == ErrorReason.Unspecified
            ? OneLine(error.Message)
            : $"{error.Reason}: {OneLine(error.Message)}{HintOf(error)}";

    // To a stranger a market of members is one that does not exist, and the server cannot say which of the two it is.
    private static string HintOf(CandorException error) => error.ErrorReason == ErrorReason.MarketNotFound
        ? " (a market may show itself to its members alone: --key with the key of one of them then shows it)"
        : string.Empty;

    /// <summary>What another command would put right is wrong input; what may go away by itself is a failure, and so is
    /// a server whose transcript does not hold.</summary>
    private static int ExitCodeOf(CandorException error) => error.Reason switch
    {
        "UNAVAILABLE" or "DEADLINE_EXCEEDED" or "SHUTTING_DOWN" or "STORAGE_UNAVAILABLE" or "OVERLOADED" or "INTERNAL"
            or "ANSWER_LOG_ROLLED_BACK" or "ANSWER_LOG_FORKED" or "ANSWER_LOG_INCONSISTENT" or "ANSWER_LOG_KEY_CHANGED"
            or "MARKET_SETTLED" or "MARKET_CANCELLED" or "REPORT_DEADLINE_PASSED" or "COMMITMENT_DEADLINE_PASSED"
            or "MODEL_NOT_ALLOCATED"
            => ExitCode.Failed,
        _ => ExitCode.WrongInput,
    };

    /// <summary>Text in one line: lines are joined, and what could rewrite a terminal is shown as <c>␣</c>.</summary>
    /// <param name="text">Any text.</param>
    internal static string OneLine(string text) => PrintableText.Of(text);
}
