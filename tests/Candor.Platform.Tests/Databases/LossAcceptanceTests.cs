using Candor.Commitments.Logs;
using Candor.Hosting;
using Candor.Hosting.Storage;
using Candor.Platform.Databases;
using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Candor.V1;

namespace Candor.Platform.Tests.Databases;

/// <summary>A server goes on from a database that lost signed events only with another key, once somebody has said how much is
/// lost; and a statement that both keys have signed says it to everybody.</summary>
public sealed class LossAcceptanceTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private MarketOwner _kept = null!;
    private MarketOwner _gone = null!;
    private string _oldKey = "";

    private string Key => $"{_server.Database}.log-key";

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _oldKey = (await _server.KeyAsync()).ToString();
        _kept = await _server.CreateMarketAsync("kept");
        await _server.StopAsync();
        File.Copy(_server.Database, $"{_server.Database}.before");
        await _server.StartAsync();
        _gone = await _server.CreateMarketAsync("gone");
        await _kept.Company(0, _server.Channel).JoinAsync();
        await _kept.Company(1, _server.Channel).JoinAsync();
        await _server.StopAsync();
        File.Move($"{_server.Database}.before", _server.Database, overwrite: true);
    }

    public async Task DisposeAsync()
    {
        _kept.Dispose();
        _gone.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "no --lost")]
    [InlineData(2L, "--lost 2")]
    public async Task Run_WithoutTheNumberOfLostEvents_SaysItAndChangesNothing(long? confirmed, string found)
    {
        var refused = Assert.Throws<CandorServerException>(() => Accept(confirmed));

        Assert.Equal(
            $"The database '{_server.Database}' has lost 3 signed events: markets/gone is missing, 1 event was signed; markets/kept "
            + $"has 1 events, 3 were signed. Found {found}, expected --lost 3 from whoever accepts that.",
            refused.Message);
        Assert.Contains("candor database accept-loss", await StartRefusedAsync(), StringComparison.Ordinal);
        await AcceptAndStartAsync();
    }

    [Fact]
    public async Task Run_WithTheNumber_TheServerGoesOnWithAnotherKeyAndTheStatementSaysWhy()
    {
        AcceptedLoss accepted = await AcceptAndStartAsync();

        string newKey = (await _server.KeyAsync()).ToString();
        Assert.Equal((3, _oldKey, newKey), (accepted.Events, accepted.OldKey, accepted.NewKey));
        Assert.NotEqual(_oldKey, newKey);
        Assert.True(SignedNote.TryParse(File.ReadAllBytes(accepted.Statement!), out SignedNote? note));
        foreach (string text in new[] { _oldKey, newKey })
        {
            Assert.True(NoteKey.TryParse(text, out NoteKey? key));
            Assert.Equal(NoteFailure.None, note.Verify(key));
        }

        string[] lines = note.Text.Split('\n');
        Assert.Equal(["candor-log-key-lost/1", _oldKey, newKey], lines[..3]);
        Assert.Matches("^markets/gone 1 [^ ]{44} 0$", lines[4]);
        Assert.Matches("^markets/kept 3 [^ ]{44} 1$", lines[5]);

        // What the new key signs is held to the new marks.
        JoinMarketResponse joined = await _kept.Company(2, _server.Channel).JoinAsync();
        (await _server.KeyAsync()).AssertHolds(joined.Receipt, _kept.Name, events: 1);
        await _server.RestartAsync();
        Assert.All(await DatabaseCheckTests.CheckAsync(_server.Database), static report => Assert.Empty(report.Findings));
        Assert.Throws<StoreOpenException>(() => Accept(3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_AfterACrashBetweenTheTransactionAndTheFiles_EndsIt(bool keyMoved)
    {
        byte[] key = File.ReadAllBytes(Key);
        byte[] marks = File.ReadAllBytes($"{Key}.marks");
        AcceptedLoss accepted = Accept(3);
        if (!keyMoved)
        {
            File.Move(Key, $"{Key}.next");
            File.WriteAllBytes(Key, key);
        }

        File.Move($"{Key}.marks", $"{Key}.marks.next");
        File.WriteAllBytes($"{Key}.marks", marks);
        await StartRefusedAsync();

        AcceptedLoss finished = Accept(null);

        Assert.Equal((0, null, accepted.NewKey), (finished.Events, finished.OldKey, finished.NewKey));
        await _server.StartAsync();
        Assert.Equal(accepted.NewKey, (await _server.KeyAsync()).ToString());
    }

    [Fact]
    public async Task Run_WithoutTheOldKey_IsRefused()
    {
        byte[] key = File.ReadAllBytes(Key);
        File.Delete(Key);

        var refused = Assert.Throws<CandorServerException>(() => Accept(3));

        Assert.StartsWith($"The log key '{Key}' cannot be read", refused.Message, StringComparison.Ordinal);
        File.WriteAllBytes(Key, key);
        await AcceptAndStartAsync();
    }

    [Fact]
    public async Task Run_OnADatabaseThatLostNothing_IsRefused()
    {
        await AcceptAndStartAsync();
        await _server.StopAsync();

        var refused = Assert.Throws<CandorServerException>(() => Accept(0));

        Assert.Contains("is not behind what was signed of it", refused.Message, StringComparison.Ordinal);
        await _server.StartAsync();
    }

    private AcceptedLoss Accept(long? confirmed) => LossAcceptance.Run(
        DatabasePlaces.Of(_server.Database, StoreRole.Platform, null)[0], confirmed, _server.Time);

    private async Task<AcceptedLoss> AcceptAndStartAsync()
    {
        AcceptedLoss accepted = Accept(3);
        await _server.StartAsync();
        return accepted;
    }

    private async Task<string> StartRefusedAsync()
    {
        var refused = await Assert.ThrowsAsync<CandorServerException>(_server.StartAsync);
        await _server.App.DisposeAsync();
        return refused.Message;
    }
}
