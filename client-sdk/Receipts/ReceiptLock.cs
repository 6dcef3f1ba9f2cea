namespace Candor.Client.Receipts;

/// <summary>Holds a receipt for one participation alone, for as long as it runs: two of one participant would each keep what
/// they have answered over what the other has. The system lets go of it where the process ends.</summary>
internal sealed class ReceiptLock : IDisposable
{
    /// <summary>What is added to the receipt's path.</summary>
    internal const string Suffix = ".lock";

    // The file goes with its owner; between that and the next owner's lock another may have made a new one.
    private const int Tries = 8;

    // What the systems call it where another has the file: EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION.
    private static readonly int[] s_isShared = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private ReceiptLock(FileStream file) => _file = file;

    /// <summary>Takes a receipt.</summary>
    /// <param name="receipt">The receipt's path.</param>
    /// <param name="participant">Whose it is.</param>
    /// <returns>The lock; the receipt is free again once it is disposed of. Null where nothing can be written beside the receipt:
    /// whoever keeps it says so.</returns>
    /// <exception cref="ReceiptException">Another uses it (<see cref="ReceiptFault.InUse"/>).</exception>
    internal static ReceiptLock? Take(string receipt, string participant)
    {
        string path = receipt + Suffix;
        try
        {
            for (int attempt = 1; attempt <= Tries; attempt++)
            {
                FileStream file = Open(path);
                if (File.Exists(path))
                {
                    return new ReceiptLock(file);
                }

                file.Dispose();
            }

            throw InUse(receipt, participant, null);
        }
        catch (IOException e) when (Array.IndexOf(s_isShared, e.HResult) >= 0)
        {
            throw InUse(receipt, participant, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lets go of the receipt.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static ReceiptException InUse(string receipt, string participant, Exception? cause) => new(
        ReceiptFault.InUse,
        $"The receipt '{receipt}' of {participant} is used by another process or participation; expected one at a time, since "
        + "each keeps there what it has answered. Nothing was sent or written: wait for the other, or stop it first.",
        cause);
}
