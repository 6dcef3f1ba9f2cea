using System.CommandLine;
using System.Numerics;
using Candor.Platform;

namespace Candor.Cli.Options;

/// <summary>Options that several commands share, so that they read alike everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>Names the server for every command that talks to one.</summary>
    internal const string ServerVariable = "CANDOR_SERVER";

    /// <summary>Ends the process when its standard input closes; for processes that the demo starts.</summary>
    internal static Option<bool> EndWithParent { get; } = new("--end-with-parent") { Hidden = true, Recursive = true };

    /// <summary><c>--timeout</c>, for every command that calls a server.</summary>
    internal static Option<double?> Timeout { get; } = new Option<double?>("--timeout")
    {
        Description = "How long one call to a server may take, 0.1 to 3600 seconds. Default: 30. Waiting for a market has "
            + "no limit.",
        HelpName = "SECONDS",
        Recursive = true,
    }.StrictIfGiven();

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

    /// <summary><c>--key</c>, required.</summary>
    /// <param name="whose">Whose key it is.</param>
    internal static Option<string> Key(string whose)
    {
        Option<string> key = OptionalKey($"The private key of {whose}, as 'candor keygen' makes it.");
        key.Required = true;
        return key;
    }

    /// <summary><c>--key</c>, for a command that does something without it too.</summary>
    /// <param name="description">Whose key it is, and what it is for.</param>
    internal static Option<string> OptionalKey(string description) => new("--key")
    {
        Description = description,
        HelpName = "FILE",
    };

    /// <summary><c>--key</c>, for a command that reads a market and needs it only where not everyone may.</summary>
    internal static Option<string> ReaderKey() => OptionalKey(
        "The private key of the operator, of a participant or of a validator. A market of version 2 may show itself to "
        + "them alone.");

    /// <summary><c>--as</c>.</summary>
    internal static Option<string> Participant() => new("--as")
    {
        Description = "The participant's id in the market's roster.",
        HelpName = "PARTICIPANT",
        Required = true,
    };

    /// <summary><c>--data</c>.</summary>
    /// <param name="description">What it is.</param>
    internal static Option<string> Data(string description) => new("--data")
    {
        Description = description,
        HelpName = "FILE",
        Required = true,
    };

    /// <summary><c>--out</c>.</summary>
    /// <param name="description">What is written there.</param>
    /// <param name="what">What it names, such as <c>FILE</c>.</param>
    /// <param name="isRequired">Whether nothing works without it.</param>
    internal static Option<string> Out(string description, string what = "FILE", bool isRequired = true) =>
        new("--out", "-o")
        {
            Description = description,
            HelpName = what,
            Required = isRequired,
        };

    /// <summary><c>--participants</c>.</summary>
    /// <param name="description">What they are, and how many there may be.</param>
    internal static Option<int> Participants(string description) => new Option<int>("--participants")
    {
        Description = description,
        HelpName = "N",
    }.Strict(least: 0);

    /// <summary><c>--samples</c>.</summary>
    /// <param name="description">What is drawn.</param>
    internal static Option<int> Samples(string description) => new Option<int>("--samples")
    {
        Description = description,
        HelpName = "N",
    }.Strict(least: 0);

    /// <summary><c>--seed</c>.</summary>
    /// <typeparam name="T">How large it may be.</typeparam>
    /// <param name="description">What follows from it.</param>
    internal static Option<T> Seed<T>(string description)
        where T : struct, INumber<T>, IMinMaxValue<T> => new Option<T>("--seed")
        {
            Description = description,
            HelpName = "S",
            DefaultValueFactory = static _ => T.One,
        }.Strict();

    /// <summary><c>--max-profiles</c>.</summary>
    internal static Option<double> MaxProfiles() => new Option<double>("--max-profiles")
    {
        Description = "The most profiles of the grid to start on. A larger grid is rejected with how many it has.",
        HelpName = "N",
        DefaultValueFactory = static _ => 1e8,
    }.Strict();

    /// <summary>The argument that names a scenario file.</summary>
    internal static Argument<string> Scenario() => new("FILE")
    {
        Description = "A scenario file (JSON; comments and trailing commas allowed), or - for standard input.",
    };

    /// <summary>The argument that names a market.</summary>
    internal static Argument<string> Market() => new("MARKET")
    {
        Description = "The market's id, or its name markets/ID.",
    };
}
