using System.Text.Json.Serialization;

namespace Candor.Market.Events;

/// <summary>Why a market settled. The names are persisted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SettlementCause>))]
public enum SettlementCause
{
    /// <summary>Never used.</summary>
    Unspecified = 0,

    /// <summary>Everyone in the roster had reported.</summary>
    AllReported = 1,

    /// <summary>The report deadline passed.</summary>
    Deadline = 2,

    /// <summary>The operator asked for it.</summary>
    Operator = 3,
}
