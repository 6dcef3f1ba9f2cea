using Candor.Commitments.Audits;

namespace Candor.Market.Audits;

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
