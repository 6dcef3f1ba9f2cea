namespace Candor.Commitments.Masks;

/// <summary>
/// Why contributors are no list. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum ContributorListFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>There are fewer than two: one's masks would hide nothing.</summary>
    TooFew = 1,

    /// <summary>A contributor is of another market or definition than the first.</summary>
    OtherMarket = 2,

    /// <summary>The roster indices do not rise strictly.</summary>
    NotInRosterOrder = 3,

    /// <summary>Two contributors have the same id or the same key on the roster.</summary>
    RepeatedParticipant = 4,

    /// <summary>A mask key is not the canonical encoding of a point, or is the identity.</summary>
    MalformedMaskKey = 5,

    /// <summary>Two contributors have the same mask key.</summary>
    RepeatedMaskKey = 6,
}
