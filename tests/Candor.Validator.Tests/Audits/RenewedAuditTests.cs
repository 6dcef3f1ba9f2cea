using Candor.Client;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Tests.Support;
using static Candor.Validator.Tests.Audits.AuditLifeTests;
using ParticipantPhase = Candor.V1.ParticipantPhase;

namespace Candor.Validator.Tests.Audits;

/// <summary>The same commitment sent again after its attestation, from end to end; and whose answers a validator
/// awaits.</summary>
[Trait("Category", "Slow")]
public sealed class RenewedAuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(MarketAccess.Anyone)]
    [InlineData(MarketAccess.Members)]
    public async Task Commitment_SentAgainAfterItsAttestation_IsAttestedWithoutASecondSampleAndCompared(
        MarketAccess access)
    {
        await using ValidationFixture market = await StartAsync(access);
        string path = _folder.File("p0.csv");
        CommitmentReceipt first = await market.EnterAsync(0, path, Range(0, 30));
        CommitmentReceipt again = await market.CommitAgainAsync(0, first);
        Assert.Equal(ParticipantPhase.Committed, await market.PhaseOfAsync(0));

        Dataset dataset = await market.Participant(0).TagDatasetAsync(again, path, cancellationToken: market.Limit);
        var steps = new List<ValidationStep>();
        ValidationResult result = await market.Participant(0)
            .ValidateAsync(again, dataset, null, new Steps(steps), market.Limit);
        Assert.True(result is { IsAttested: true, IsDelivered: true });
        Assert.Equal([ValidationStep.Opened, ValidationStep.AwaitingMarket], steps.Distinct());
        Assert.Equal(ParticipantPhase.Validated, await market.PhaseOfAsync(0));
        Assert.Empty((await market.GetAsync(0)).Positions);

        // Its tags are kept as those of an audit, also over a restart.
        await market.RestartAsync();
        CommitmentReceipt other = await market.EnterAsync(1, _folder.File("p1.csv"), Range(28, 5));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(market.Limit);
        Task[] answers =
        [
            market.Participant(0).AnswerOverlapsAsync(again, leaving.Token),
            market.Participant(1).AnswerOverlapsAsync(other, leaving.Token),
        ];
        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        Assert.Equal(2ul, seen.OverlapChecked.SharedRecords);
        Assert.Equal(ValidationFixture.NameOf(0), seen.OverlapChecked.Earlier);
        await leaving.CancelAsync();
        await Task.WhenAny(Task.WhenAll(answers));
    }

    [Fact]
    public async Task Attestation_OfTheMessageBefore_IsNotBelievedForTheOneSentAgain()
    {
        await using ValidationFixture market = await StartAsync();
        string path = _folder.File("p0.csv");
        CommitmentReceipt first = await market.EnterAsync(0, path, Range(0, 30));
        Envelope before = (await market.GetAsync(0)).Verdict;
        CommitmentReceipt again = await market.CommitAgainAsync(0, first);
        market.Lies.Tamper = answer =>
        {
            if (answer is OpenAuditResponse { Audit: { } audit })
            {
                audit.Verdict = before;
            }
        };
        Dataset dataset = await market.Participant(0).TagDatasetAsync(again, path, cancellationToken: market.Limit);

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => market.Participant(0)
            .ValidateAsync(again, dataset, cancellationToken: market.Limit));

        Assert.Contains("or one on another commitment than", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwaitedAnswers_OfEachKind_AreToldToTheOperatorAlone()
    {
        await using ValidationFixture market = await StartAsync();
        Assert.Empty(await market.OperatorHandle.ListAwaitedAnswersAsync(market.Limit));
        await market.EnterAsync(0, _folder.File("p0.csv"), Range(0, 30));
        await market.EnterAsync(1, _folder.File("p1.csv"), Range(30, 5));
        IReadOnlyList<Candor.Client.AwaitedAnswer> silent = [];
        while (silent.Count < 2)
        {
            silent = await market.OperatorHandle.ListAwaitedAnswersAsync(market.Limit);
        }

        Assert.Equal(
            [("p0", "p1"), ("p1", "p0")],
            silent.Select(answer => (answer.ParticipantId, answer.OtherId)).Order());
        Assert.All(silent, answer => Assert.Equal(Candor.Client.AwaitedAnswerKind.DoubleTags, answer.Kind));
        Assert.All(silent, answer => Assert.Equal("platform", answer.ValidatorId));
        Assert.Equal(
            market.Server.Time.GetUtcNow().AddSeconds(600 + 64),
            Assert.Single(silent.Select(answer => answer.Deadline).Distinct()));

        string path = _folder.File("p2.csv");
        await File.WriteAllLinesAsync(path, ["id", "70", "71"], market.Limit);
        await market.Participant(2).JoinAsync(market.Limit);
        Dataset dataset = await market.Participant(2).TagDatasetAsync(path, cancellationToken: market.Limit);
        CommitmentReceipt receipt = await market.Participant(2).CommitAsync(dataset, market.Limit);
        await market.OpenAsync(2, receipt, dataset.Tagged!);
        Assert.Equal(Candor.Client.AwaitedAnswerKind.Tags, (await OfThirdAsync()).Kind);
        byte[] tags = ValidationFixture.TagsOf(dataset.Tagged!);
        await market.SendTagsAsync(2, tags);
        Candor.Client.AwaitedAnswer openings = await OfThirdAsync();
        Assert.Equal((Candor.Client.AwaitedAnswerKind.Openings, null), (openings.Kind, openings.OtherId));

        // A participant's key opens nothing here.
        var refused = await Assert.ThrowsAsync<CandorException>(() => market.Client
            .GetOperatorHandle(ValidationFixture.Market, market.Keys[0]).ListAwaitedAnswersAsync(market.Limit));
        Assert.Equal(Candor.Client.ErrorReason.KeyNotOnRecord, refused.ErrorReason);

        async Task<Candor.Client.AwaitedAnswer> OfThirdAsync() => Assert.Single(
            await market.OperatorHandle.ListAwaitedAnswersAsync(market.Limit), answer => answer.ParticipantId == "p2");
    }

    public void Dispose() => _folder.Dispose();

    private static Task<ValidationFixture> StartAsync(MarketAccess access = MarketAccess.Anyone) => ValidationFixture.StartAsync(
        definition =>
        {
            definition.Version = 2;
            definition.ReadAccess = access;
            definition.Validation.Overlap = OverlapPolicy.CreditEarlier;
            definition.Validation.Audit.RecordsPerSecond = 1;
        },
        participants: 3);

    private sealed class Steps(List<ValidationStep> steps) : IProgress<ValidationProgress>
    {
        public void Report(ValidationProgress value) => steps.Add(value.Step);
    }
}
