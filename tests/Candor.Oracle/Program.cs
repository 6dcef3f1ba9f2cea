using System.Text.Json;
using Candor.Cli;
using Candor.Cli.Output;

namespace Candor.Oracle;

/// <summary>Runs the tool's own commands, thousands in one process: a process for each would take most of the time to
/// start. A line of standard input is a <see cref="CommandRequest"/>, and the line of standard output at the same place
/// the <see cref="CommandAnswer"/> to it.</summary>
internal static class Program
{
    private const string StandardInput = "-";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private static async Task Main()
    {
        string input = Path.GetTempFileName();
        try
        {
            await AnswerAsync(input).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(input);
        }
    }

    private static async Task AnswerAsync(string input)
    {
        TextReader requests = Console.In;
        TextWriter answers = Console.Out;
        while (await requests.ReadLineAsync().ConfigureAwait(false) is string line)
        {
            CommandRequest request = JsonSerializer.Deserialize<CommandRequest>(line, s_json)
                ?? throw new InvalidDataException($"Found {line}, expected a command with its input.");
            CommandAnswer answer = await RunAsync(request, input).ConfigureAwait(false);
            await answers.WriteLineAsync(JsonSerializer.Serialize(answer, s_json)).ConfigureAwait(false);
            await answers.FlushAsync().ConfigureAwait(false);
        }
    }

    // The process's own standard input brings the requests: what a command would read from it stands in a file.
    private static async Task<CommandAnswer> RunAsync(CommandRequest request, string input)
    {
        await File.WriteAllTextAsync(input, request.Input).ConfigureAwait(false);
        using var results = new StringWriter();
        using var messages = new StringWriter();
        Console.SetOut(results);
        Console.SetError(messages);
        string[] arguments = [.. request.Arguments.Select(argument => argument == StandardInput ? input : argument)];
        int exitCode = await CommandLine.RunAsync(arguments, Screen.OfThisProcess()).ConfigureAwait(false);
        return new CommandAnswer(
            exitCode, results.ToString(), messages.ToString().Replace(input, StandardInput, StringComparison.Ordinal));
    }
}
