using System.CommandLine;
using Candor.Platform;

namespace Candor.Cli.Commands;

/// <summary>Options that several commands share, so that they read alike everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>Names the server for every command that talks to one.</summary>
    internal const string ServerVariable = "CANDOR_SERVER";

    /// <summary>Ends the process when its standard input closes; for processes that the demo starts.</summary>
    internal static Option<bool> EndWithParent { get; } = new("--end-with-parent") { Hidden = true, Recursive = true };

    /// <summary>Where <c>candor serve</c> listens unless told otherwise.</summary>
    internal static string DefaultServer { get; } = new CandorServerOptions().ListenUrls[0];

    /// <summary><c>--json</c>.</summary>
    /// <param name="description">What is printed instead.</param>
    internal static Option<bool> Json(string description) => new("--json") { Description = description };

    /// <summary><c>--server</c>.</summary>
    internal static Option<string> Server() => new("--server")
    {
        Description = $"The server's address; {ServerVariable} where it is not given, else {DefaultServer}.",
        HelpName = "URL",
    };

    /// <summary><c>--key</c>.</summary>
    /// <param name="whose">Whose key it is.</param>
    internal static Option<string> Key(string whose) => new("--key")
    {
        Description = $"The private key of {whose}, as 'candor keygen' makes it.",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>The argument that names a market.</summary>
    internal static Argument<string> Market() => new("MARKET")
    {
        Description = "The market's id, or its name markets/ID.",
    };
}
