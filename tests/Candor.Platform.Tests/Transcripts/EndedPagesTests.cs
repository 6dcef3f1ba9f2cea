using Candor.Platform.Calls;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Candor.Platform.Tests.Transcripts;

/// <summary>Pages of markets that are over: put together once, bounded, and never one reader's for another.</summary>
public sealed class EndedPagesTests
{
    [Fact]
    public async Task ListEntries_OfASettledMarket_ArePutTogetherOnceForEachKindOfReader()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        await owner.Company(0, server.Channel).ParticipateAsync(100);
        EndedPages pages = server.App.Services.GetRequiredService<EndedPages>();

        // An open market grows: nothing of it is kept.
        await server.WithheldAsync(owner, owner.Key);
        Assert.Equal(0, pages.Bytes);
        await server.Markets.SettleMarketAsync(owner.SettleRequest());

        Assert.Empty(await server.WithheldAsync(owner, owner.Key));
        long afterOne = pages.Bytes;
        Assert.NotEqual(0, afterOne);
        Assert.Empty(await server.WithheldAsync(owner, owner.CompanyKeys[1]));
        Assert.Equal(afterOne, pages.Bytes);

        // A stranger after the members does not get what they got, nor the other way about.
        Assert.Equal([3ul, 4ul], await server.WithheldAsync(owner));
        Assert.True(pages.Bytes > afterOne);
        Assert.Empty(await server.WithheldAsync(owner, owner.CompanyKeys[2]));
    }

    [Fact]
    public void Keep_MoreThanThereIsRoomFor_DropsWhatWasAskedForLongestAgo()
    {
        ListEntriesResponse page = Page(100);
        int size = page.CalculateSize();
        var pages = new EndedPages(2 * size);
        pages.Keep(Key(1), page);
        pages.Keep(Key(2), Page(100));
        Assert.Same(page, pages.Find(Key(1)));

        pages.Keep(Key(3), Page(100));
        pages.Keep(Key(4), Page(10 * size));

        Assert.Equal(2 * size, pages.Bytes);
        Assert.NotNull(pages.Find(Key(1)));
        Assert.Null(pages.Find(Key(2)));
        Assert.NotNull(pages.Find(Key(3)));
        Assert.Null(pages.Find(Key(4)));
    }

    private static EndedPages.Key Key(ulong first) => new("markets/hospitals", first, 1000, true);

    private static ListEntriesResponse Page(int bytes) => new() { Checkpoint = ByteString.CopyFrom(new byte[bytes]) };
}
