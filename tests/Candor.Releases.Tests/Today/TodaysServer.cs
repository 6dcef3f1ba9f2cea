using Candor.Platform;
using Candor.Releases.Tests.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Candor.Releases.Tests.Today;

/// <summary>This version's server on a database, at a frozen time. All that these tests know of its C#.</summary>
internal sealed class TodaysServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TodaysServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    internal string Address => _app.Urls.Single();

    /// <summary>Starts it, validator included, with the options that the release's server had.</summary>
    internal static async Task<TodaysServer> StartAsync(DatabaseCopy copy, SetClock clock)
    {
        var options = new CandorServerOptions
        {
            DatabasePath = copy.Database,
            LogName = "candor.example",
            ListenUrls = ["http://127.0.0.1:0"],
        };
        WebApplication app = CandorServer.Build(options, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Logging.ClearProviders();
        });
        await CandorServer.StartAsync(app);
        return new TodaysServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
