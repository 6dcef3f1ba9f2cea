namespace Candor.Commitments.Datasets;

/// <summary>
/// Why a stream of tags was rejected. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum TagFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The bytes are not a whole number of tags of 32 bytes.</summary>
    WrongLength = 1,

    /// <summary>A tag is the identity's encoding, which no honest record has.</summary>
    IdentityTag = 2,

    /// <summary>A tag occurs twice: a record is counted twice.</summary>
    RepeatedTag = 3,

    /// <summary>A tag is smaller than the one before it.</summary>
    UnsortedTag = 4,

    /// <summary>The stream has more or fewer tags than the committed number of records.</summary>
    WrongSize = 5,

    /// <summary>The tags do not have the committed root.</summary>
    RootMismatch = 6,
}
