namespace Candor.Commitments.Masks;

/// <summary>
/// Who is named when the points of a pair differ. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum PairVerdict
{
    /// <summary>Nobody: the opening does not hold, and decides nothing.</summary>
    Void = 0,

    /// <summary>Who opened: its own point is another than that of the pair's masks.</summary>
    OpenerNamed = 1,

    /// <summary>The other end.</summary>
    OtherNamed = 2,

    /// <summary>Both: neither point is that of the pair's masks.</summary>
    BothNamed = 3,
}
