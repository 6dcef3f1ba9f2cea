using Candor.Hosting;
using Candor.Market.Definitions;

namespace Candor.Validator;

/// <summary>How a validator runs by itself.</summary>
public sealed record CandorValidatorOptions
{
    /// <summary>The validator's id, as market definitions name it. Default: <c>validator</c>.</summary>
    public string Id { get; init; } = "validator";

    /// <summary>The SQLite file of its audits; made where it does not exist. The tags of markets that compare records
    /// are in a folder of the same name with <c>.tags</c> after it. Default: <c>validator.db</c>.</summary>
    public string DatabasePath { get; init; } = "validator.db";

    /// <summary>Its key: PKCS#8 in PEM, made at the first start. Default: <c>validator.pem</c>.</summary>
    public string KeyPath { get; init; } = "validator.pem";

    /// <summary>Where it listens; see <see cref="CandorServerOptions.ListenUrls"/>. Default:
    /// <c>http://127.0.0.1:5081</c>.</summary>
    public IReadOnlyList<string> ListenUrls { get; init; } = ["http://127.0.0.1:5081"];

    /// <summary>A file for the addresses it listens on; see <see cref="CandorServerOptions.AddressFile"/>.</summary>
    public string? AddressFile { get; init; }

    /// <summary>Finds every fault.</summary>
    /// <returns>What is wrong, each in one line that names the option; empty where nothing is.</returns>
    public IReadOnlyList<string> Validate() =>
    [
        .. ToServerOptions().Validate(),
        .. string.IsNullOrWhiteSpace(KeyPath)
            ? [$"{nameof(KeyPath)} is empty; expected the path of a file."]
            : Array.Empty<string>(),
        .. ResourceId.IsValid(Id)
            ? Array.Empty<string>()
            : [$"{nameof(Id)} is '{Id}'; expected {ResourceId.Expected}."],
    ];

    /// <summary>The options of the host that both kinds of server share.</summary>
    /// <returns>The options; whatever only markets need has its default.</returns>
    internal CandorServerOptions ToServerOptions() => new()
    {
        DatabasePath = DatabasePath,
        ListenUrls = ListenUrls,
        AddressFile = AddressFile,
    };
}
