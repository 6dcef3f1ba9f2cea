using System.Diagnostics;
using Candor.Hosting.Scheduling;
using Candor.Hosting.Storage;
using Candor.Hosting.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Candor.Hosting.Scrubbing;

/// <summary>Reads a whole database again and again while it is served, and holds every event, row and stored answer to what
/// was written: what a disk changes is found before anybody asks for it. A stream is loaded rarely, and then may be the
/// only copy.</summary>
/// <remarks>It reads slowly, slower while messages come, and one page at a time, so that whoever is served waits for one
/// page at most.</remarks>
internal sealed class LogScrub : IHostedService, IDisposable
{
    /// <summary>How long after the start the first pass begins.</summary>
    internal static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);

    /// <summary>How long after the end of a pass the next one begins.</summary>
    internal static readonly TimeSpan Rest = TimeSpan.FromHours(24);

    private const string Pass = "scrub";
    private const int AnswersAtOnce = 256;

    private readonly IEventStore _store;
    private readonly Action<StreamDamagedException> _close;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<LogScrub> _logger;
    private readonly ScrubPace _pace;
    private readonly DueQueue _queue;

    /// <summary>Makes the scrub; it is idle until started.</summary>
    /// <param name="store">The database.</param>
    /// <param name="close">Closes a stream that is damaged, and says so.</param>
    /// <param name="metrics">Counts what was read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what was found.</param>
    internal LogScrub(
        IEventStore store,
        Action<StreamDamagedException> close,
        ServerMetrics metrics,
        TimeProvider time,
        ILogger<LogScrub> logger)
    {
        _store = store;
        _close = close;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _pace = new ScrubPace(time, () => metrics.Appends);
        _queue = new DueQueue(time, async (_, stopping) => await RunAsync(stopping).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _queue.Set(Pass, _time.GetUtcNow() + FirstWait);
        _queue.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _queue.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    /// <summary>Reads everything once.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>When to begin again.</returns>
    internal async Task<DateTimeOffset> RunAsync(CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        try
        {
            ScrubCount streams = await ScrubStreamsAsync(cancellationToken).ConfigureAwait(false);
            ScrubCount answers = await ScrubAnswersAsync(cancellationToken).ConfigureAwait(false);
            _logger.Scrubbed(
                streams.Read,
                streams.Events,
                answers.Read,
                streams.Bytes + answers.Bytes,
                _time.GetElapsedTime(started),
                streams.Damaged + answers.Damaged);
        }
#pragma warning disable CA1031 // What cannot be read now is read the next time; the server serves on.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.ScrubFailed(Rest, e.Message.ReplaceLineEndings(" "));
        }

        return _time.GetUtcNow() + Rest;
    }

    private async Task<ScrubCount> ScrubStreamsAsync(CancellationToken cancellationToken)
    {
        var scan = new StreamScan(_store, PaceAsync);
        var count = default(ScrubCount);
        foreach (string name in await _store.ListNamesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                // The mark first: it follows what is committed.
                StreamHead? mark = _store.MarkOf(name);
                (StreamHead head, long bytes) = await scan.RunAsync(name, mark, cancellationToken).ConfigureAwait(false);
                count = count with { Events = count.Events + head.Version, Bytes = count.Bytes + bytes };
            }
            catch (StreamDamagedException e)
            {
                count = count with { Damaged = count.Damaged + 1 };
                _metrics.FoundDamage();
                _close(e);
            }
            catch (StoreUnavailableException e)
            {
                count = count with { Damaged = count.Damaged + 1 };
                _metrics.FoundDamage();
                _logger.ScrubCannotRead(name, e.Message.ReplaceLineEndings(" "));
            }

            count = count with { Read = count.Read + 1 };
        }

        return count;
    }

    private async Task<ScrubCount> ScrubAnswersAsync(CancellationToken cancellationToken)
    {
        var count = default(ScrubCount);
        for (long after = 0; ;)
        {
            AnswerPage page = await _store.CheckAnswersAsync(after, AnswersAtOnce, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                return count;
            }

            Debug.Assert(page.Last > after, "A page of answers goes on from the one before.");
            after = page.Last;
            foreach (string damaged in page.Damaged)
            {
                _metrics.FoundDamage();
                _logger.AnswerDamaged(damaged);
            }

            count = new ScrubCount(
                count.Read + page.Count, 0, count.Bytes + page.Bytes, count.Damaged + page.Damaged.Count);
            await PaceAsync(page.Bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task PaceAsync(long bytes, CancellationToken cancellationToken)
    {
        _metrics.Scrubbed(bytes);
        return _pace.WaitAsync(bytes, cancellationToken);
    }

    private readonly record struct ScrubCount(long Read, long Events, long Bytes, long Damaged);
}
