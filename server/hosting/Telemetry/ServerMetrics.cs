using System.Diagnostics.Metrics;

namespace Candor.Hosting.Telemetry;

/// <summary>What the server counts, under the meter <c>Candor.Server</c>.</summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    internal const string MeterName = "Candor.Server";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _appends;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _scrubbed;
    private readonly Counter<long> _damaged;

    /// <summary>Makes the instruments.</summary>
    public ServerMetrics()
    {
        _appends = _meter.CreateCounter<long>(
            "candor.store.appends", "{append}", "Appends answered by a commit, rejected ones included.");
        _commits = _meter.CreateCounter<long>(
            "candor.store.commits", "{commit}", "Transactions brought to the disk; fewer than appends under load.");
        _scrubbed = _meter.CreateCounter<long>(
            "candor.store.scrubbed", "By", "Bytes of the log that were read again and held to what was written.");
        _damaged = _meter.CreateCounter<long>(
            "candor.store.damaged", "{finding}", "Streams and stored answers that were not, each time they were read again.");
    }

    /// <summary>Appends answered so far.</summary>
    internal long Appends { get; private set; }

    /// <summary>Transactions brought to the disk so far.</summary>
    internal long Commits { get; private set; }

    /// <summary>Counts a batch. Called by the store's writer thread only.</summary>
    /// <param name="appends">How many appends it held.</param>
    internal void Committed(int appends)
    {
        Appends += appends;
        Commits++;
        _appends.Add(appends);
        _commits.Add(1);
    }

    /// <summary>Counts what was read again.</summary>
    /// <param name="bytes">How many bytes.</param>
    internal void Scrubbed(long bytes) => _scrubbed.Add(bytes);

    /// <summary>Counts a stream or a stored answer that is not what was written.</summary>
    internal void FoundDamage() => _damaged.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
