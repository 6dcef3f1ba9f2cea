using System.Text.Json.Serialization;

namespace Candor.Market;

/// <summary>Why a validator refused a commitment. Names and numbers are persisted and those of
/// <c>candor.v1.AuditRefusal</c>; they may only grow.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditRefusal>))]
public enum AuditRefusal
{
    /// <summary>Never used.</summary>
    Unspecified = 0,

    /// <summary>No answer came in time.</summary>
    NoResponse = 1,

    /// <summary>A tag is not under the dataset's root at the position asked for.</summary>
    NotUnderRoot = 2,

    /// <summary>A tag is not its record's under the committed key.</summary>
    NotTheTagsRecords = 3,

    /// <summary>A record breaks the market's rules.</summary>
    InvalidRecord = 4,

    /// <summary>A tag, the key or the proof does not decode, or the openings are not as many as asked for.</summary>
    Malformed = 5,

    /// <summary>The participant did not answer another's overlap check in time.</summary>
    NoOverlapAnswer = 6,
}
