using Candor.Client;
using Candor.Client.Participation;
using Candor.V1;
using Candor.Validator.Tests.Support;
using Google.Protobuf;
using static Candor.Validator.Tests.Audits.AuditLifeTests;
using ErrorReason = Candor.V1.ErrorReason;
using ParticipantPhase = Candor.V1.ParticipantPhase;

namespace Candor.Validator.Tests.Overlaps;

/// <summary>Overlap checks from end to end: real datasets, both policies, and participants who do not answer or answer
/// with something else.</summary>
public sealed class OverlapTests
{
    [Fact]
    public async Task Overlap_None_LetsBothReport()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.RefuseLater);
        await using Player first = await Player.EnterAsync(market, 0, Range(0, 60));
        await using Player second = await Player.EnterAsync(market, 1, Range(60, 60));

        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        Assert.Equal(0ul, seen.OverlapChecked.SharedRecords);
        Assert.Equal(ValidationFixture.NameOf(0), seen.OverlapChecked.Earlier);
        Assert.False(seen.OverlapChecked.LaterRefused);
        await market.Participant(0).ReportAsync(first.Receipt, 60, market.Limit);
        await market.Participant(1).ReportAsync(second.Receipt, 60, market.Limit);

        // Everyone has reported, so the market is over: the answering ends by itself, and the tags are removed.
        Assert.Equal((1, 1), (await first.EndAsync(), await second.EndAsync()));
        await market.SeeAsync(WatchMarketResponse.EventOneofCase.MarketSettled);
        market.Server.Time.Advance(TimeSpan.FromMinutes(30));
        await market.RestartAsync();
        string folder = market.Server.Database + ".validator.tags/hospitals";
        while (Directory.Exists(folder))
        {
            await market.GetAsync(0);
            market.Limit.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Overlap_UnderRefuseLater_RefusesWhoWasAttestedLater()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.RefuseLater);
        await using Player first = await Player.EnterAsync(market, 0, Range(0, 60));
        await using Player second = await Player.EnterAsync(market, 1, Range(57, 60));

        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        Assert.Equal((3ul, true), (seen.OverlapChecked.SharedRecords, seen.OverlapChecked.LaterRefused));
        Assert.Equal(ParticipantPhase.Validated, await market.PhaseOfAsync(0));
        Assert.Equal(ParticipantPhase.Refused, await market.PhaseOfAsync(1));
        Assert.Equal(1, await second.EndAsync());
    }

    [Fact]
    public async Task Overlap_UnderCreditEarlier_DebitsEachSharedRecordOnce()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.CreditEarlier, participants: 3);

        // The third shares 0 to 9 with the first, and 5 to 14 with the second: 15 records, 5 of them twice.
        await using Player first = await Player.EnterAsync(market, 0, Range(0, 10));
        await using Player second = await Player.EnterAsync(market, 1, Range(5, 10));
        await using Player third = await Player.EnterAsync(market, 2, Range(0, 40));
        GetCommitmentResponse standing = await UntilComparedAsync(market, 3, 2);
        Assert.Equal((15ul, ParticipantPhase.Validated), (standing.DebitedRecords, standing.Phase));
        Assert.Equal(5ul, (await CommitmentAsync(market, 1)).DebitedRecords);

        await Assert.ThrowsAsync<ReceiptException>(
            () => market.Participant(2).ReportAsync(third.Receipt, 26, market.Limit));
        await market.Participant(2).ReportAsync(third.Receipt, 25, market.Limit);
    }

    [Fact]
    public async Task Overlap_OneSideSilent_IsRefusedAtTheDeadline()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.RefuseLater);
        (CommitmentReceipt receipt, _) = await market.EnterAsync(0, market.Tag(0, Range(0, 30)));
        await using Player second = await Player.EnterAsync(market, 1, Range(30, 30));
        while (await AwaitsAsync(market, 1))
        {
            market.Limit.ThrowIfCancellationRequested();
        }

        WatchMarketResponse seen = await market.SeeRefusalAfterAsync(ValidationFixture.Answer);
        Assert.Equal(ValidationFixture.NameOf(0), seen.CommitmentRefused.Participant);
        Assert.Equal(AuditRefusal.NoOverlapAnswer, seen.CommitmentRefused.Refusal);
        Assert.Equal(ParticipantPhase.Refused, await market.PhaseOfAsync(0));
        Assert.Equal(ParticipantPhase.Validated, await market.PhaseOfAsync(1));
        await market.Participant(1).ReportAsync(second.Receipt, 30, market.Limit);
        Assert.Equal(0, await market.Participant(0).AnswerOverlapsAsync(receipt, market.Limit));
    }

    [Fact]
    public async Task Overlap_RestartBetweenTheAnswers_IsCountedAfterIt()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.RefuseLater);
        (CommitmentReceipt receipt, _) = await market.EnterAsync(0, market.Tag(0, Range(0, 30)));
        await using (await Player.EnterAsync(market, 1, Range(29, 30)))
        {
            while (await AwaitsAsync(market, 1))
            {
                market.Limit.ThrowIfCancellationRequested();
            }
        }

        await market.RestartAsync();
        Task<int> answering = market.Participant(0).AnswerOverlapsAsync(receipt, market.Limit);
        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        Assert.Equal(1ul, seen.OverlapChecked.SharedRecords);
        await market.OperatorHandle.CancelMarketAsync("enough", market.Limit);
        Assert.Equal(1, await EndAsync(market, answering));
    }

    [FactWhereFilesHaveModes]
    public async Task Overlap_HalfAnswered_KeepsEverythingForItsOwnerAlone()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.RefuseLater);
        await market.EnterAsync(0, market.Tag(0, Range(0, 30)));
        await using Player second = await Player.EnterAsync(market, 1, Range(29, 30));
        while (await AwaitsAsync(market, 1))
        {
            market.Limit.ThrowIfCancellationRequested();
        }

        string[] kept = FileModes.List(Path.GetDirectoryName(market.Server.Database)!);
        Assert.Contains("600 candor.db.validator-wal", kept);
        Assert.Contains("700 candor.db.validator.tags", kept);
        Assert.Contains("700 candor.db.validator.tags/hospitals", kept);
        Assert.Equal(
            2,
            kept.Count(entry => entry.StartsWith("600 ", StringComparison.Ordinal)
                && entry.EndsWith(".tags", StringComparison.Ordinal)));
        Assert.Single(kept, entry => entry.EndsWith(".p1.double", StringComparison.Ordinal));
        Assert.All(kept, entry => Assert.Matches("^(600 .*|700 .*tags(/hospitals)?)$", entry));

        string tags = market.Server.Database + ".validator.tags";
        string key = market.Server.Database + ".validator-key";
        FileModes.Set(tags, (UnixFileMode)0b111_101_101);
        FileModes.Set(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        market.Server.Log.Clear();
        await market.RestartAsync();
        const string Meaning = "and holds what they must not see; say: chmod";
        Assert.Equal(
            [
                $"{key} may be used by others than its owner (mode 404), {Meaning} 600 '{key}'",
                $"{tags} may be used by others than its owner (mode 755), {Meaning} -R go= '{tags}'",
            ],
            market.Server.Log.GetSnapshot().Where(record => record.Id.Id == 202).Select(record => record.Message));
    }

    [Fact]
    public async Task DoubleTags_UnderAnotherKeyOrOfOtherTags_AreRefused()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.RefuseLater);
        AuditedRecords mine = market.Tag(0, Range(0, 30));
        (CommitmentReceipt receipt, _) = await market.EnterAsync(0, mine);
        AuditedRecords theirs = market.Tag(1, Range(30, 30));
        await market.EnterAsync(1, theirs);
        while (!await AwaitsAsync(market, 0))
        {
            market.Limit.ThrowIfCancellationRequested();
        }

        // The key of another dataset of one's own.
        await RefusesAsync(ErrorReason.DoubleTagsInvalid, () => SubmitAsync(
            market, mine with { Key = market.Tag(0, []).Key }, theirs));

        // Tags that are not the committed ones: one's own in place of the other's.
        await RefusesAsync(ErrorReason.DoubleTagsInvalid, () => SubmitAsync(market, mine, mine));
        await RefusesAsync(ErrorReason.DoubleTagsInvalid, () => SendAsync(market, "p1"));
        await RefusesAsync(ErrorReason.OverlapTaskNotFound, () => SendAsync(market, "p0"));
        await RefusesAsync(ErrorReason.OverlapTaskNotFound, () => SendAsync(market, "nobody"));
        await RefusesAsync(ErrorReason.OverlapTaskNotFound, async () =>
        {
            using var call = market.Validator.ReadTags(new ReadTagsRequest
            {
                Participant = ValidationFixture.NameOf(0),
                Envelope = market.Access(0),
                Other = "p0",
            });
            await call.ResponseStream.MoveNext(market.Limit);
        });

        Assert.False((await SubmitAsync(market, mine, theirs)).Complete);
        await RefusesAsync(ErrorReason.OverlapTaskNotFound, () => SubmitAsync(market, mine, theirs));
        Assert.NotNull(receipt);
    }

    [Fact]
    public async Task Tags_ThatAreNoElements_AreRefusedWhereOthersHaveToMultiplyThem()
    {
        await using ValidationFixture market = await StartAsync(OverlapPolicy.RefuseLater);
        AuditedRecords records = market.Tag(0, Range(0, 30));
        await market.OpenAsync(0, await market.CommitAsync(0, records), records);
        byte[] tags = ValidationFixture.TagsOf(records);
        byte[] none = [.. Enumerable.Repeat((byte)255, 32)];
        await RefusesAsync(ErrorReason.TagsMalformed, () => market.SendTagsAsync(0, [.. tags[..^32], .. none]));
    }

    private static Task<ValidationFixture> StartAsync(OverlapPolicy policy, int participants = 2) =>
        ValidationFixture.StartAsync(definition => definition.Validation.Overlap = policy, participants);

    private static async Task<GetCommitmentResponse> CommitmentAsync(ValidationFixture market, int i) =>
        await market.Server.Markets.GetCommitmentAsync(
            new GetCommitmentRequest { Participant = ValidationFixture.NameOf(i) });

    // The commitment of a participant once the market has seen so many overlap checks.
    private static async Task<GetCommitmentResponse> UntilComparedAsync(ValidationFixture market, int count, int i)
    {
        await foreach (MarketUpdate next in market.Client.WatchMarketAsync(
            ValidationFixture.Market, null, market.Limit))
        {
            if (next is OverlapCheckedUpdate && --count == 0)
            {
                break;
            }
        }

        return await CommitmentAsync(market, i);
    }

    // Whether an overlap check awaits this participant's answer.
    private static async Task<bool> AwaitsAsync(ValidationFixture market, int i)
    {
        var overlaps = (Candor.Validator.Overlaps.OverlapLog)market.Server.App.Services.GetService(
            typeof(Candor.Validator.Overlaps.OverlapLog))!;
        Audit audit = await market.GetAsync(i);
        var pairs = await overlaps.ListAsync(ValidationFixture.Market, audit.CommitmentEvent, market.Limit);
        return pairs.Any(pair => pair.State.Awaits(ValidationFixture.IdOf(i)))
            || (i == 1 && pairs.IsEmpty);
    }

    private static async Task<int> EndAsync(ValidationFixture market, Task<int> answering)
    {
        while (!answering.IsCompleted)
        {
            market.Server.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(answering, market.GetAsync(0));
        }

        return await answering;
    }

    // What a participant with these records sends for those tags.
    private static async Task<SubmitDoubleTagsResponse> SubmitAsync(
        ValidationFixture market, AuditedRecords sender, AuditedRecords multiplied)
    {
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        var terms = new Commitments.Overlap.DoubleTagTerms(
            market.ContextOf(0),
            sender.Key.PublicKey,
            "p1",
            Commitments.Overlap.CommittedTags.Of(multiplied.Tags));
        return await SendAsync(
            market,
            "p1",
            [.. Commitments.Overlap.DoubleTagging.Multiply(terms, sender.Key, random)]);
    }

    private static async Task<SubmitDoubleTagsResponse> SendAsync(
        ValidationFixture market, string other, params Commitments.Overlap.DoubleTagSegment[] segments)
    {
        using var call = market.Validator.SubmitDoubleTags(cancellationToken: market.Limit);
        try
        {
            await call.RequestStream.WriteAsync(new SubmitDoubleTagsRequest
            {
                Participant = ValidationFixture.NameOf(0),
                Envelope = market.Access(0),
                Other = other,
            });
            foreach (Commitments.Overlap.DoubleTagSegment segment in segments)
            {
                await call.RequestStream.WriteAsync(new SubmitDoubleTagsRequest
                {
                    DoubleTags = ByteString.CopyFrom(segment.DoubleTags.Span),
                    Proof = ByteString.CopyFrom(segment.Proof.Span),
                });
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is Grpc.Core.RpcException or InvalidOperationException or IOException)
        {
            // A rejection may come before everything is written; the write then fails without the reason, which is in
            // the answer.
        }

        return await call.ResponseAsync;
    }

    /// <summary>A participant that is attested and answers overlap checks until it is disposed.</summary>
    private sealed class Player : IAsyncDisposable
    {
        private readonly ValidationFixture _market;
        private readonly CancellationTokenSource _leaving;
        private readonly Task<int> _answering;

        private Player(ValidationFixture market, int index, CommitmentReceipt receipt)
        {
            _market = market;
            Receipt = receipt;
            _leaving = CancellationTokenSource.CreateLinkedTokenSource(market.Limit);
            _answering = market.Participant(index).AnswerOverlapsAsync(receipt, _leaving.Token);
        }

        public CommitmentReceipt Receipt { get; }

        public static async Task<Player> EnterAsync(ValidationFixture market, int index, IEnumerable<long> values)
        {
            (CommitmentReceipt receipt, ValidationResult result) = await market.EnterAsync(
                index, market.Tag(index, values));
            Assert.True(result.IsAttested);
            return new Player(market, index, receipt);
        }

        /// <summary>Waits until there can be no more overlap checks.</summary>
        public Task<int> EndAsync() => OverlapTests.EndAsync(_market, _answering);

        public async ValueTask DisposeAsync()
        {
            await _leaving.CancelAsync();
            await ((Task)_answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _leaving.Dispose();
        }
    }
}
