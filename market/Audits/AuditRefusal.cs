using System.Text.Json.Serialization;
using Candor.Commitments.Audits;

namespace Candor.Market.Audits;

/// <summary>Why a validator refused a commitment. Names and numbers are persisted and signed (the numbers are those of
/// <c>candor.v1.AuditRefusal</c>): they may only grow.</summary>
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

    /// <summary>A tag, the key or the proof does not decode, or there are more or fewer openings than asked
    /// for.</summary>
    Malformed = 5,

    /// <summary>The participant did not answer another's overlap check in time.</summary>
    NoOverlapAnswer = 6,
}

/// <summary>What the market's words for a failed audit are.</summary>
internal static class AuditRefusals
{
    /// <summary>Maps a failed verification.</summary>
    /// <param name="failure">Not <see cref="AuditFailure.None"/>.</param>
    internal static AuditRefusal Of(AuditFailure failure) => failure switch
    {
        AuditFailure.NotUnderRoot => AuditRefusal.NotUnderRoot,
        AuditFailure.NotTheTagsRecords => AuditRefusal.NotTheTagsRecords,
        AuditFailure.InvalidRecord => AuditRefusal.InvalidRecord,
        AuditFailure.NoResponse => AuditRefusal.NoResponse,
        AuditFailure.MalformedKey or AuditFailure.WrongCount or AuditFailure.MalformedTag
            or AuditFailure.MalformedProof => AuditRefusal.Malformed,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "No failure of an audit."),
    };
}
