using System.CommandLine;

namespace Candor.Cli.Options;

/// <summary>The options of a program that listens. It reads them itself, from a file and the environment as well; here
/// they are only named, so that the help shows them, and handed on as they were typed.</summary>
internal sealed class HostArguments
{
    private readonly (Option<string> Option, string Name)[] _all;

    /// <summary>Names the options.</summary>
    /// <param name="address">Where the program listens by default.</param>
    /// <param name="database">What its database holds, and its default.</param>
    /// <param name="file">The configuration file that is read by default.</param>
    /// <param name="ofTheRole">What only this program has, with the names in its configuration.</param>
    internal HostArguments(
        string address, string database, string file, params (Option<string> Option, string Name)[] ofTheRole) => _all =
    [
        Named(
            "ListenUrls",
            "URL",
            $"Where to listen, several with ';' between; port 0 takes a free port. Default: {address}.",
            "--listen"),
        Named("DatabasePath", "FILE", database, "--database"),
        Named(
            "CertificatePath",
            "FILE",
            "The certificate for https addresses: PFX, or PEM with its key in the same file or in --certificate-key.",
            "--certificate"),
        Named("CertificateKeyPath", "FILE", "The private key of a certificate in PEM.", "--certificate-key"),
        Named(
            "CertificatePassword",
            "TEXT",
            "The password of either; better in the environment, as CANDOR_CertificatePassword.",
            "--certificate-password"),
        .. ofTheRole,
        Named("AddressFile", "FILE", "Where to write the addresses once it listens."),
        Named("ShutdownGraceSeconds", "N", "How long calls may take to finish when it stops. Default: 10."),
        Named("MaxMessageBytes", "N", "Largest message. Default: 4194304."),
        Named("MaxStreams", "N", "Most streams open at once. Default: 20000."),
        Named("MaxQueuedMessages", "N", "Most messages that may wait for the disk. Default: 8192."),
        Named("MaxDatabaseBytes", "N", "Largest size of the database; 0 for no limit. Default: 0."),
        Named("Config", "FILE", $"A configuration file. Default: {file}, where there is one.", "--config"),
    ];

    /// <summary>Names an option by its name in the configuration.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">What its value is.</param>
    /// <param name="description">What it says.</param>
    /// <param name="aliases">Shorter spellings.</param>
    /// <returns>The option with its name.</returns>
    internal static (Option<string> Option, string Name) Named(
        string name, string value, string description, params string[] aliases) =>
        (new Option<string>($"--{name}", aliases) { Description = description, HelpName = value }, name);

    /// <summary>Names an old spelling of an option, which help does not show.</summary>
    /// <param name="spelling">The spelling.</param>
    /// <param name="name">The option's name in the configuration.</param>
    /// <returns>The option with its name.</returns>
    internal static (Option<string> Option, string Name) Old(string spelling, string name) =>
        (new Option<string>(spelling) { Hidden = true }, name);

    /// <summary>Adds the options to a command, which then hands on whatever else it is given: sections of the
    /// framework.</summary>
    /// <param name="command">The command.</param>
    internal void AddTo(Command command)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        foreach ((Option<string> option, _) in _all)
        {
            command.Add(option);
        }
    }

    /// <summary>What the program is started with.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>Names and values, then what matched no option.</returns>
    internal string[] HandOn(ParseResult parsed) =>
    [
        .. _all.Where(named => parsed.GetValue(named.Option) is not null)
            .SelectMany(named => new[] { $"--{named.Name}", parsed.GetValue(named.Option)! }),
        .. parsed.UnmatchedTokens,
    ];
}
