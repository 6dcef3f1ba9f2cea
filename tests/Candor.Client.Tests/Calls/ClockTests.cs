using Candor.Client.Internal;
using Candor.V1;

namespace Candor.Client.Tests.Calls;

/// <summary>A clock here that is not the server's: told before anything is signed.</summary>
public sealed class ClockTests : ClientTestBase
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(-600, "0.00:10:00 (days.hours:minutes:seconds) behind")]
    [InlineData(-86_400 * 400, "400.00:00:00 (days.hours:minutes:seconds) behind")]
    [InlineData(3_002, "0.00:50:02 (days.hours:minutes:seconds) ahead of")]
    public async Task Sign_ClockIsOffByMoreThanALife_IsToldBeforeAnythingIsSigned(int seconds, string difference)
    {
        await CreateAsync();
        Server.Faults.Requests.Clear();
        var clock = new TestClock { Now = TestClock.Start + (seconds * s_second) };
        using CandorClient client = Server.Client(clock);
        ParticipantHandle north = client.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(0), Market.Keys[0]);

        ClockException off = await Assert.ThrowsAsync<ClockException>(() => north.JoinAsync(Limit));

        Assert.Equal(
            ("CLOCKS_DIFFER", clock.Now, TestClock.Start), (off.Reason, off.LocalTime, off.ServerTime));
        Assert.Contains(
            $"The clock here is {difference} that of {Server.Address.GetLeftPart(UriPartial.Authority)}: "
            + $"{clock.Now:yyyy-MM-ddTHH:mm:ssZ} here, 2039-09-01T00:00:00Z there; expected at most 10 minutes behind or "
            + "50 ahead",
            off.Message,
            StringComparison.Ordinal);
        Assert.All(Server.Faults.Requests, request => Assert.IsType<GetValidatorRequest>(request.Request));
    }

    [Theory]
    [InlineData(-599)]
    [InlineData(3_000)]
    public async Task Sign_ClockIsOffByLess_GoesOn(int seconds)
    {
        await CreateAsync();
        using CandorClient client = Server.Client(new TestClock { Now = TestClock.Start + (seconds * s_second) });

        await client.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(0), Market.Keys[0]).JoinAsync(Limit);
    }

    [Fact]
    public async Task Create_ClockIsOff_IsToldToTheOperator()
    {
        Clock.Now -= TimeSpan.FromHours(1);

        await Assert.ThrowsAsync<ClockException>(() => CreateAsync());

        Assert.Empty(Server.Faults.RequestsOf<CreateMarketRequest>());
    }

    [Fact]
    public async Task Participate_ClockIsOff_EndsBeforeItJoins()
    {
        await CreateAsync();
        Server.Faults.Requests.Clear();
        using CandorClient client = Server.Client(new TestClock { Now = TestClock.Start.AddHours(-1) });
        ParticipantHandle north = client.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(0), Market.Keys[0]);

        await Assert.ThrowsAsync<ClockException>(async () =>
        {
            await foreach (ParticipationProgress _ in north.ParticipateAsync(Dataset.Counted(5, "warehouse"), cancellationToken: Limit))
            {
            }
        });

        Assert.Empty(Server.Faults.RequestsOf<JoinMarketRequest>());
        Assert.Empty(Server.Faults.RequestsOf<SubmitCommitmentRequest>());
    }

    [Fact]
    public async Task Sign_ClockIsPutRight_GoesOnWithTheSameClient()
    {
        await CreateAsync();
        var clock = new TestClock { Now = TestClock.Start.AddDays(1) };
        using CandorClient client = Server.Client(clock);
        ParticipantHandle north = client.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(0), Market.Keys[0]);
        await Assert.ThrowsAsync<ClockException>(() => north.JoinAsync(Limit));

        clock.Now = TestClock.Start;

        await north.JoinAsync(Limit);
    }

    [Fact]
    public async Task Read_NothingIsSigned_NoClockIsCompared()
    {
        await CreateAsync();
        using CandorClient client = Server.Client(new TestClock { Now = TestClock.Start.AddDays(1) });

        await client.GetMarketAsync(TestMarket.Id, Limit);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("yesterday")]
    [InlineData("2039-09-01T00:00:00Z")]
    public async Task Sign_NoDateThatCanBeRead_GoesOn_AndTheRejectionSaysClock(string? date)
    {
        await CreateAsync();
        using var handler = new DateChanger(date) { InnerHandler = new SocketsHttpHandler() };
        using var client = new CandorClient(new CandorClientOptions
        {
            Address = Server.Address,
            HttpHandler = handler,
            TimeProvider = new TestClock { Now = TestClock.Start.AddHours(-1) },
        });
        ParticipantHandle north = client.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(0), Market.Keys[0]);
        await north.JoinAsync(Limit);

        CandorException rejected = await Assert.ThrowsAsync<CandorException>(async () =>
        {
            await foreach (AssignmentUpdate _ in north.WatchAssignmentAsync(cancellationToken: Limit))
            {
            }
        });

        Assert.Equal(ErrorReason.PayloadExpired, rejected.ErrorReason);
        Assert.Contains("compare the signer's clock with this one", rejected.Message, StringComparison.Ordinal);
    }

    // A slow network or a machine that slept in between moves both readings apart, and is no difference.
    [Fact]
    public void Require_AnswerWasLongOnItsWay_IsNoDifference() => ServerClock.Require(
        Server.Address, TestClock.Start, TestClock.Start.AddDays(3), TestClock.Start.AddDays(6));

    private sealed class DateChanger(string? date) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            answer.Headers.Remove("date");
            if (date is not null)
            {
                answer.Headers.TryAddWithoutValidation("date", date);
            }

            return answer;
        }
    }
}
