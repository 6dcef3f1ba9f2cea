using System.Globalization;

namespace Candor.Tests.Shared;

/// <summary>The one limit on how long a test waits in real time for something that happens. It is there for what hangs;
/// nothing that works takes a tenth of it. <c>CANDOR_PATIENCE=4</c> makes it four times as long.</summary>
internal static class Patience
{
    /// <summary>The limit.</summary>
    internal static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5) * Factor();

    /// <summary>A source whose token is cancelled after the limit.</summary>
    internal static CancellationTokenSource Start() => new(Limit);

    /// <summary>Waits for an event, and fails where it does not come within the limit.</summary>
    /// <param name="happens">The event.</param>
    internal static Task WithPatience(this Task happens) => happens.WaitAsync(Limit);

    /// <inheritdoc cref="WithPatience(Task)"/>
    /// <typeparam name="T">What comes with it.</typeparam>
    internal static Task<T> WithPatience<T>(this Task<T> happens) => happens.WaitAsync(Limit);

    private static double Factor() =>
        Environment.GetEnvironmentVariable("CANDOR_PATIENCE") is { Length: > 0 } factor
            ? double.Parse(factor, CultureInfo.InvariantCulture)
            : 1;
}
