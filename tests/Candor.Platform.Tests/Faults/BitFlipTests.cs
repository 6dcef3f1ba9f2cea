using System.Globalization;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Telemetry;
using Candor.Market.Transcripts;
using Candor.Platform.Keys;
using Candor.Platform.Markets;
using Candor.Server.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Candor.Platform.Tests.Faults;

/// <summary>One bit of the database or of its write-ahead log changes, anywhere. Then the database does not open, or a market is
/// closed, or everything is as it was: never is anything signed that was not written, nor shown as if it were true.</summary>
/// <remarks><c>CANDOR_FLIPS=2000</c> flips as many bits instead of the usual 60.</remarks>
public sealed class BitFlipTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20261128;

    private static readonly int s_flips = int.Parse(
        Environment.GetEnvironmentVariable("CANDOR_FLIPS") is { Length: > 0 } asked ? asked : "60",
        CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();
    private readonly ServerMetrics _metrics = new();
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private Truth _truth = null!;
    private TranscriptSigner _signer = null!;

    private string Database => _folder.File("candor.db");

    public async Task InitializeAsync()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        // While somebody else has the file open, whoever closes it leaves the write-ahead log as it is.
        using var other = new SqliteConnection($"Data Source={server.Database};Pooling=False");
        other.Open();
        for (int i = 0; i < 4; i++)
        {
            using MarketOwner owner = await server.CreateMarketAsync($"m{i}");
            for (int company = 0; company < 3 && i > 0; company++)
            {
                await owner.Company(company, server.Channel).ParticipateAsync(10);
            }

            if (i == 1)
            {
                // What was written so far lies in the database's own pages, the rest in the write-ahead log.
                other.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            }
        }

        await server.StopAsync();
        foreach (string suffix in new[] { "", "-wal", ".log-key", ".log-key.marks" })
        {
            _files[suffix] = await File.ReadAllBytesAsync(server.Database + suffix);
        }

        await server.StartAsync();

        Write("", flip: null);
        _signer = LogKeyFile.Read($"{Database}.log-key");
        _truth = (await ReadAsync())!;
        Assert.Equal(4, _truth.Notes.Count);
        Assert.NotEmpty(_truth.Answers);
    }

    public Task DisposeAsync()
    {
        _signer.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    public async Task Flip_OfAnyBit_IsNeverSignedNorShown(string suffix)
    {
        var random = new Random(Seed + suffix.Length);
        for (int i = 0; i < s_flips / 2; i++)
        {
            long bit = random.NextInt64(8L * _files[suffix].Length);
            Write(suffix, bit);
            await AssertTrueOrClosedAsync($"bit {bit} of candor.db{suffix}");
        }

        output.WriteLine(string.Join(
            ", ", _counts.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => $"{one.Key}: {one.Value}")));
    }

    private async Task AssertTrueOrClosedAsync(string flip)
    {
        Truth? found;
        try
        {
            found = await ReadAsync();
        }
        catch (Exception e) when (e is not (StoreOpenException or StoreUnavailableException))
        {
            throw new InvalidOperationException($"{flip}: {e.Message}", e);
        }

        if (found is null)
        {
            return;
        }

        foreach ((string market, byte[] note) in found.Notes)
        {
            Assert.True(_truth.Notes.TryGetValue(market, out byte[]? signed), $"{flip}: {market} was signed, and never was one");
            Assert.True(signed.AsSpan().SequenceEqual(note), $"{flip}: another checkpoint of {market} was signed");
        }

        foreach ((string id, byte[] answer) in found.Answers)
        {
            Assert.True(_truth.Answers[id].AsSpan().SequenceEqual(answer), $"{flip}: another answer to {id}");
        }

        foreach ((string market, byte[] summary) in found.Summaries)
        {
            Assert.True(
                _truth.Summaries.TryGetValue(market, out byte[]? listed) && listed.AsSpan().SequenceEqual(summary),
                $"{flip}: another summary of {market}");
        }

        Count(found.Notes.Count < _truth.Notes.Count || found.Answers.Count < _truth.Answers.Count
            ? "closed in part"
            : "as it was");
    }

    // What a server would sign and show: null where the database does not open.
    private async Task<Truth?> ReadAsync()
    {
        SqliteEventStore store;
        try
        {
            store = SqliteEventStore.Open(
                new SqliteSettings(Database, StoreRole.Platform, MarksPath: $"{Database}.log-key.marks"),
                _metrics,
                NullLogger.Instance);
        }
        catch (StoreOpenException e)
        {
            Count($"not opened, {e.Fault}");
            return null;
        }

        await using (store)
        {
            if (!store.Identity.Allows(_signer.LogKey))
            {
                Count("not started, another key");
                return null;
            }

            var found = new Truth([], [], []);
            IEnumerable<string> names = _truth?.Notes.Keys ?? (IEnumerable<string>)await store.ListNamesAsync(default);
            foreach (string name in names.Union(await NamesAsync(store)))
            {
                await ReadMarketAsync(store, name, found);
            }

            foreach (string id in _truth?.Answers.Keys ?? (IEnumerable<string>)ListAnswers())
            {
                await ReadAnswerAsync(store, id, found);
            }

            foreach (ListedStream listed in await ListAsync(store))
            {
                found.Summaries[listed.Name] = listed.Summary;
            }

            return found;
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(SqliteEventStore store)
    {
        try
        {
            return await store.ListNamesAsync(default);
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<ListedStream>> ListAsync(SqliteEventStore store)
    {
        try
        {
            return await store.ListSummariesAsync("", 1000, default);
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }

    private async Task ReadMarketAsync(SqliteEventStore store, string name, Truth found)
    {
        var market = new HostedMarket(name, store, _signer, NullLogger.Instance, static (_, _, _) => { });
        try
        {
            await market.CatchUpAsync(default);
            if (market.View.State is not null)
            {
                found.Notes[name] = market.Transcript.Checkpoint().Note.ToArray();
            }
        }
        catch (Exception e) when (e is StreamDamagedException or StoreUnavailableException)
        {
            // Closed, and said so.
        }
    }

    private static async Task ReadAnswerAsync(SqliteEventStore store, string id, Truth found)
    {
        string[] parts = id.Split('|');
        try
        {
            if (await store.FindRequestAsync(parts[0], parts[1], default) is { } record)
            {
                found.Answers[id] = [.. record.BodySha256, .. record.Response, (byte)(record.Event ?? 0)];
            }
        }
        catch (StoreUnavailableException)
        {
            // Refused, and said so.
        }
    }

    private List<string> ListAnswers()
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.Prepare("SELECT actor || '|' || request_id FROM request");
        using SqliteDataReader rows = command.ExecuteReader();
        return SqliteQueries.ReadAll(rows, static row => row.GetString(0));
    }

    private void Write(string suffix, long? flip)
    {
        foreach (string old in Directory.GetFiles(_folder.Path))
        {
            File.Delete(old);
        }

        foreach ((string one, byte[] bytes) in _files)
        {
            byte[] written = bytes;
            if (flip is { } bit && one == suffix)
            {
                written = [.. bytes];
                written[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            }

            File.WriteAllBytes(Database + one, written);
        }
    }

    private void Count(string outcome) => _counts[outcome] = _counts.GetValueOrDefault(outcome) + 1;

    private sealed record Truth(
        Dictionary<string, byte[]> Notes, Dictionary<string, byte[]> Answers, Dictionary<string, byte[]> Summaries);
}
