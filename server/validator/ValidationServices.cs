using System.Security.Cryptography;
using Candor.Hosting;
using Candor.Hosting.Calls;
using Candor.Hosting.Scrubbing;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Telemetry;
using Candor.Validator.Audits;
using Candor.Validator.Calls;
using Candor.Validator.Markets;
using Candor.Validator.Overlaps;
using Candor.Validator.Verdicts;
using Candor.Validator.Work;
using Candor.Wire.Verdicts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Candor.Validator;

/// <summary>What a validator is made of, inside the server and by itself.</summary>
internal static class ValidationServices
{
    /// <summary>Adds a validator, all but its <see cref="IMarketPlatform"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="id">The validator's id.</param>
    /// <param name="keyPath">Its key's file.</param>
    /// <param name="database">Its own database.</param>
    internal static void AddValidator(
        this IServiceCollection services, string id, string keyPath, SqliteSettings database)
    {
        string tags = DatabaseFiles.Beside(database.Path, ".tags");
        services.AddSingleton(provider =>
        {
            string path = Path.GetFullPath(keyPath);
            ExposedFiles.Warn(
                provider.GetRequiredService<ILogger<ValidatorKey>>(), ExposedFiles.Find(path, tags));
            return ValidatorKey.Open(path, provider.GetRequiredService<ValidatorStore>().Events.Identity);
        });
        services.AddSingleton(provider =>
        {
            ValidatorKey key = provider.GetRequiredService<ValidatorKey>();
            return new VerdictSigner(key.Public, key.Sign);
        });
        services.AddSingleton(provider =>
            new OwnIdentity(id, provider.GetRequiredService<ValidatorKey>().Public));
        services.AddSingleton(provider => new ValidatorStore(SqliteEventStore.Open(
            database with { MarksPath = DatabaseFiles.MarksBeside(keyPath, "validator's key") },
            provider.GetRequiredService<ServerMetrics>(),
            provider.GetRequiredService<ILogger<SqliteEventStore>>())));
        services.AddSingleton(new TagFiles(tags));
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditWork>();
        services.AddSingleton<AuditAccess>();
        services.AddSingleton<MarketDirectory>();
        services.AddSingleton<TagStreamReader>();
        services.AddSingleton<VerdictDelivery>();
        services.AddSingleton<OverlapLog>();
        services.AddSingleton<AwaitedAnswers>();
        services.AddSingleton<OverlapOpening>();
        services.AddSingleton<OverlapConclusion>();
        services.AddSingleton<OverlapWork>();
        services.AddSingleton<TagCleaning>();
        services.AddSingleton<KeptAudits>();
        services.AddSingleton<AwaitedCalls>();
        services.AddSingleton<AuditOpener>();
        services.AddSingleton<AuditAnswers>();
        services.TryAddSingleton<IncomingStreams>();
        services.AddSingleton(static provider =>
            new StatisticsStreamReader(new MemoryBudget(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NearnessAnswers>();
        services.AddSingleton<OverlapTasks>();
        services.AddSingleton<OverlapTaskStream>();
        services.AddSingleton<OverlapAnswers>();
        services.AddHostedService<ValidatorWorker>();
        services.AddSingleton<IHostedService>(static provider =>
        {
            // Each audit is held to its root whenever it is loaded; here its damage is told before that.
            ILogger<LogScrub> logger = provider.GetRequiredService<ILogger<LogScrub>>();
            return new LogScrub(
                provider.GetRequiredService<ValidatorStore>().Events,
                damaged => logger.StreamDamaged(damaged.Stream, damaged.Found),
                provider.GetRequiredService<ServerMetrics>(),
                provider.GetRequiredService<TimeProvider>(),
                logger);
        });
    }

    /// <summary>Opens database and key, so that nothing listens before they are there.</summary>
    /// <param name="services">The services.</param>
    /// <exception cref="CandorServerException">The key cannot be used.</exception>
    /// <exception cref="StoreOpenException">The database cannot be used.</exception>
    internal static void OpenValidator(this IServiceProvider services)
    {
        // The key comes after the store: whoever holds the database's lock is alone in making the key.
        IEventStore store = services.GetRequiredService<ValidatorStore>().Events;
        store.Bind(services.GetRequiredService<ValidatorKey>().Public.KeyId.ToString());
    }
}
