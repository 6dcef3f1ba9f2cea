namespace Candor.Commitments.Logs;

/// <summary>
/// Why two states of a transcript do not belong to one log. Names and numbers are persisted by callers: they may only
/// grow.
/// </summary>
public enum LogFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The checkpoints are of two logs.</summary>
    OtherOrigin = 1,

    /// <summary>The log has become shorter: entries that were shown are gone.</summary>
    RolledBack = 2,

    /// <summary>Two checkpoints of one size have two roots: the server shows two logs to two people.</summary>
    Forked = 3,

    /// <summary>The proof does not lead from the earlier root to the later one.</summary>
    Inconsistent = 4,

    /// <summary>The entries are more or fewer than the checkpoint says.</summary>
    WrongSize = 5,

    /// <summary>The entries do not have the checkpoint's root: one was altered, replaced or moved.</summary>
    RootMismatch = 6,
}
