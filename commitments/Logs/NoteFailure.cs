namespace Candor.Commitments.Logs;

/// <summary>
/// Why a signed note or a checkpoint was refused. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum NoteFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The bytes are no signed note.</summary>
    MalformedNote = 1,

    /// <summary>No signature of the note is by the key asked for.</summary>
    UnknownKey = 2,

    /// <summary>A signature that names the key is not by it, or not of this text.</summary>
    InvalidSignature = 3,

    /// <summary>The note is signed, but its text is no checkpoint.</summary>
    MalformedCheckpoint = 4,

    /// <summary>The checkpoint is of another log.</summary>
    WrongOrigin = 5,
}
