using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Candor.Benchmarks.Server;

/// <summary>Watches the managed heap of another process, twice a second, by the counters of its runtime.</summary>
internal sealed class HeapWatch : IDisposable
{
    private readonly EventPipeSession _session;
    private readonly Thread _reader;
    private double _now;

    /// <summary>Begins.</summary>
    /// <param name="process">The process's number.</param>
    internal HeapWatch(int process)
    {
        _session = new DiagnosticsClient(process).StartEventPipeSession(
            new EventPipeProvider(
                "System.Runtime",
                EventLevel.Informational,
                arguments: new Dictionary<string, string> { ["EventCounterIntervalSec"] = "0.5" }),
            requestRundown: false);
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>What was seen last, in bytes: what is live, and what is not collected yet.</summary>
    internal double Bytes => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Stop();
        _reader.Join();
        _session.Dispose();
    }

    private void Read()
    {
        using var source = new EventPipeEventSource(_session.EventStream);
        source.Dynamic.All += Take;
        source.Process();
    }

    private void Take(TraceEvent counter)
    {
        if (counter.EventName == "EventCounters"
            && counter.PayloadByName(string.Empty) is IDictionary<string, object> outer
            && outer["Payload"] is IDictionary<string, object> values
            && (string)values["Name"] == "gc-heap-size")
        {
            Volatile.Write(ref _now, Convert.ToDouble(values["Mean"], CultureInfo.InvariantCulture) * 1e6);
        }
    }
}
