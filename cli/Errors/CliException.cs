namespace Candor.Cli.Errors;

/// <summary>Something a person can put right, already in the words for that person: what, where, and what was
/// expected.</summary>
/// <param name="message">One line.</param>
/// <param name="exitCode">The exit code, see <see cref="Cli.ExitCode"/>.</param>
internal sealed class CliException(string message, int exitCode = ExitCode.WrongInput) : Exception(message)
{
    /// <summary>What the process says when it ends.</summary>
    internal int ExitCode { get; } = exitCode;
}
