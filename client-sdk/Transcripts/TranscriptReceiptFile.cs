using Candor.Client.Keys;
using Candor.Client.Receipts;

namespace Candor.Client.Transcripts;

/// <summary>Transcript receipts as files, for <c>candor verify --receipt</c> and for whoever keeps one of each message:
/// <c>{"type":"candor-message-receipt/1","index":4,"entry":"base64","checkpoint":"base64","inclusionProof":["base64"]}</c>.
/// </summary>
/// <remarks>Reading checks the form alone; <see cref="TranscriptVerifier"/> says whether a receipt holds.</remarks>
public static class TranscriptReceiptFile
{
    /// <summary>Saves a receipt, readable and writable by its owner alone: the receipt of a report tells its size. A file
    /// of one receipt that is there is replaced at once; a crash leaves the old one or the new one. A file that is something
    /// else, such as a commitment receipt with its secret, is left as it is.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ReceiptException">The file cannot be written (<see cref="ReceiptFault.Unwritable"/>), or is there
    /// and cannot be read (<see cref="ReceiptFault.Unreadable"/>) or is something else
    /// (<see cref="ReceiptFault.Damaged"/>).</exception>
    public static void Save(TranscriptReceipt receipt, string path)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireOwnKind(path);
        try
        {
            PrivateFile.Write(path, writer => writer.Write(TranscriptReceiptJson.Write(receipt)), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unwritable, $"The receipt '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Loads the receipts of a file: the one that <see cref="Save"/> wrote, or those that a commitment receipt
    /// keeps beside its secret.</summary>
    /// <param name="path">The file.</param>
    /// <returns>At least one, in the file's order.</returns>
    /// <exception cref="ReceiptException">There is no such file (<see cref="ReceiptFault.Missing"/>), it cannot be read
    /// (<see cref="ReceiptFault.Unreadable"/>), or has no receipt (<see cref="ReceiptFault.Damaged"/>).</exception>
    public static IReadOnlyList<TranscriptReceipt> Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            List<TranscriptReceipt> receipts = TranscriptReceiptJson.Read(file);
            return receipts.Count > 0 ? receipts : throw Damaged(path, "it keeps none of a message");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ReceiptException(ReceiptFault.Missing, $"There is no file '{path}'; expected a receipt.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unreadable, $"The receipt '{path}' cannot be read: {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw Damaged(path, e.Message, e);
        }
    }

    private static void RequireOwnKind(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (!TranscriptReceiptJson.IsOneReceipt(file))
            {
                throw new ReceiptException(
                    ReceiptFault.Damaged,
                    $"The file '{path}' is not a receipt of one message; expected '{TranscriptReceiptJson.Type}', or no file. "
                    + "It is left as it is.");
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing is there to be lost; a folder that is not there is told when the file is written.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unreadable, $"The receipt '{path}' cannot be read: {e.Message} It is left as it is.", e);
        }
    }

    private static ReceiptException Damaged(string path, string what, Exception? inner = null) => new(
        ReceiptFault.Damaged,
        $"The file '{path}' is not a receipt: {what}. Expected '{TranscriptReceiptJson.Type}' or a commitment receipt.",
        inner);
}
