namespace Candor.Cli.Errors;

/// <summary>An error as a person reads it.</summary>
/// <param name="Line">One line without its end.</param>
/// <param name="ExitCode">The exit code that goes with it.</param>
internal readonly record struct ExplainedError(string Line, int ExitCode);
