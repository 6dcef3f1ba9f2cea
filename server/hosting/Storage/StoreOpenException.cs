namespace Candor.Hosting.Storage;

/// <summary>Why a database cannot be opened.</summary>
internal enum StoreOpenFault
{
    /// <summary>The folder that should hold it does not exist.</summary>
    DirectoryMissing,

    /// <summary>It cannot be created or written.</summary>
    NotWritable,

    /// <summary>Another process has it open.</summary>
    InUse,

    /// <summary>It is not a SQLite database, or is damaged.</summary>
    Corrupt,

    /// <summary>It is a SQLite database of another program.</summary>
    Foreign,

    /// <summary>It is Candor's, and for something else.</summary>
    OtherRole,

    /// <summary>A newer version of Candor made it.</summary>
    NewerVersion,

    /// <summary>An older version of Candor made it, and it is only to be read.</summary>
    OlderVersion,

    /// <summary>It holds less than was signed, or something else: a file of before was put back, or part of it is
    /// missing.</summary>
    SetBack,

    /// <summary>The file of its high-water marks is missing, damaged or another database's.</summary>
    MarksUnusable,

    /// <summary>The SQLite library is of a version that may damage it.</summary>
    LibraryTooOld,
}

/// <summary>A database cannot be opened. The message is one line for the person who started the server.</summary>
internal sealed class StoreOpenException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="path">The database's path.</param>
    /// <param name="detail">What was found and what was expected, to follow the path.</param>
    /// <param name="innerException">What the system said, where it said something.</param>
    internal StoreOpenException(StoreOpenFault fault, string path, string detail, Exception? innerException = null)
        : base($"The database '{path}' {detail}", innerException) => Fault = fault;

    /// <summary>Why.</summary>
    internal StoreOpenFault Fault { get; }
}

/// <summary>The database cannot be read now.</summary>
internal sealed class StoreUnavailableException(string message, Exception? innerException)
    : Exception(message, innerException);

/// <summary>What is stored of a stream is not what was written. The stream is closed; others go on.</summary>
internal sealed class StreamDamagedException(string stream, string found)
    : Exception($"What is stored of {stream} is damaged: {found}.")
{
    /// <summary>The stream's name.</summary>
    internal string Stream { get; } = stream;

    /// <summary>What was found.</summary>
    internal string Found { get; } = found;
}
