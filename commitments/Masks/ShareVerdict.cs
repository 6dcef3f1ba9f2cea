namespace Candor.Commitments.Masks;

/// <summary>
/// Who is named by a complaint about a share. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum ShareVerdict
{
    /// <summary>Nobody: the complaint's opening does not hold.</summary>
    Void = 0,

    /// <summary>The dealer: the share does not fit its commitments.</summary>
    DealerNamed = 1,

    /// <summary>Who complained: the share fits.</summary>
    ComplainerNamed = 2,
}
