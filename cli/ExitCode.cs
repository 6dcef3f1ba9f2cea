namespace Candor.Cli;

/// <summary>What the process says when it ends. The numbers are part of the command-line contract.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    internal const int Done = 0;

    /// <summary>A check, a market or a server failed: the same command may succeed later.</summary>
    internal const int Failed = 1;

    /// <summary>The input is wrong: the command, a file or an answer to the server has to change first.</summary>
    internal const int WrongInput = 2;

    /// <summary>What shells report for a process that a signal ended: 128 and the signal's number.</summary>
    internal const int Signalled = 128;
}
