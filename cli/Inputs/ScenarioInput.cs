using Candor.Cli.Errors;
using Candor.Market.Scenarios;
using Candor.Mechanism;

namespace Candor.Cli.Inputs;

/// <summary>What the commands over a scenario file share: reading it, and errors that name the file.</summary>
internal static class ScenarioInput
{
    /// <summary>Reads a scenario.</summary>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CliException">The file cannot be read or is not a scenario.</exception>
    internal static async Task<Scenario> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string text = await InputFile.ReadTextAsync(path, "a scenario file", cancellationToken).ConfigureAwait(false);
        return Parse(text, path);
    }

    /// <summary>Reads a scenario's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it is from.</param>
    /// <exception cref="CliException">It is not a scenario.</exception>
    internal static Scenario Parse(string text, string path) =>
        ScenarioReader.TryParse(text, out Scenario? scenario, out var faults)
            ? scenario
            : throw new CliException(FaultText.Describe(faults, path));

    /// <summary>The scenario's grid.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="CliException">The scenario has no grid.</exception>
    internal static TypeGrid RequireGrid(Scenario scenario, string path) => scenario.Grid ?? throw new CliException(
        $"{path}: grid: found nothing, expected the sizes to look at, such as {{ \"unit\": 1, \"max\": 5 }}");

    /// <summary>Runs a computation over a scenario off the calling thread, and names the file in its errors.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellationToken">Keeps it from starting.</param>
    /// <exception cref="CliException">The mechanism cannot do it.</exception>
    internal static async Task<T> ComputeAsync<T>(string path, Func<T> compute, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(compute, cancellationToken).ConfigureAwait(false);
        }
        catch (ScenarioException error)
        {
            throw new CliException(FaultText.Describe(error.Faults, path));
        }
        catch (MechanismException error)
        {
            throw new CliException($"{path}: {error.Message}");
        }
    }
}
