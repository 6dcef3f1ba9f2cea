namespace Candor.Hosting.Blobs;

/// <summary>Why the blob store does not do what it is asked.</summary>
internal enum BlobFault
{
    /// <summary>There is no such blob, or not all of it has come.</summary>
    NotFound,

    /// <summary>The file is damaged, cut off, or another blob's.</summary>
    Damaged,

    /// <summary>Something else is where a folder or a file of the store should be.</summary>
    NotUsable,

    /// <summary>This user may not read or write there.</summary>
    NoAccess,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The disk failed in another way.</summary>
    Failed,

    /// <summary>The blob is being uploaded by another call.</summary>
    InUse,

    /// <summary>The store, the market or the owner has no room left.</summary>
    OverBudget,

    /// <summary>The owner has as many blobs of the kind in the market as it may.</summary>
    TooMany,

    /// <summary>Bytes for another place than the next.</summary>
    WrongOffset,

    /// <summary>More bytes than were announced.</summary>
    TooLong,

    /// <summary>The upload was to be completed before all of it had come.</summary>
    Incomplete,

    /// <summary>The blob is there, or was begun, with another length.</summary>
    OtherLength,

    /// <summary>The blob was begun by another owner.</summary>
    OtherOwner,

    /// <summary>The blob is longer than the reader takes.</summary>
    TooLarge,

    /// <summary>The blob was deleted while it was uploaded or read.</summary>
    Deleted,
}

/// <summary>The blob store does not do what it is asked. The message is one line, and says what was found where and what
/// was expected; it may name paths, which are for the operator alone.</summary>
internal sealed class BlobStoreException : Exception
{
    private const int NoSpaceUnix = 28;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    /// <summary>Makes the exception.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">What was found where, and what was expected.</param>
    /// <param name="innerException">What the system said, where it said something.</param>
    internal BlobStoreException(BlobFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Why.</summary>
    internal BlobFault Fault { get; }

    /// <summary>The number that was given or found, where the fault is about two numbers.</summary>
    internal long? Found { get; private init; }

    /// <summary>The number that was expected, or that is the most.</summary>
    internal long? Expected { get; private init; }

    /// <summary>Makes an exception about two numbers.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="found">What was given or found.</param>
    /// <param name="expected">What was expected, or is the most.</param>
    /// <param name="message">Both in words.</param>
    /// <returns>The exception.</returns>
    internal static BlobStoreException OfNumbers(BlobFault fault, long found, long expected, string message) =>
        new(fault, message) { Found = found, Expected = expected };

    /// <summary>Whether an exception is the system's word on a file.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Whether <see cref="Explain"/> takes it.</returns>
    internal static bool IsOfSystem(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Says in one line why a file cannot be used.</summary>
    /// <param name="exception">What the system said.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="use">What it should be, such as <c>written</c>.</param>
    /// <returns>The typed error.</returns>
    internal static BlobStoreException Explain(Exception exception, string path, string use)
    {
        string start = $"'{path}' cannot be {use}: ";
        return exception switch
        {
            UnauthorizedAccessException => new(
                BlobFault.NoAccess, start + "no access for this user, or a folder is where a file should be.", exception),
            FileNotFoundException or DirectoryNotFoundException => new(
                BlobFault.Deleted, start + "it is not there any more.", exception),
            { HResult: NoSpaceUnix or QuotaLinux or QuotaMac or DiskFullWindows } => new(
                BlobFault.DiskFull, start + "the disk, or this user's share of it, is full.", exception),
            { HResult: WouldBlockLinux or WouldBlockMac or SharingViolationWindows } => new(
                BlobFault.InUse, start + "another process has it open.", exception),
            _ => new(BlobFault.Failed, start + exception.Message, exception),
        };
    }
}
