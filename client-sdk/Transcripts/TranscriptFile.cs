namespace Candor.Client.Transcripts;

/// <summary>A transcript as a file: JSON lines in UTF-8, each ended by a newline. The first is
/// <c>{"type":"candor-transcript/1","market":…,"origin":…,"logKey":…,"checkpoint":"base64"}</c>; then one for each entry
/// in order, <c>{"index":0,"entry":"base64"}</c>, or <c>{"index":0,"leafHash":"base64"}</c> where it is
/// withheld.</summary>
/// <remarks>Reading checks the form alone. Whether checkpoint, entries and outcome hold is for whoever reads to find
/// out; <c>candor verify</c> does.</remarks>
public static class TranscriptFile
{
    /// <summary>The longest line in bytes. The longest entry creates a market whose definition fills a request of
    /// 4 MiB; this is several times its length in base64.</summary>
    public const int MaxLineBytes = 64 << 20;

    /// <summary>Opens a transcript file and reads its header.</summary>
    /// <param name="stream">The file; it stays open for as long as entries are read, and is the caller's to
    /// close.</param>
    /// <returns>The header, and the entries as they are read.</returns>
    /// <exception cref="TranscriptFileException">The first line is not a header.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TranscriptFileReader Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new TranscriptFileReader(stream);
    }

    /// <summary>Writes a transcript file.</summary>
    /// <param name="stream">Where to; it is the caller's to close.</param>
    /// <param name="header">The header.</param>
    /// <param name="entries">All entries that the header's checkpoint covers, in order.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Completes when everything is written.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task WriteAsync(
        Stream stream,
        TranscriptHeader header,
        IAsyncEnumerable<TranscriptEntry> entries,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(entries);
        await stream.WriteAsync(TranscriptJson.Write(header), cancellationToken).ConfigureAwait(false);
        await foreach (TranscriptEntry entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await stream.WriteAsync(TranscriptJson.Write(entry), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a transcript file.</summary>
    /// <param name="stream">Where to; it is the caller's to close.</param>
    /// <param name="header">The header.</param>
    /// <param name="entries">All entries that the header's checkpoint covers, in order.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(Stream stream, TranscriptHeader header, IEnumerable<TranscriptEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(entries);
        stream.Write(TranscriptJson.Write(header));
        foreach (TranscriptEntry entry in entries)
        {
            stream.Write(TranscriptJson.Write(entry));
        }
    }
}
