using Microsoft.Extensions.Hosting;

namespace Candor.Cli.Hosting;

/// <summary>The tool itself turns signals into cancellation; the framework's own handlers would stop a server whose
/// parent is still about to.</summary>
internal sealed class LifetimeWithoutSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
