using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Candor.Cli.Help;

/// <summary>The usual help, followed by examples and by what the exit codes mean.</summary>
/// <param name="usual">What prints the usage, arguments and options.</param>
/// <param name="wasAsked">Whether <c>--help</c> was typed, which makes other faults of the line unimportant.</param>
internal sealed class TeachingHelp(HelpAction usual, bool wasAsked) : SynchronousCommandLineAction
{
    private static readonly string[] s_firstSteps =
    [
        "candor demo                          # seven hospitals, one market, all in front of you",
        "candor settle samples/scenarios/three-rivals.json",
        "candor keygen --out operator.pem     # then: candor market create --help",
    ];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => wasAsked;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        IReadOnlyList<string> examples = command is CandorCommand own ? own.Examples : s_firstSteps;
        output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            output.WriteLine("  " + example);
        }

        output.WriteLine();
        output.WriteLine("Results go to standard output, everything else to standard error. Exit codes:");
        output.WriteLine("0 done; 1 a check, a market or a server failed; 2 the input is wrong.");
        return code;
    }
}
