using Candor.Hosting;
using Candor.Market.Definitions;

namespace Candor.Validator;

/// <summary>How a validator runs by itself; see <see cref="HostOptions"/> for how options are set. Its database, by
/// default <c>validator.db</c>, holds its audits; the tags of markets that check overlap are in a folder of the same
/// name with <c>.tags</c> after it. It listens on <c>http://127.0.0.1:5081</c> by default.</summary>
public sealed record CandorValidatorOptions : HostOptions
{
    /// <summary>Makes the options with their defaults.</summary>
    public CandorValidatorOptions()
        : base("validator", "validator.db", "http://127.0.0.1:5081")
    {
    }

    /// <summary>The validator's id, as market definitions name it. Default: <c>validator</c>.</summary>
    public string Id { get; init; } = "validator";

    /// <summary>Its key: PKCS#8 in PEM, made at the first start. Default: <c>validator.pem</c>.</summary>
    public string KeyPath { get; init; } = "validator.pem";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Validate() =>
    [
        .. base.Validate(),
        .. RequirePath(KeyPath),
        .. ResourceId.IsValid(Id)
            ? Array.Empty<string>()
            : [$"{nameof(Id)} is '{Id}'; expected {ResourceId.Expected}."],
    ];
}
