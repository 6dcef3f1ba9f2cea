namespace Candor.Market.Transcripts;

/// <summary>Entries that are in a transcript's tree before they are stored, so that the answer which is stored with them
/// can prove that they are there. Not thread-safe.</summary>
public sealed class StagedEntries : IDisposable
{
    private readonly TranscriptLog _log;
    private byte[]? _checkpoint;
    private bool _isOver;

    internal StagedEntries(TranscriptLog log, ulong firstIndex, ulong size)
    {
        _log = log;
        FirstIndex = firstIndex;
        Size = size;
    }

    /// <summary>The first entry's index.</summary>
    public ulong FirstIndex { get; }

    /// <summary>The transcript's size with these entries.</summary>
    public ulong Size { get; }

    /// <summary>A checkpoint that covers these entries too. Show it to nobody before the entries are stored.</summary>
    /// <returns>A C2SP signed note.</returns>
    /// <exception cref="ObjectDisposedException">The entries were committed or taken back.</exception>
    public ReadOnlyMemory<byte> Checkpoint()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        return _checkpoint ??= _log.SignStaged(Size);
    }

    /// <summary>That the first entry is in the tree of <see cref="Checkpoint"/>.</summary>
    /// <returns>Its leaf hash and the siblings.</returns>
    /// <exception cref="ObjectDisposedException">The entries were committed or taken back.</exception>
    public EntryProof ProveFirst()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        return _log.ProveStaged(FirstIndex, Size);
    }

    /// <summary>Shows the entries to readers: they are stored.</summary>
    /// <exception cref="ObjectDisposedException">The entries were committed or taken back.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        _isOver = true;
        _log.Commit(Size, _checkpoint);
    }

    /// <summary>Takes the entries back, unless they were committed.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _log.TakeBack(FirstIndex);
        }
    }
}
