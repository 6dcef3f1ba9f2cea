namespace Candor.Commitments.Logs;

/// <summary>
/// Why a signed note or a checkpoint was rejected. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum NoteFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The bytes are not a signed note.</summary>
    MalformedNote = 1,

    /// <summary>No signature of the note is by the key asked for.</summary>
    UnknownKey = 2,

    /// <summary>A signature names the key asked for, but was not made by it or not for this text.</summary>
    InvalidSignature = 3,

    /// <summary>The note is signed, but its text is not a checkpoint.</summary>
    MalformedCheckpoint = 4,

    /// <summary>The checkpoint is of another log.</summary>
    WrongOrigin = 5,
}
