using System.Text.RegularExpressions;
using Candor.Market.Definitions;
using Candor.Market.Transcripts;

namespace Candor.Hosting;

/// <summary>How a server runs. Every member can be set in a configuration file, as an environment variable
/// (<c>CANDOR_DatabasePath</c>) and on the command line (<c>--DatabasePath</c>), the later ones over the earlier; lists
/// are written with <c>;</c> between their entries.</summary>
public sealed partial record CandorServerOptions
{
    /// <summary>The SQLite file that holds every market; made where it does not exist, in a folder that does. Default:
    /// <c>candor.db</c> in the working folder.</summary>
    public string DatabasePath { get; init; } = "candor.db";

    /// <summary>The name of the key that signs the checkpoints of the markets' transcripts, such as
    /// <c>candor.example.org</c>: 1 to 100 characters without white space and <c>+</c>. Choose it before the first
    /// start: it is part of the key. Default: <c>candor</c>.</summary>
    public string LogName { get; init; } = "candor";

    /// <summary>The file with the secret half of that key; made at the first start, readable by its owner alone. Keep a
    /// copy: with another key no client believes this server's markets any more. Default: the database's path with
    /// <c>.log-key</c> after it.</summary>
    public string? LogKeyPath { get; init; }

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:5080</c>; port 0 takes a free port. HTTP/2 only:
    /// <c>http</c> is HTTP/2 without TLS, <c>https</c> takes its certificate from the section
    /// <c>Kestrel:Certificates:Default</c>.</summary>
    public IReadOnlyList<string> ListenUrls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary>The keys that may create markets, by key id: lower-case hexadecimal SHA-256 of the
    /// SubjectPublicKeyInfo, 64 digits. Empty, the default: anybody.</summary>
    public IReadOnlyList<string> AllowedOperators { get; init; } = [];

    /// <summary>Largest message in bytes that the server takes, 64 KiB to 64 MiB. Default: 4 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 4 << 20;

    /// <summary>Most streams open at once, 1 to 1,000,000. Default: 20,000.</summary>
    public int MaxStreams { get; init; } = 20_000;

    /// <summary>Most messages that may wait for the disk, 1 to 1,000,000; the next are refused as OVERLOADED.
    /// Default: 8,192.</summary>
    public int MaxQueuedMessages { get; init; } = 8_192;

    /// <summary>Most markets kept in memory while nobody uses them, 0 to 1,000,000. Default: 256.</summary>
    public int MaxIdleMarkets { get; init; } = 256;

    /// <summary>Largest size of the database in bytes; 0, the default, for no limit. A full database refuses writes and
    /// still reads.</summary>
    public long MaxDatabaseBytes { get; init; }

    /// <summary>How long calls that are being served may take to finish once the server is told to stop, in seconds,
    /// 0 to 600. Default: 10.</summary>
    public int ShutdownGraceSeconds { get; init; } = 10;

    /// <summary>A file to which the server writes the addresses it listens on, one a line, once it does; for whoever
    /// started it on port 0. Removed when it stops. Default: none.</summary>
    public string? AddressFile { get; init; }

    /// <summary>The id of the validator that this server hosts, as market definitions name it. Default:
    /// <c>platform</c>.</summary>
    public string ValidatorId { get; init; } = "platform";

    /// <summary>The SQLite file of the hosted validator's audits; made where it does not exist. Default:
    /// <see cref="DatabasePath"/> with <c>.validator</c> after it.</summary>
    public string? ValidatorDatabasePath { get; init; }

    /// <summary>The hosted validator's key: PKCS#8 in PEM, made at the first start, readable by its owner alone.
    /// Default:
    /// <see cref="DatabasePath"/> with <c>.validator-key</c> after it.</summary>
    public string? ValidatorKeyPath { get; init; }

    /// <summary>Finds every fault.</summary>
    /// <returns>What is wrong, each in one line that names the option; empty where nothing is.</returns>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(DatabasePath))
        {
            faults.Add($"{nameof(DatabasePath)} is empty; expected the path of a file.");
        }

        if (!TranscriptSigner.IsName(LogName))
        {
            faults.Add($"{nameof(LogName)} is '{LogName}'; expected {TranscriptSigner.NameExpected}.");
        }

        if (LogKeyPath is not null && string.IsNullOrWhiteSpace(LogKeyPath))
        {
            faults.Add($"{nameof(LogKeyPath)} is empty; expected the path of a file.");
        }

        if (ListenUrls.Count == 0)
        {
            faults.Add($"{nameof(ListenUrls)} is empty; expected at least one address.");
        }

        if (!ResourceId.IsValid(ValidatorId))
        {
            faults.Add($"{nameof(ValidatorId)} is '{ValidatorId}'; expected {ResourceId.Expected}.");
        }

        faults.AddRange(ListenUrls.Where(url => !IsAddress(url)).Select(url =>
            $"{nameof(ListenUrls)} holds '{url}'; expected an address such as http://127.0.0.1:5080."));
        faults.AddRange(AllowedOperators.Where(id => !KeyId().IsMatch(id)).Select(id =>
            $"{nameof(AllowedOperators)} holds '{id}'; expected a key id, 64 digits of lower-case hexadecimal."));
        CheckRange(nameof(MaxMessageBytes), MaxMessageBytes, 64 << 10, 64 << 20);
        CheckRange(nameof(MaxStreams), MaxStreams, 1, 1_000_000);
        CheckRange(nameof(MaxQueuedMessages), MaxQueuedMessages, 1, 1_000_000);
        CheckRange(nameof(MaxIdleMarkets), MaxIdleMarkets, 0, 1_000_000);
        CheckRange(nameof(MaxDatabaseBytes), MaxDatabaseBytes, 0, long.MaxValue);
        CheckRange(nameof(ShutdownGraceSeconds), ShutdownGraceSeconds, 0, 600);
        return faults;

        void CheckRange(string name, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}; expected {least} to {most}."));
            }
        }
    }

    private static bool IsAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && uri is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" };

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex KeyId();
}
