using Candor.Client.Transcripts;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Client.Tests.Transcripts;

public sealed class ReadTranscriptTests : ClientTestBase
{
    // Created 0, joined 1, committed 2, reported 3; joined 4.
    private const int Report = 3;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
        await ReportAsync(0, 100);
        await Participant(1).JoinAsync(Limit);
    }

    [Fact]
    public async Task Read_OpenMarket_HasEveryEntryAndOnlyTheHashOfAReport()
    {
        List<TranscriptEntry> read = await ReadAsync(Market.Keys[0]);

        Assert.Equal(Server.Log.Bodies.Count, read.Count);
        for (int i = 0; i < read.Count; i++)
        {
            Assert.Equal((ulong)i, read[i].Index);
            Assert.Equal(i == Report ? null : Server.Log.Bodies[i], read[i].Entry?.ToArray());
        }
    }

    [Fact]
    public async Task Read_SettledMarket_OpensEverythingToItsMembers()
    {
        await Operator.SettleMarketAsync(Limit);

        foreach (SigningKey member in new[] { Market.OperatorKey, Market.Keys[0], Market.Keys[2] })
        {
            Assert.All(await ReadAsync(member), entry => Assert.NotNull(entry.Entry));
        }

        Assert.Equal([3UL, 5], (await ReadAsync(null)).Where(e => e.Entry is null).Select(e => e.Index));
    }

    [Fact]
    public async Task Read_KeyOfNobody_IsRefused()
    {
        using SigningKey stranger = SigningKey.Create();

        var refused = await Assert.ThrowsAsync<CandorException>(() => ReadAsync(stranger));

        Assert.Equal(ErrorReason.KeyNotOnRecord, refused.ErrorReason);
    }

    [Fact]
    public async Task Read_WhileTheMarketGoesOn_EndsWithTheCheckpointItBeganWith()
    {
        await using CandorClient other = Server.Client(Clock);
        Server.Faults.Tamper = answer =>
        {
            if (answer is GetCheckpointResponse)
            {
                Server.Faults.Tamper = null;
                other.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(2), Market.Keys[2]).JoinAsync(Limit)
                    .GetAwaiter().GetResult();
            }
        };

        Assert.Equal(5, (await ReadAsync(null)).Count);
    }

    [Fact]
    public Task Read_EntryAltered_IsCaught() => AssertCaughtAsync(page =>
    {
        byte[] entry = page.Entries[0].Entry.ToByteArray();
        entry[^2] ^= 1;
        page.Entries[0].Entry = ByteString.CopyFrom(entry);
    });

    [Fact]
    public Task Read_EntryAlteredWithItsHash_IsCaught() => AssertCaughtAsync(page =>
    {
        page.Entries[0].Entry = ByteString.CopyFromUtf8("{}");
        page.Entries[0].LeafHash = ByteString.CopyFrom(
            TranscriptEntry.Open(0, page.Entries[0].Entry.Memory).LeafHash.Span);
    });

    [Fact]
    public Task Read_WithheldUnderAnotherHash_IsCaught() => AssertCaughtAsync(page =>
    {
        page.Entries[0].Entry = ByteString.Empty;
        page.Entries[0].LeafHash = ByteString.CopyFrom(new byte[32]);
    });

    [Fact]
    public Task Read_EntryDropped_IsCaught() => AssertCaughtAsync(page => page.Entries.RemoveAt(0));

    [Fact]
    public Task Read_EntriesInAnotherOrder_IsCaught() => AssertCaughtAsync(page =>
    {
        LogEntry first = page.Entries[0];
        page.Entries.RemoveAt(0);
        page.Entries.Add(first);
    });

    [Fact]
    public Task Read_EntriesInAnotherOrderUnderTheirNeighboursIndex_IsCaught() => AssertCaughtAsync(page =>
    {
        (page.Entries[0].Index, page.Entries[1].Index) = (page.Entries[1].Index, page.Entries[0].Index);
        LogEntry first = page.Entries[0];
        page.Entries.RemoveAt(0);
        page.Entries.Add(first);
    });

    [Fact]
    public Task Read_EmptyPage_IsCaught() => AssertCaughtAsync(page => page.Entries.Clear());

    [Fact]
    public Task Read_MoreThanWasAskedFor_IsCaught() => AssertCaughtAsync(page =>
    {
        for (int i = 0; i < 1001; i++)
        {
            page.Entries.Add(page.Entries[0].Clone());
        }
    });

    [Fact]
    public Task Read_HashOfAnotherLength_IsCaught() => AssertCaughtAsync(
        page => page.Entries[0].LeafHash = ByteString.CopyFrom(new byte[31]));

    [Fact]
    public async Task Export_Read_IsTheTranscript()
    {
        await Operator.SettleMarketAsync(Limit);
        using var file = new MemoryStream();

        SignedCheckpoint checkpoint = await Client.ExportTranscriptAsync(
            TestMarket.Id, Market.OperatorKey, file, Limit);

        file.Position = 0;
        TranscriptFileReader read = TranscriptFile.Read(file);
        Assert.Equal(
            (TestMarket.Name, "candor.test/markets/hospitals", Server.Log.Signer.LogKey),
            (read.Header.Market, read.Header.Origin, read.Header.LogKey));
        Assert.Equal(checkpoint.Note.ToArray(), read.Header.Checkpoint.ToArray());
        Assert.Equal(Server.Log.Bodies, read.ReadEntries().Select(entry => entry.Entry!.Value.ToArray()));
    }

    private Task<List<TranscriptEntry>> ReadAsync(SigningKey? member) =>
        ListAsync(Client.ReadTranscriptAsync(TestMarket.Id, member, Limit));

    private async Task AssertCaughtAsync(Action<ListEntriesResponse> spoil)
    {
        Server.Faults.Tamper = answer =>
        {
            // The second page: what came before it holds.
            if (answer is ListEntriesResponse { Entries: [{ Index: 2 }, ..] } page)
            {
                // The third entry is a commitment, the fourth a report; both are in the tree.
                spoil(page);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => ReadAsync(null));

        Assert.Equal(AnswerFault.LogInconsistent, refused.Fault);
    }
}
