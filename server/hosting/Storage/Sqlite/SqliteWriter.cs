using System.Collections.Concurrent;
using Candor.Hosting.Storage.Marks;
using Candor.Hosting.Telemetry;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Writes appends in the order in which they arrive, all that wait in one transaction: one sync of the disk
/// serves every market that has something to store (group commit). It has a thread of its own, since SQLite
/// blocks.</summary>
/// <remarks>An append is answered once it is committed, where its stream ends was read back from the database, and the mark
/// outside the database is on the disk at that end: whoever hears of it may sign it.</remarks>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>Largest number of appends in one transaction: bounds what a failed commit takes with it.</summary>
    internal const int MaxBatch = 256;

    private readonly string _path;
    private readonly long _maxBytes;
    private readonly HighWaterMarks _marks;
    private readonly ServerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly BlockingCollection<Pending> _queue;
    private readonly Thread _thread;
    private SqliteWriteSession? _session;

    /// <summary>Starts the thread.</summary>
    /// <param name="session">The session, which the writer now owns.</param>
    /// <param name="path">The database's path.</param>
    /// <param name="maxBytes">Largest size of the database in bytes; 0 for no limit.</param>
    /// <param name="maxQueued">Most appends that may wait.</param>
    /// <param name="marks">The high-water marks.</param>
    /// <param name="metrics">Counts appends and commits.</param>
    /// <param name="logger">Told when the database fails and when it is back.</param>
    internal SqliteWriter(
        SqliteWriteSession session,
        string path,
        long maxBytes,
        int maxQueued,
        HighWaterMarks marks,
        ServerMetrics metrics,
        ILogger logger)
    {
        _session = session;
        _path = path;
        _maxBytes = maxBytes;
        _marks = marks;
        _metrics = metrics;
        _logger = logger;
        _queue = new BlockingCollection<Pending>(maxQueued);
        _thread = new Thread(Run) { IsBackground = true, Name = "candor-store" };
        _thread.Start();
    }

    /// <summary>Queues an append.</summary>
    /// <param name="append">What to store.</param>
    /// <returns>What became of it.</returns>
    internal Task<AppendResult> AppendAsync(Append append)
    {
        var pending = new Pending(append);
        try
        {
            return _queue.TryAdd(pending)
                ? pending.Completion.Task
                : Task.FromResult<AppendResult>(new AppendResult.Overloaded());
        }
        catch (InvalidOperationException)
        {
            return Task.FromResult<AppendResult>(new AppendResult.Unavailable("the store is closed"));
        }
    }

    /// <summary>Writes what is queued, then closes the connection.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _session?.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        var batch = new List<Pending>(MaxBatch);
        foreach (Pending first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _queue.TryTake(out Pending? next))
            {
                batch.Add(next);
            }

            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<Pending> batch)
    {
        try
        {
            if (_session is null)
            {
                _session = SqliteWriteSession.Open(_path, _maxBytes);
                _logger.StoreIsBack(_path);
            }

            _session.Begin();
            foreach (Pending pending in batch)
            {
                pending.Result = _session.Add(pending.Append);
            }

            _session.Commit();
            Dictionary<string, StreamHead> heads = ReadBack(batch);
            if (heads.Count > 0)
            {
                _marks.Write(heads);
            }

            _metrics.Committed(batch.Count);
            batch.ForEach(pending => pending.Completion.SetResult(
                pending.Result is AppendResult.Appended
                    ? new AppendResult.Appended(heads[pending.Append.Stream].Version)
                    : pending.Result!));
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            Fail(batch, e);
        }
#pragma warning disable CA1031 // The callers await an answer: whatever happened reaches them, and the thread lives.
        catch (Exception e)
#pragma warning restore CA1031
        {
            CloseSession();
            batch.ForEach(pending => pending.Completion.TrySetException(e));
        }
    }

    // What is signed is what the database holds, not what it was given.
    private Dictionary<string, StreamHead> ReadBack(List<Pending> batch)
    {
        var heads = new Dictionary<string, StreamHead>(StringComparer.Ordinal);
        foreach (Pending pending in batch)
        {
            if (pending.Result is AppendResult.Appended)
            {
                heads[pending.Append.Stream] = pending.Append.Head;
            }
        }

        foreach ((string stream, StreamHead written) in heads)
        {
            StreamRow? found = _session!.Find(stream);
            if (found is not { IsIntact: true } || found.Head != written)
            {
                throw new IOException(
                    $"{stream} was written up to event {written.Version} and reads back as "
                    + $"{(found is null ? "nothing" : $"event {found.Version}{(found.IsIntact ? "" : ", damaged")}")}");
            }
        }

        return heads;
    }

    private void Fail(List<Pending> batch, Exception e)
    {
        _logger.StoreFailed(_path, batch.Count, e.Message);
        CloseSession();
        var result = new AppendResult.Unavailable(e.Message);
        batch.ForEach(pending => pending.Completion.TrySetResult(result));
    }

    // After a failed write the state of transaction and cache is anybody's guess. A new connection reads what is on the
    // disk; closing this one rolls back.
    private void CloseSession()
    {
        try
        {
            _session?.Dispose();
        }
        catch (SqliteException e)
        {
            _logger.StoreFailed(_path, 0, e.Message);
        }

        _session = null;
    }

    // Continuations run on the thread pool: the writer's thread must not serve a caller's.
    private sealed class Pending(Append append)
    {
        internal Append Append { get; } = append;

        internal TaskCompletionSource<AppendResult> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal AppendResult? Result { get; set; }
    }
}
