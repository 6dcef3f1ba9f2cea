using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Candor.Market.Definitions;

/// <summary>A definition as a log holds it: the JSON that was written, kept as it is, and the rules it was read as,
/// once.</summary>
[JsonConverter(typeof(StoredDefinitionConverter))]
public sealed class StoredDefinition
{
    private StoredDefinition(JsonElement json, MarketDefinition? rules, ImmutableArray<DefinitionFault> faults)
    {
        Json = json;
        Rules = rules;
        Faults = faults;
    }

    /// <summary>The definition of a market that is created.</summary>
    /// <param name="rules">The rules.</param>
    public StoredDefinition(MarketDefinition rules)
        : this((rules ?? throw new ArgumentNullException(nameof(rules))).Json, rules, [])
    {
    }

    /// <summary>The definition in protobuf's JSON mapping of <c>candor.v1.MarketDefinition</c>.</summary>
    public JsonElement Json { get; }

    /// <summary>The rules; null where the log is damaged.</summary>
    public MarketDefinition? Rules { get; }

    /// <summary>The rules that the JSON breaks; empty where it is sound.</summary>
    public ImmutableArray<DefinitionFault> Faults { get; }

    /// <summary>Reads a definition out of a log. A log may be damaged: faults are kept, for whoever folds it.</summary>
    /// <param name="json">The object.</param>
    /// <returns>The definition.</returns>
    public static StoredDefinition Read(JsonElement json)
    {
        MarketDefinitionReader.TryRead(json, out MarketDefinition? rules, out ImmutableArray<DefinitionFault> faults);
        return new StoredDefinition(json, rules, faults);
    }
}
