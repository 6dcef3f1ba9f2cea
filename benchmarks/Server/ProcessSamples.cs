using System.Diagnostics;

namespace Candor.Benchmarks.Server;

/// <summary>Processor time and memory of another process, ten times a second, for any span of time afterwards.</summary>
internal sealed class ProcessSamples : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly List<Sample> _samples = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Process _process;
    private readonly HeapWatch _heap;
    private readonly Task _loop;

    /// <summary>Begins.</summary>
    /// <param name="process">The process.</param>
    internal ProcessSamples(Process process)
    {
        _process = process;
        _heap = new HeapWatch(process.Id);
        _loop = Task.Run(TakeAsync);
    }

    /// <summary>What it took between two times, once it is disposed of.</summary>
    /// <param name="from">From when.</param>
    /// <param name="to">Until when.</param>
    /// <returns>Seconds of processor time, and the most resident and managed bytes.</returns>
    internal (double ProcessorSeconds, long Resident, double Heap) Between(DateTimeOffset from, DateTimeOffset to)
    {
        Sample[] within = [.. _samples.Where(sample => sample.Time >= from - s_interval && sample.Time <= to + s_interval)];
        return within.Length == 0
            ? default
            : (
                (within[^1].Processor - within[0].Processor).TotalSeconds,
                within.Max(static sample => sample.Resident),
                within.Max(static sample => sample.Heap));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _heap.Dispose();
        _end.Dispose();
    }

    private async Task TakeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            _process.Refresh();
            _samples.Add(new Sample(
                DateTimeOffset.UtcNow, _process.TotalProcessorTime, _process.WorkingSet64, _heap.Bytes));
            await Task.Delay(s_interval, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private readonly record struct Sample(DateTimeOffset Time, TimeSpan Processor, long Resident, double Heap);
}
