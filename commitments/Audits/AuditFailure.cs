namespace Candor.Commitments.Audits;

/// <summary>Why an audit failed. Names and numbers are persisted by callers: they may only grow.</summary>
public enum AuditFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The record key is not the canonical encoding of an element other than the identity.</summary>
    MalformedKey = 1,

    /// <summary>Fewer or more records were opened than asked for.</summary>
    WrongCount = 2,

    /// <summary>A tag is not the canonical encoding of an element other than the identity.</summary>
    MalformedTag = 3,

    /// <summary>A tag is not under the dataset's root at the position asked for.</summary>
    NotUnderRoot = 4,

    /// <summary>The proof of equality is not 64 bytes of two scalars.</summary>
    MalformedProof = 5,

    /// <summary>
    /// A tag does not belong to its record under the committed key, or the proof is for something else.
    /// </summary>
    NotTheTagsRecords = 6,

    /// <summary>A record breaks the market's validity rules.</summary>
    InvalidRecord = 7,

    /// <summary>No answer came before the deadline.</summary>
    NoResponse = 8,
}

/// <summary>An audit's result.</summary>
/// <param name="Failure">Why it failed, or <see cref="AuditFailure.None"/>.</param>
/// <param name="Position">The position of the tag to blame, where there is one.</param>
public readonly record struct AuditVerdict(AuditFailure Failure, ulong? Position = null)
{
    /// <summary>Whether the dataset passed.</summary>
    public bool Passed => Failure == AuditFailure.None;
}
