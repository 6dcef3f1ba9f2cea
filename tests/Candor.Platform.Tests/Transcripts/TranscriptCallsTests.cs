using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Server.Testing;
using Candor.V1;
using Microsoft.Data.Sqlite;

namespace Candor.Platform.Tests.Transcripts;

public sealed class TranscriptCallsTests : IAsyncLifetime
{
    private const int Companies = 12;

    private RunningServer _server = null!;
    private MarketOwner _owner = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = await _server.CreateMarketAsync(companies: Companies);
        for (int i = 0; i < Companies; i++)
        {
            await _owner.Company(i, _server.Channel).JoinAsync();
        }
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task ListEntries_PageByPage_AreTheStoredBytesUnderTheCheckpointsRoot()
    {
        var entries = new List<LogEntry>();
        ListEntriesResponse page;
        do
        {
            page = await _server.Transcripts.ListEntriesAsync(new ListEntriesRequest
            {
                Name = _owner.Name,
                FirstIndex = (ulong)entries.Count,
                PageSize = 5,
            });
            Assert.True(page.Entries.Count <= 5);
            entries.AddRange(page.Entries);
        }
        while (page.Entries.Count > 0);

        Assert.Equal(Enumerable.Range(0, Companies + 1).Select(i => (ulong)i), entries.Select(e => e.Index));
        Assert.Equal(StoredBodies(), entries.Select(e => e.Entry.ToByteArray()));
        Checkpoint checkpoint = (await _server.KeyAsync()).Open(page.Checkpoint, _owner.Name);
        Assert.Equal(
            LogFailure.None, SeenCheckpoint.CheckEntries(entries.Select(e => e.Entry.Memory), checkpoint));
        Assert.All(entries, e => Assert.Equal(MerkleHash.Leaf(e.Entry.Span), e.LeafHash.ToByteArray()));
    }

    [Fact]
    public async Task ListEntries_EntryAboveAPagesBytes_ComesAlone()
    {
        const int Many = 340;
        using var owner = new MarketOwner("large", Many, _server.Time.GetUtcNow().AddHours(1));
        owner.Definition.Valuation.Linear.Entries.Clear();
        for (int i = 0; i < Many; i++)
        {
            var row = new Valuation.Types.Row();
            row.Values.AddRange(Enumerable.Range(0, Many).Select(j => 1 / (3.0 + i + j)));
            owner.Definition.Valuation.Linear.Rows.Add(row);
        }

        await owner.CreateAsync(_server.Channel);
        await owner.Company(0, _server.Channel).JoinAsync();
        ListEntriesResponse first = await _server.ListAsync(owner);
        ListEntriesResponse second = await _server.Transcripts.ListEntriesAsync(
            new ListEntriesRequest { Name = owner.Name, FirstIndex = 1 });

        Assert.Equal(0UL, Assert.Single(first.Entries).Index);
        Assert.True(first.CalculateSize() > 3 << 20);
        Assert.Equal(1UL, Assert.Single(second.Entries).Index);
    }

    [Fact]
    public async Task ListEntries_NegativePageSize_IsRefused() => await _server.RefusesAsync(
        ErrorReason.InvalidRequest,
        async () => await _server.Transcripts.ListEntriesAsync(
            new ListEntriesRequest { Name = _owner.Name, PageSize = -1 }));

    [Fact]
    public async Task ListEntries_BeyondTheEnd_IsRefused() => await RangeRefusesAsync(
        async () => await _server.Transcripts.ListEntriesAsync(
            new ListEntriesRequest { Name = _owner.Name, FirstIndex = Companies + 2 }));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(0, Companies + 2)]
    [InlineData(ulong.MaxValue, 3)]
    [InlineData(0, ulong.MaxValue)]
    public async Task ProveInclusion_OutsideTheTranscript_IsRefused(ulong index, ulong size) => await RangeRefusesAsync(
        async () => await _server.Transcripts.ProveInclusionAsync(
            new ProveInclusionRequest { Name = _owner.Name, Index = index, Size = size }));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 3)]
    [InlineData(3, Companies + 2)]
    [InlineData(3, ulong.MaxValue)]
    public async Task ProveConsistency_OutsideTheTranscript_IsRefused(ulong first, ulong second) =>
        await RangeRefusesAsync(async () => await _server.Transcripts.ProveConsistencyAsync(
            new ProveConsistencyRequest { Name = _owner.Name, FirstSize = first, SecondSize = second }));

    [Fact]
    public async Task ProveInclusion_EveryEntryOfEverySize_Holds()
    {
        ListEntriesResponse all = await _server.ListAsync(_owner);
        for (ulong size = 1; size <= Companies + 1; size++)
        {
            var tree = new MerkleAccumulator();
            foreach (LogEntry entry in all.Entries.Take((int)size))
            {
                tree.AppendHash(entry.LeafHash.Span);
            }

            for (ulong index = 0; index < size; index++)
            {
                ProveInclusionResponse proof = await _server.Transcripts.ProveInclusionAsync(
                    new ProveInclusionRequest { Name = _owner.Name, Index = index, Size = size });
                Assert.Equal(all.Entries[(int)index].LeafHash, proof.LeafHash);
                Assert.Equal(
                    MerkleFailure.None,
                    MerkleProof.VerifyInclusion(
                        proof.LeafHash.Span, index, size, [.. proof.Proof.Select(h => h.Memory)], tree.Root()));
            }
        }
    }

    [Fact]
    public async Task AnyCall_UnknownMarket_IsRefused()
    {
        const string Name = "markets/none";
        await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            async () => await _server.Transcripts.GetCheckpointAsync(new GetCheckpointRequest { Name = Name }));
        await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            async () => await _server.Transcripts.ListEntriesAsync(new ListEntriesRequest { Name = Name }));
        await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            async () => await _server.Transcripts.ProveInclusionAsync(
                new ProveInclusionRequest { Name = Name, Size = 1 }));
        await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            async () => await _server.Transcripts.ProveConsistencyAsync(
                new ProveConsistencyRequest { Name = Name, FirstSize = 1, SecondSize = 1 }));
    }

    [Fact]
    public async Task AnyCall_NoName_IsRefused()
    {
        await _server.RefusesAsync(
            ErrorReason.InvalidRequest,
            async () => await _server.Transcripts.GetCheckpointAsync(new GetCheckpointRequest { Name = "m" }));
        await _server.RefusesAsync(
            ErrorReason.InvalidRequest,
            async () => await _server.Transcripts.ListEntriesAsync(new ListEntriesRequest()));
    }

    [Fact]
    public async Task CreateMarket_DefinitionThatNamesThisLogKey_IsCreated()
    {
        using var owner = new MarketOwner("named", 1, _server.Time.GetUtcNow().AddHours(1));
        owner.Definition.LogKey = (await _server.KeyAsync()).ToString();

        Assert.Equal(owner.Definition.LogKey, (await owner.CreateAsync(_server.Channel)).Market.Definition.LogKey);
    }

    [Fact]
    public async Task CreateMarket_DefinitionThatNamesAnotherLogKey_IsRefusedWithBothKeys()
    {
        using var owner = new MarketOwner("named", 1, _server.Time.GetUtcNow().AddHours(1));
        NoteKey mine = await _server.KeyAsync();
        NoteKey other = new NoteSigner(mine.Name, new byte[32]).Key;
        owner.Definition.LogKey = other.ToString();

        RichError error = await _server.RefusesAsync(
            ErrorReason.DefinitionInvalid, () => owner.CreateAsync(_server.Channel));

        Assert.Equal("definition.logKey", Assert.Single(error.Violations).Field);
        Assert.Contains($"found '{other}'", error.Violations[0].Description, StringComparison.Ordinal);
        Assert.Contains($"expected '{mine}'", error.Violations[0].Description, StringComparison.Ordinal);
    }

    private List<byte[]> StoredBodies()
    {
        using var connection = new SqliteConnection($"Data Source={_server.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM event ORDER BY sequence";
        using SqliteDataReader rows = command.ExecuteReader();
        var bodies = new List<byte[]>();
        while (rows.Read())
        {
            bodies.Add(rows.GetFieldValue<byte[]>(0));
        }

        return bodies;
    }

    private async Task RangeRefusesAsync(Func<Task> call)
    {
        RichError error = await _server.RefusesAsync(ErrorReason.LogRangeInvalid, call);
        Assert.Equal(_owner.Name, error.Metadata["market"]);
    }
}
