using Candor.Client.Datasets;

namespace Candor.Client.Transcripts;

/// <summary>A transcript file that is being read. Not thread-safe.</summary>
public sealed class TranscriptFileReader
{
    private readonly BoundedLineReader _lines;
    private long _line;
    private ulong _due;

    internal TranscriptFileReader(Stream stream)
    {
        _lines = new BoundedLineReader(stream, TranscriptFile.MaxLineBytes);
        Header = TryReadLine(out ReadOnlyMemory<byte> line)
            ? TranscriptJson.ReadHeader(line, _line)
            : throw new TranscriptFileException(
                TranscriptFileFault.Truncated, 1, $"the file is empty; expected a header of '{TranscriptJson.Type}'");
    }

    /// <summary>What the file says of the log.</summary>
    public TranscriptHeader Header { get; }

    /// <summary>Reads the entries that were not read yet, one by one, so that a large file takes little
    /// memory.</summary>
    /// <returns>The entries in order, their indices counting from 0.</returns>
    /// <exception cref="TranscriptFileException">A line is not an entry, or not the one due.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IEnumerable<TranscriptEntry> ReadEntries()
    {
        while (TryReadLine(out ReadOnlyMemory<byte> line))
        {
            TranscriptEntry entry = TranscriptJson.ReadEntry(line, _due, _line);
            _due++;
            yield return entry;
        }
    }

    private bool TryReadLine(out ReadOnlyMemory<byte> line)
    {
        _line++;
        return _lines.Read(out line) switch
        {
            BoundedLineReader.Result.Line => true,
            BoundedLineReader.Result.End => false,
            BoundedLineReader.Result.Unended => throw new TranscriptFileException(
                TranscriptFileFault.Truncated, _line, "the file ends within this line; expected a newline"),
            _ => throw new TranscriptFileException(
                TranscriptFileFault.LineTooLong,
                _line,
                $"the line is longer than {TranscriptFile.MaxLineBytes} bytes, the most that an entry takes"),
        };
    }
}
