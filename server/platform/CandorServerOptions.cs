using System.Text.RegularExpressions;
using Candor.Hosting;
using Candor.Market.Definitions;
using Candor.Market.Transcripts;

namespace Candor.Platform;

/// <summary>How a server runs; see <see cref="HostOptions"/> for how options are set. Its database, by default
/// <c>candor.db</c> in the working folder, holds every market; it listens on <c>http://127.0.0.1:5080</c> by
/// default.</summary>
public sealed partial record CandorServerOptions : HostOptions
{
    /// <summary>Makes the options with their defaults.</summary>
    public CandorServerOptions()
        : base("server", "candor.db", "http://127.0.0.1:5080")
    {
    }

    /// <summary>The name of the key that signs the checkpoints of the markets' transcripts, such as
    /// <c>candor.example.org</c>: 1 to 100 characters without white space and <c>+</c>. Choose it before the first
    /// start: it is part of the key. Default: <c>candor</c>.</summary>
    public string LogName { get; init; } = "candor";

    /// <summary>The file with the secret half of that key; made at the first start, readable by its owner alone. Keep a
    /// copy: with another key no client believes this server's markets any more. Default: the database's path with
    /// <c>.log-key</c> after it.</summary>
    public string? LogKeyPath { get; init; }

    /// <summary>The keys that may create markets, by key id: lower-case hexadecimal SHA-256 of the
    /// SubjectPublicKeyInfo, 64 digits. Empty, the default: anybody.</summary>
    public IReadOnlyList<string> AllowedOperators { get; init; } = [];

    /// <summary>Most markets kept in memory while nobody uses them, 0 to 1,000,000. Default: 256.</summary>
    public int MaxIdleMarkets { get; init; } = 256;

    /// <summary>Most bytes of bulk that the server keeps beside its database, of all markets, 1 MiB or more. What is uploaded
    /// counts as it comes; beyond this further uploads are rejected as OVERLOADED. Default: 64 GiB.</summary>
    public long MaxBulkBytes { get; init; } = 1L << 36;

    /// <summary>Most bytes of bulk of one market, 1 MiB or more; as often as it has begun an epoch. Default: 16 GiB.</summary>
    public long MaxMarketBulkBytes { get; init; } = 1L << 34;

    /// <summary>Most bytes of bulk of one participant of a market, 1 MiB or more; as often as the market has begun an epoch.
    /// Default: 256 MiB.</summary>
    public long MaxMemberBulkBytes { get; init; } = 1L << 28;

    /// <summary>The id of the validator that this server hosts, as market definitions name it. Default:
    /// <c>platform</c>.</summary>
    public string ValidatorId { get; init; } = "platform";

    /// <summary>The SQLite file of the hosted validator's audits; made where it does not exist. Default:
    /// <see cref="HostOptions.DatabasePath"/> with <c>.validator</c> after it.</summary>
    public string? ValidatorDatabasePath { get; init; }

    /// <summary>The hosted validator's key: PKCS#8 in PEM, made at the first start, readable by its owner alone.
    /// Default: <see cref="HostOptions.DatabasePath"/> with <c>.validator-key</c> after it.</summary>
    public string? ValidatorKeyPath { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Validate() =>
    [
        .. base.Validate(),
        .. TranscriptSigner.IsName(LogName)
            ? Array.Empty<string>()
            : [$"{nameof(LogName)} is '{LogName}'; expected {TranscriptSigner.NameExpected}."],
        .. RequirePath(LogKeyPath),
        .. ResourceId.IsValid(ValidatorId)
            ? Array.Empty<string>()
            : [$"{nameof(ValidatorId)} is '{ValidatorId}'; expected {ResourceId.Expected}."],
        .. RequirePath(ValidatorDatabasePath),
        .. RequirePath(ValidatorKeyPath),
        .. AllowedOperators.Where(id => !KeyId().IsMatch(id)).Select(id =>
            $"{nameof(AllowedOperators)} holds '{id}'; expected a key id, 64 digits of lower-case hexadecimal."),
        .. RequireRange(MaxIdleMarkets, 0, 1_000_000),
        .. RequireRange(MaxBulkBytes, 1 << 20, long.MaxValue),
        .. RequireRange(MaxMarketBulkBytes, 1 << 20, long.MaxValue),
        .. RequireRange(MaxMemberBulkBytes, 1 << 20, long.MaxValue),
    ];

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex KeyId();
}
