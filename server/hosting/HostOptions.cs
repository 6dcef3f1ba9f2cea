using System.Runtime.CompilerServices;

namespace Candor.Hosting;

/// <summary>How a program that listens runs, whatever its role. Every member can be set in a configuration file, as an
/// environment variable (<c>CANDOR_DatabasePath</c>) and on the command line (<c>--DatabasePath</c>), the later ones
/// over the earlier; lists are written with <c>;</c> between their entries.</summary>
public abstract record HostOptions
{
    /// <summary>Makes the options with the defaults of a role.</summary>
    /// <param name="role">What the program is called in messages, such as <c>server</c>.</param>
    /// <param name="databasePath">Its database.</param>
    /// <param name="listenUrl">Where it listens.</param>
    private protected HostOptions(string role, string databasePath, string listenUrl)
    {
        Role = role;
        DatabasePath = databasePath;
        ListenUrls = [listenUrl];
    }

    /// <summary>The SQLite file that holds what the program stores; made where it does not exist, in a folder that
    /// does.</summary>
    public string DatabasePath { get; init; }

    /// <summary>Where the program listens, such as <c>http://127.0.0.1:5080</c>; port 0 takes a free port. HTTP/2 only:
    /// <c>http</c> is HTTP/2 without TLS, <c>https</c> needs a certificate: <see cref="CertificatePath"/>, or the
    /// section
    /// <c>Kestrel:Certificates:Default</c> of the configuration.</summary>
    public IReadOnlyList<string> ListenUrls { get; init; }

    /// <summary>The certificate that <c>https</c> addresses show: a PFX file with its private key, or a PEM file, whose
    /// key is in <see cref="CertificateKeyPath"/> or in the same file. Further certificates in it are sent along as the
    /// chain. Default: none.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The private key of a certificate in PEM, in PEM as well. Default: the certificate's own file.</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>The password of the PFX file or of the PEM key; better in the environment, as
    /// <c>CANDOR_CertificatePassword</c>, than on a command line, which others can see. Default: none.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>Largest message in bytes that the program takes, 64 KiB to 64 MiB. Default: 4 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 4 << 20;

    /// <summary>Most streams open at once, 1 to 1,000,000. Default: 20,000.</summary>
    public int MaxStreams { get; init; } = 20_000;

    /// <summary>Most messages that may wait for the disk, 1 to 1,000,000; the next are rejected as OVERLOADED.
    /// Default: 8,192.</summary>
    public int MaxQueuedMessages { get; init; } = 8_192;

    /// <summary>Largest size of the database in bytes; 0, the default, for no limit. A full database refuses writes and
    /// still reads.</summary>
    public long MaxDatabaseBytes { get; init; }

    /// <summary>How long calls that are being served may take to finish once the program is told to stop, in seconds,
    /// 0 to 600. Default: 10.</summary>
    public int ShutdownGraceSeconds { get; init; } = 10;

    /// <summary>A file to which the program writes the addresses it listens on, one a line, once it does; for whoever
    /// started it on port 0. Removed when it stops. Default: none.</summary>
    public string? AddressFile { get; init; }

    /// <summary>What the program is called in messages.</summary>
    internal string Role { get; }

    /// <summary>What <see cref="IsListenAddress"/> takes.</summary>
    internal const string ListenAddressExpected =
        "an address such as http://127.0.0.1:5080 or https://localhost:5080, with an IP address of this machine "
        + "(0.0.0.0 or [::] for all)";

    /// <summary>Finds every fault.</summary>
    /// <returns>What is wrong, each in one line that names the option; empty where nothing is.</returns>
    public virtual IReadOnlyList<string> Validate() =>
    [
        .. RequirePath(DatabasePath),
        .. ListenUrls.Count == 0 ? [$"{nameof(ListenUrls)} is empty; expected at least one address."] : s_none,
        .. ListenUrls.Where(url => !IsListenAddress(url)).Select(url =>
            $"{nameof(ListenUrls)} holds '{url}'; expected {ListenAddressExpected}."),
        .. CertificateKeyPath is not null && CertificatePath is null
            ? [$"{nameof(CertificateKeyPath)} is '{CertificateKeyPath}'; expected {nameof(CertificatePath)} too."]
            : s_none,
        .. RequirePath(AddressFile),
        .. RequireRange(MaxMessageBytes, 64 << 10, 64 << 20),
        .. RequireRange(MaxStreams, 1, 1_000_000),
        .. RequireRange(MaxQueuedMessages, 1, 1_000_000),
        .. RequireRange(MaxDatabaseBytes, 0, long.MaxValue),
        .. RequireRange(ShutdownGraceSeconds, 0, 600),
    ];

    /// <summary>Whether a text is an address to listen on. A name other than localhost is none: the framework would take it
    /// for every network interface of the machine.</summary>
    /// <param name="url">The text.</param>
    internal static bool IsListenAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && uri is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" }
        && (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            || uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase));

    /// <summary>Requires a path that is not blank.</summary>
    /// <param name="value">The option's value; null where it is not set.</param>
    /// <param name="name">The option.</param>
    /// <returns>The fault, where there is one.</returns>
    private protected static string[] RequirePath(
        string? value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is null || !string.IsNullOrWhiteSpace(value)
            ? s_none
            : [$"{name} is empty; expected the path of a file."];

    /// <summary>Requires a number within bounds.</summary>
    /// <param name="value">The option's value.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    /// <param name="name">The option.</param>
    /// <returns>The fault, where there is one.</returns>
    private protected static string[] RequireRange(
        long value, long least, long most, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= least && value <= most
            ? s_none
            : [FormattableString.Invariant($"{name} is {value}; expected {least} to {most}.")];

    private static readonly string[] s_none = [];
}
