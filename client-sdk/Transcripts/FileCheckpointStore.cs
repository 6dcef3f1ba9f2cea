namespace Candor.Client.Transcripts;

/// <summary>Keeps checkpoints in a file of JSON, for clients that come back. It is read once, and replaced at once with
/// each change: a crash leaves the old file or the new one. Thread-safe; one process at a time.</summary>
public sealed class FileCheckpointStore : ICheckpointStore
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private Dictionary<string, SeenTranscript>? _seen;
    private bool _keeps;

    /// <summary>A store in a file. Nothing is read or written yet.</summary>
    /// <param name="path">The file; made with the first checkpoint, in a folder that is there.</param>
    public FileCheckpointStore(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointStoreException">The file cannot be read, or is damaged.</exception>
    public ValueTask<SeenTranscript?> FindAsync(string market, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(market);
        lock (_lock)
        {
            return ValueTask.FromResult(Read().GetValueOrDefault(market));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointStoreException">The file cannot be read or written, or is damaged.</exception>
    public ValueTask KeepAsync(string market, SeenTranscript seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(seen);
        lock (_lock)
        {
            var changed = new Dictionary<string, SeenTranscript>(Read(), StringComparer.Ordinal) { [market] = seen };
            CheckpointStoreJson.Save(changed, _path);
            _seen = changed;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Reads the file and makes sure that it can be written, before anything is sent whose answer has to be kept.
    /// Nothing is changed.</summary>
    /// <exception cref="CheckpointStoreException">The file cannot be read or written, or is something else: it is left as it
    /// is.</exception>
    internal void RequireKeeping()
    {
        lock (_lock)
        {
            _ = Read();
            if (!_keeps)
            {
                CheckpointStoreJson.RequireWritable(_path);
                _keeps = true;
            }
        }
    }

    private Dictionary<string, SeenTranscript> Read() => _seen ??= CheckpointStoreJson.Load(_path);
}
