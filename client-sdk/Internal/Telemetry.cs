using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Candor.Client.Internal;

/// <summary>Traces and metrics, named after the package.</summary>
internal static class Telemetry
{
    internal const string Name = "Candor.Client";

    private static readonly string s_version =
        typeof(Telemetry).Assembly.GetName().Version?.ToString(3) ?? string.Empty;

    internal static readonly ActivitySource Source = new(Name, s_version);

    private static readonly Meter s_meter = new(Name, s_version);

    internal static readonly Histogram<double> CallDuration = s_meter.CreateHistogram<double>(
        "candor.client.call.duration", "s", "Time of a logical call, its retries included.");

    internal static readonly Counter<long> Retries = s_meter.CreateCounter<long>(
        "candor.client.retries", "{attempt}", "Attempts of a call after its first.");

    internal static readonly Counter<long> Reconnects = s_meter.CreateCounter<long>(
        "candor.client.stream.reconnects", "{attempt}", "Streams reopened after a break.");
}
