using System.Diagnostics;

namespace Candor.Cli.Processes;

/// <summary>How to start this very program again, however it was started: as an executable, as an installed tool, or
/// through the <c>dotnet</c> host.</summary>
internal static class SelfExecutable
{
    /// <summary>What starts this program with given arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    internal static ProcessStartInfo With(params IEnumerable<string> arguments)
    {
        string host = Environment.ProcessPath
            ?? throw new InvalidOperationException("The system does not say which program this process runs.");
        var start = new ProcessStartInfo(host);
        if (Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "candor.dll"));
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
