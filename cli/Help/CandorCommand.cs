using System.CommandLine;

namespace Candor.Cli.Help;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class CandorCommand : Command
{
    /// <summary>Creates a command.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="description">What it does.</param>
    /// <param name="examples">Command lines that work.</param>
    internal CandorCommand(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    /// <summary>Command lines that work, each with what it does after a <c>#</c> where that is not plain.</summary>
    internal IReadOnlyList<string> Examples { get; }
}
