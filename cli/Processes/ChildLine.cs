namespace Candor.Cli.Processes;

/// <summary>A line that a child printed.</summary>
/// <param name="Text">The line without its end.</param>
/// <param name="IsError">Whether it came on standard error.</param>
internal readonly record struct ChildLine(string Text, bool IsError);
