using Candor.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Candor.Samples.Tests;

/// <summary>A real server with its validator, for samples that run as processes of their own.</summary>
internal sealed class SampleServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SampleServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    internal string Address => _app.Urls.Single();

    /// <summary>Starts it.</summary>
    /// <param name="database">The file of its database.</param>
    internal static async Task<SampleServer> StartAsync(string database)
    {
        var options = new CandorServerOptions { DatabasePath = database, ListenUrls = ["http://127.0.0.1:0"] };
        WebApplication app = CandorServer.Build(options, builder => builder.Logging.ClearProviders());
        await CandorServer.StartAsync(app);
        return new SampleServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
