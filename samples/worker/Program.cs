// A participant as a hosted worker: a service that takes part in one market, and goes on after a restart.
using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Samples.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);

IConfigurationSection section = builder.Configuration.GetSection(WorkerOptions.Section);
builder.Services.AddOptions<WorkerOptions>().Bind(section).ValidateOnStart();
builder.Services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsValidator>();

builder.Services.AddCandorClient(client =>
{
    WorkerOptions options = section.Get<WorkerOptions>() ?? new WorkerOptions();
    client.Address = options.Server;
    if (options.StateFolder.Length > 0)
    {
        client.CheckpointStore = new FileCheckpointStore(options.CheckpointFile);
    }
});
builder.Services.AddHostedService<MarketWorker>();

try
{
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (e is OptionsValidationException or ArgumentException)
{
    Console.Error.WriteLine($"The configuration is wrong: {e.Message}");
    return 2;
}
