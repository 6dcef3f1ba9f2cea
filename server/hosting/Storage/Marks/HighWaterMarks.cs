using System.Diagnostics.CodeAnalysis;

namespace Candor.Hosting.Storage.Marks;

/// <summary>The furthest end of each stream of which anything may have been signed, in a file beside the key that signs. A
/// database that is set back, by a backup, a copy of one file alone or a lost write-ahead log, is behind its marks, and what
/// is signed again would be a second history.</summary>
/// <remarks>The file grows by one line a batch, which is on the disk when <see cref="Write"/> returns, and is written anew
/// when most of it is out of date. A last line that a power cut has torn was never acted on, and is ignored; anything else
/// that is not whole refuses the file. Thread-safe.</remarks>
internal sealed class HighWaterMarks : IDisposable
{
    private const long SmallFile = 4 << 20;

    // Disks write sectors; a single zero is a flipped bit.
    private static readonly byte[] s_hole = new byte[16];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, StreamHead> _marks = new(StringComparer.Ordinal);
    private MarkChain _chain = new();
    private FileStream? _file;
    private long _liveBytes;

    private HighWaterMarks(string path, string id)
    {
        Path = path;
        Id = id;
    }

    /// <summary>Where the file is.</summary>
    internal string Path { get; }

    /// <summary>The file's id, which its database knows.</summary>
    internal string Id { get; }

    /// <summary>All marks now.</summary>
    internal IReadOnlyList<KeyValuePair<string, StreamHead>> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _marks];
            }
        }
    }

    /// <summary>Makes a file, in place of one that may be there.</summary>
    /// <param name="path">Where.</param>
    /// <param name="marks">What it holds at first.</param>
    /// <returns>The marks, open.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static HighWaterMarks Create(string path, IEnumerable<KeyValuePair<string, StreamHead>> marks)
    {
        var made = new HighWaterMarks(path, Guid.NewGuid().ToString("N"));
        foreach ((string stream, StreamHead head) in marks)
        {
            made._marks[stream] = head;
        }

        made.Rewrite();
        return made;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="marks">The marks, open; null with a fault.</param>
    /// <param name="fault">What is wrong with it, to follow its path; null where nothing is.</param>
    /// <returns>Whether it could be read.</returns>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    internal static bool TryOpen(
        string path,
        [NotNullWhen(true)] out HighWaterMarks? marks,
        [NotNullWhen(false)] out string? fault)
    {
        if (!TryRead(path, out marks, out fault))
        {
            return false;
        }

        marks.Rewrite();
        return true;
    }

    /// <summary>Reads a file and leaves it as it is; a server may write to it meanwhile.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="marks">The marks as they are now, for nobody to move; null with a fault.</param>
    /// <param name="fault">What is wrong with it, to follow its path; null where nothing is.</param>
    /// <returns>Whether it could be read.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    internal static bool TryRead(
        string path,
        [NotNullWhen(true)] out HighWaterMarks? marks,
        [NotNullWhen(false)] out string? fault)
    {
        byte[] bytes = ReadAll(path);
        marks = null;
        var chain = new MarkChain();
        int end = bytes.AsSpan().IndexOf((byte)'\n');
        string[]? first = end < 0 ? null : MarkLine.Read(bytes.AsSpan(0, end), chain);
        if (first is not [MarkLine.Version, _])
        {
            fault = $"is not a file of marks, or its first line is damaged; expected '{MarkLine.Version}' and an id";
            return false;
        }

        var opened = new HighWaterMarks(path, first[1]);
        int lines = 1;
        for (int start = end + 1; start < bytes.Length; start = end + 1)
        {
            lines++;
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            end = length < 0 ? bytes.Length : start + length;

            // What a power cut leaves of the last line: less of it, or holes.
            bool isTorn = length < 0
                || (end + 1 == bytes.Length && bytes.AsSpan(start, length).IndexOf(s_hole) >= 0);
            if (length >= 0 && MarkLine.Read(bytes.AsSpan(start, length), chain) is { } fields
                && MarkLine.ReadMarks(fields) is { } read)
            {
                foreach ((string stream, StreamHead head) in read)
                {
                    opened._marks[stream] = head;
                }
            }
            else if (!isTorn)
            {
                fault = $"is damaged in line {lines}";
                return false;
            }
        }

        marks = opened;
        fault = null;
        return true;
    }

    /// <summary>Writes these marks into a new file under the same id, for a copy of their database.</summary>
    /// <param name="path">Where; nothing is there.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal void CopyTo(string path)
    {
        using var copy = new HighWaterMarks(path, Id);
        foreach ((string stream, StreamHead head) in All)
        {
            copy._marks[stream] = head;
        }

        copy.Rewrite();
    }

    /// <summary>The mark of a stream.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <returns>The mark; null where there is none.</returns>
    internal StreamHead? Of(string stream)
    {
        lock (_lock)
        {
            return _marks.TryGetValue(stream, out StreamHead head) ? head : null;
        }
    }

    /// <summary>Moves marks on. They are on the disk when this returns.</summary>
    /// <param name="heads">The ends, read from the database after they were committed.</param>
    /// <exception cref="IOException">They cannot be written; no mark has moved.</exception>
    internal void Write(IReadOnlyCollection<KeyValuePair<string, StreamHead>> heads)
    {
        lock (_lock)
        {
            try
            {
                if (_file is null || _file.Length > Math.Max(SmallFile, 8 * _liveBytes))
                {
                    Rewrite();
                }

                _file!.Write(MarkLine.Of(heads, _chain));
                _file.Flush(flushToDisk: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What is in the file now is anybody's guess: the next write makes it anew from what is known.
                Close();
                throw e as IOException ?? new IOException(e.Message, e);
            }

            foreach ((string stream, StreamHead head) in heads)
            {
                _marks[stream] = head;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private void Rewrite()
    {
        Close();
        _chain = new MarkChain();
        string beside = Path + ".new";
        File.Delete(beside);
        FileStream made = PrivateFile.Open(beside, FileMode.CreateNew, FileAccess.Write, isShared: true);
        try
        {
            made.Write(MarkLine.First(Id, _chain));
            foreach (KeyValuePair<string, StreamHead>[] some in _marks.Chunk(1024))
            {
                made.Write(MarkLine.Of(some, _chain));
            }

            made.Flush(flushToDisk: true);
            _liveBytes = made.Length;
            File.Move(beside, Path, overwrite: true);
            FolderSync.Flush(System.IO.Path.GetDirectoryName(Path)!);
            _file = made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
