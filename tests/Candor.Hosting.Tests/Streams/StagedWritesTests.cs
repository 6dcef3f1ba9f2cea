using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Hosting.Tests.Storage;
using Candor.Market;

namespace Candor.Hosting.Tests.Streams;

/// <summary>Commands are decided on what is staged and answered on what is stored, on a real database whose appends the test
/// lets go one by one.</summary>
public sealed class StagedWritesTests : IAsyncLifetime
{
    private readonly StoreFixture _fixture = new();
    private readonly HeldStore _store;
    private readonly WordStream _stream;

    public StagedWritesTests()
    {
        _store = new HeldStore(_fixture.Store);
        _stream = new WordStream(_store);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Fact]
    public async Task Write_WhileOneIsUnderWay_IsDecidedOnItAndNobodySeesEither()
    {
        Task<CommandResult<Words>> first = AddAsync("a");
        Task<CommandResult<Words>> second = AddAsync("b");
        await _store.HeldAsync(2);

        Assert.Equal(0, _stream.View.Version);
        Assert.False(first.IsCompleted || second.IsCompleted);

        _store.Release();
        Assert.Equal(["a0"], StateOf(await first.WithPatience()));
        Assert.Equal(["a0", "b1"], StateOf(await second.WithPatience()));
        Assert.Equal<string>(["a0", "b1"], _stream.View.State!.All);
    }

    [Fact]
    public async Task Write_RejectedForWhatIsUnderWay_IsAnsweredOnceThatIsStored()
    {
        Task<CommandResult<Words>> first = AddAsync("a");
        Task<CommandResult<Words>> rejected = RejectIfAnyAsync("mine");
        await _store.HeldAsync(1);

        Assert.False(rejected.IsCompleted);

        _store.Release();
        Assert.IsType<CommandResult<Words>.Stored>(await first.WithPatience());
        Assert.IsType<CommandResult<Words>.Rejected>(await rejected.WithPatience());
        Assert.Equal<string>(["a0"], _stream.View.State!.All);
    }

    [Fact]
    public async Task Write_RejectedForWhatFails_IsDecidedAgainAndStored()
    {
        Task<CommandResult<Words>> first = AddAsync("a");
        Task<CommandResult<Words>> second = RejectIfAnyAsync("mine");
        await _store.HeldAsync(1);

        _store.Fail(new AppendResult.Unavailable("disk I/O error"));
        await Assert.ThrowsAsync<CallRejectedException>(() => first.WithPatience());
        await _store.HeldAsync(1);
        _store.Release();

        Assert.Equal(["mine"], StateOf(await second.WithPatience()));
        Assert.Equal(["1 mine"], await _fixture.ReadAsync(WordStream.StreamName));
    }

    [Fact]
    public async Task Write_OneOfManyFails_ThoseStagedOnItAreDecidedAgainOnWhatIsStored()
    {
        Task<CommandResult<Words>> first = AddAsync("a");
        Task<CommandResult<Words>> second = AddAsync("b");
        Task<CommandResult<Words>> third = AddAsync("c");
        await _store.HeldAsync(3);

        _store.Fail(new AppendResult.Unavailable("disk I/O error"));
        await Assert.ThrowsAsync<CallRejectedException>(() => first.WithPatience());
        _store.LetAllThrough();

        string[][] states = [StateOf(await second.WithPatience()), StateOf(await third.WithPatience())];
        string[] stored = await _fixture.ReadAsync(WordStream.StreamName);
        Assert.Equal(2, stored.Length);
        Assert.True(stored is ["1 b0", "2 c1"] or ["1 c0", "2 b1"], string.Join(", ", stored));
        Assert.Equal(stored.Select(static line => line[2..]), _stream.View.State!.All);
        Assert.Equal([1, 2], states.Select(static state => state.Length).Order());
    }

    [Fact]
    public async Task Write_FailedSyncWhoseEventsTurnUp_IsRefusedOnceAndTheNextBuildsOnThem()
    {
        Task<CommandResult<Words>> first = AddAsync("a");
        Task<CommandResult<Words>> second = AddAsync("b");
        await _store.HeldAsync(2);

        _store.StoreAndFail(new AppendResult.Unavailable("disk I/O error"));
        await Assert.ThrowsAsync<CallRejectedException>(() => first.WithPatience());
        _store.LetAllThrough();

        Assert.Equal(["a0", "b1"], StateOf(await second.WithPatience()));
        Assert.Equal(["1 a0", "2 b1"], await _fixture.ReadAsync(WordStream.StreamName));
        Assert.Equal<string>(["a0", "b1"], _stream.View.State!.All);
    }

    [Fact]
    public async Task Write_RequestThatHasAnAnswer_TakesBackWhatWasStagedOnIt()
    {
        RequestRecord request = StoreFixture.Request("key", "r1", "body", "answer");
        await new WordStream(_fixture.Store).DecideAsync(_ => new Proposal<string>(["x"]), request);
        await _stream.CatchUpAsync(default);
        Task<CommandResult<Words>> again = AddAsync("again", request);
        Task<CommandResult<Words>> next = AddAsync("b");
        await _store.HeldAsync(2);

        _store.LetAllThrough();

        Assert.IsType<CommandResult<Words>.Answered>(await again.WithPatience());
        Assert.Equal(["x", "b1"], StateOf(await next.WithPatience()));
        Assert.Equal<string>(["x", "b1"], _stream.View.State!.All);
    }

    [Fact]
    public async Task Write_StoreThrows_ReachesItsCallerAloneAndTheStreamGoesOn()
    {
        Task<CommandResult<Words>> first = AddAsync("a");
        Task<CommandResult<Words>> second = AddAsync("b");
        await _store.HeldAsync(2);

        _store.Throw(new InvalidOperationException("a fault of ours"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.WithPatience());
        _store.LetAllThrough();

        Assert.Equal(["b0"], StateOf(await second.WithPatience()));
    }

    [Fact]
    public async Task Write_ManyAtOnce_EachIsStoredOnceAndTheViewIsTheLog()
    {
        _store.LetAllThrough();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => AddAsync($"w{i}-")))).WithPatience();

        string[] stored = await _fixture.ReadAsync(WordStream.StreamName);
        Assert.Equal(500, stored.Length);
        Assert.Equal(Enumerable.Range(0, 500), stored.Select(static (line, i) => int.Parse(
            line.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(stored.Select(static line => line.Split(' ')[1]), _stream.View.State!.All);
        Assert.True(_fixture.Metrics.Commits < 500, $"{_fixture.Metrics.Commits} commits for 500 appends");
    }

    private static string[] StateOf(CommandResult<Words> result) =>
        [.. Assert.IsType<CommandResult<Words>.Stored>(result).State.All];

    // The word says how many there were when it was decided.
    private Task<CommandResult<Words>> AddAsync(string word, RequestRecord? request = null) =>
        _stream.DecideAsync(words => new Proposal<string>([$"{word}{words.Length}"]), request);

    private Task<CommandResult<Words>> RejectIfAnyAsync(string word) => _stream.DecideAsync(words => words.IsEmpty
        ? new Proposal<string>([word])
        : new Proposal<string>([], new Rejection(RejectionReason.InvalidRequest, "There is a word already.")));
}
