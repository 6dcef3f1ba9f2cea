using Candor.Client;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Tests.Support;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using static Candor.Validator.Tests.Audits.AuditLifeTests;
using ParticipantPhase = Candor.V1.ParticipantPhase;

namespace Candor.Validator.Tests.Overlaps;

/// <summary>How long an overlap check may be answered: as long as the other's records take, in version 2.</summary>
[Trait("Category", "Slow")]
public sealed class OverlapDeadlineTests : IDisposable
{
    private const int Rival = 64;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Rival_WithAsManyRecordsAsTheMarketTakes_ThrowsNobodyOutWhoWorksAtTheRate()
    {
        // A record a second: the honest side needs 64 seconds for its rival's, and has ten and those.
        await using ValidationFixture market = await StartAsync(version: 2);
        CommitmentReceipt honest = await EnterBothAsync(market);
        market.Server.Time.Advance(TimeSpan.FromSeconds(Rival));
        await AnswerAsync(market, 1, honest);
        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        Assert.Equal(1ul, seen.OverlapChecked.SharedRecords);
        Assert.Equal(ParticipantPhase.Validated, await market.PhaseOfAsync(1));
    }

    [Fact]
    public async Task Rival_InVersion1_ThrowsOutWhoWorksAtTheRate()
    {
        await using ValidationFixture market = await StartAsync(version: 1);
        await EnterBothAsync(market);
        WatchMarketResponse seen = await market.SeeRefusalAfterAsync(TimeSpan.FromSeconds(Rival));
        Assert.Equal(ValidationFixture.NameOf(1), seen.CommitmentRefused.Participant);
    }

    [Fact]
    public async Task Answer_ThatComesTooLate_IsToldWithWhatItWasAboutAndBlamesNobody()
    {
        var slowness = new Slowness();
        await using ValidationFixture market = await StartAsync(version: 2, services => services
            .AddSingleton(slowness)
            .Configure<GrpcServiceOptions>(options => options.Interceptors.Add<SlowReading>()));
        CommitmentReceipt late = await EnterBothAsync(market);
        slowness.PassTime = () => market.Server.Time.Advance(TimeSpan.FromMinutes(2));

        var told = await Assert.ThrowsAsync<CandorException>(
            () => market.Participant(1).AnswerOverlapsAsync(late, market.Limit));
        Assert.Equal(Candor.Client.ErrorReason.AuditDeadlinePassed, told.ErrorReason);
        string[] said =
        [
            $"{ValidationFixture.NameOf(1)} did not answer the overlap check with 'p0' in time",
            $"the {Rival} records of 'p0'",
            "had multiplied 0 of them",
            "The market's rules refuse the commitment",
        ];
        Assert.All(said, part => Assert.Contains(part, told.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("platform", told.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("server", told.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ParticipantPhase.Refused, await market.PhaseOfAsync(1));
    }

    [Fact]
    public async Task Silence_AfterAFinalReport_TakesTheReportBack()
    {
        // The first has reported before the second is there to be compared with: final for itself, and for as long as it answers.
        await using ValidationFixture market = await StartAsync(version: 2);
        CommitmentReceipt receipt = await market.EnterAsync(0, _folder.File("p0.csv"), Range(0, Rival));
        await market.Participant(0).ReportAsync(receipt, Rival, market.Limit);
        Assert.Equal(ParticipantPhase.Reported, await market.PhaseOfAsync(0));
        var again = await Assert.ThrowsAsync<CandorException>(
            () => market.Participant(0).ReportAsync(receipt, 1, market.Limit));
        Assert.Equal(Candor.Client.ErrorReason.AlreadyReported, again.ErrorReason);

        CommitmentReceipt second = await market.EnterAsync(1, _folder.File("p1.csv"), Range(Rival - 1, 4));
        await AnswerAsync(market, 1, second);
        WatchMarketResponse seen = await market.SeeRefusalAfterAsync(TimeSpan.FromSeconds(10 + Rival));
        Assert.Equal(ValidationFixture.NameOf(0), seen.CommitmentRefused.Participant);
        Assert.Equal(AuditRefusal.NoOverlapAnswer, seen.CommitmentRefused.Refusal);
        Assert.Equal(ParticipantPhase.Refused, await market.PhaseOfAsync(0));
    }

    [Fact]
    public async Task Dataset_OfSeveralSegments_IsComparedAsAStream()
    {
        await using ValidationFixture market = await StartAsync(version: 2, answerSeconds: 600);
        CommitmentReceipt first = await market.EnterAsync(0, _folder.File("p0.csv"), Range(0, 16_400));
        CommitmentReceipt second = await market.EnterAsync(1, _folder.File("p1.csv"), Range(16_390, 20));
        Task<int> answers = market.Participant(0).AnswerOverlapsAsync(first, market.Limit);
        Task<int> others = market.Participant(1).AnswerOverlapsAsync(second, market.Limit);
        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        Assert.Equal(10ul, seen.OverlapChecked.SharedRecords);
        await market.OperatorHandle.CancelMarketAsync("enough", market.Limit);
        while (!answers.IsCompleted || !others.IsCompleted)
        {
            market.Server.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(Task.WhenAll(answers, others), market.GetAsync(0));
        }

        Assert.Equal((1, 1), (await answers, await others));
    }

    [Fact]
    public async Task Commit_MoreRecordsThanTheMarketTakes_IsRefusedBeforeAnythingIsSent()
    {
        await using ValidationFixture market = await StartAsync(version: 2, maxRecords: 3);
        await market.Participant(0).JoinAsync(market.Limit);
        string path = _folder.File("p0.csv");
        await File.WriteAllLinesAsync(path, ["id", "1", "2", "3", "4"], market.Limit);
        Dataset dataset = await market.Participant(0).TagDatasetAsync(path, cancellationToken: market.Limit);
        var refused = await Assert.ThrowsAsync<CandorException>(
            () => market.Participant(0).CommitAsync(dataset, market.Limit));
        Assert.Equal(Candor.Client.ErrorReason.DatasetTooLarge, refused.ErrorReason);
        Assert.Contains("has 4 records", refused.Message, StringComparison.Ordinal);
        Assert.Contains("at most 3 ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ParticipantPhase.Joined, await market.PhaseOfAsync(0));
        await market.EnterAsync(0, path, Range(0, 3), join: false);
    }

    public void Dispose() => _folder.Dispose();

    // The rival is attested first and has answered; the other's answer is awaited.
    private async Task<CommitmentReceipt> EnterBothAsync(ValidationFixture market)
    {
        CommitmentReceipt rival = await market.EnterAsync(0, _folder.File("p0.csv"), Range(0, Rival));
        CommitmentReceipt honest = await market.EnterAsync(1, _folder.File("p1.csv"), Range(Rival - 1, 4));
        await AnswerAsync(market, 0, rival);
        return honest;
    }

    private static async Task AnswerAsync(ValidationFixture market, int i, CommitmentReceipt receipt)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(market.Limit);
        Task<int> answering = market.Participant(i).AnswerOverlapsAsync(receipt, leaving.Token);
        var overlaps = market.Server.App.Services.GetRequiredService<Candor.Validator.Overlaps.OverlapLog>();
        while (true)
        {
            var checks = await overlaps.ListAsync(ValidationFixture.Market, receipt.Event, market.Limit);
            if (checks.Length > 0 && !checks.Any(check => check.State.Awaits(ValidationFixture.IdOf(i))))
            {
                break;
            }

            if (answering.IsFaulted)
            {
                await answering;
            }

            await market.GetAsync(i);
        }

        await leaving.CancelAsync();
        await ((Task)answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Task<ValidationFixture> StartAsync(
        uint version,
        Action<IServiceCollection>? configure = null,
        uint answerSeconds = 10,
        uint maxRecords = 0) => ValidationFixture.StartAsync(
        definition =>
        {
            definition.Validation.Overlap = OverlapPolicy.CreditEarlier;
            definition.Validation.Audit.AnswerSeconds = answerSeconds;
            if (version > 1)
            {
                definition.Version = version;
                definition.ReadAccess = MarketAccess.Anyone;
                definition.Validation.MaxRecords = maxRecords;
                definition.Validation.Audit.RecordsPerSecond = 1;
            }
        },
        configure: configure);

    /// <summary>What happens by the server's clock while another's tags are read.</summary>
    private sealed class Slowness
    {
        internal Action PassTime { get; set; } = () => { };
    }

    private sealed class SlowReading(Slowness slowness) : Interceptor
    {
        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            if (request is ReadTagsRequest)
            {
                slowness.PassTime();
            }

            return continuation(request, responseStream, context);
        }
    }
}
