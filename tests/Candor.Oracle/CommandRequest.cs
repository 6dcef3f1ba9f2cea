namespace Candor.Oracle;

/// <summary>One command line to run.</summary>
/// <param name="Arguments">The arguments, without the program's name.</param>
/// <param name="Input">What the command reads where it reads standard input.</param>
internal sealed record CommandRequest(IReadOnlyList<string> Arguments, string Input);
