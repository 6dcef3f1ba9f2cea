using Candor.Client;
using Candor.Client.Participation;
using Candor.Server.Testing;
using Candor.Simulation.Dishonesty;
using Candor.V1;
using Candor.Validator.Tests.Support;
using Candor.Wire.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ErrorReason = Candor.V1.ErrorReason;
using ParticipantPhase = Candor.V1.ParticipantPhase;

namespace Candor.Validator.Tests.Audits;

/// <summary>Audits from end to end: a real server, a real client, datasets honest and not.</summary>
[Trait("Category", "Slow")]
public sealed class AuditLifeTests
{
    [Fact]
    public async Task Audit_HonestDataset_IsAttestedAndMayReport()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 300));
        (CommitmentReceipt receipt, ValidationResult result) = await market.EnterAsync(0, records);

        Assert.Equal(new ValidationResult("platform", true, Candor.Market.AuditRefusal.Unspecified, null, true), result);
        Assert.Equal(ParticipantPhase.Validated, await market.PhaseOfAsync(0));
        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.CommitmentValidated);
        Assert.Equal("platform", seen.CommitmentValidated.Validator);
        ReportReceipt report = await market.Participant(0).ReportAsync(receipt, 300, market.Limit);
        Assert.Equal(300u, report.Records);
    }

    [Fact]
    public async Task Audit_OfAFile_IsAttestedFromTheFileAlone()
    {
        using var folder = new TemporaryFolder();
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        string path = folder.File("records.csv");
        await File.WriteAllLinesAsync(
            path, ["id", .. Range(0, 500).Select(i => $"{i}"), "17", "-4", "much"], market.Limit);
        string id = ValidationFixture.IdOf(0);
        await market.Participant(0).JoinAsync(market.Limit);
        Dataset dataset = await market.Participant(0).TagDatasetAsync(path, cancellationToken: market.Limit);
        Assert.Equal((500u, 1L, 2L), (dataset.Records, dataset.RepeatedRows, dataset.BrokenRows));
        CommitmentReceipt receipt = await market.Participant(0).CommitAsync(dataset, market.Limit);
        var steps = new List<ValidationStep>();
        ValidationResult result = await market.Participant(0).ValidateAsync(receipt, dataset, null, new Steps(steps), market.Limit);
        Assert.True(result is { IsAttested: true, IsDelivered: true });
        Assert.Equal(
            [
                ValidationStep.Opened,
                ValidationStep.SendingTags,
                ValidationStep.OpeningSample,
                ValidationStep.AwaitingMarket,
            ],
            steps.Distinct());

        await File.WriteAllLinesAsync(path, ["id", "1"], market.Limit);
        Dataset other = await market.Participant(0).TagDatasetAsync(path, cancellationToken: market.Limit);
        var refused = await Assert.ThrowsAsync<CandorException>(
            () => market.Participant(0, DishonestConduct.Instance).ValidateAsync(
                receipt, other.Tagged!, null, null, market.Limit));
        Assert.Equal(Candor.Client.ErrorReason.DatasetProofInvalid, refused.ErrorReason);

        var honest = await Assert.ThrowsAsync<DatasetException>(
            () => market.Participant(0).ValidateAsync(receipt, other, cancellationToken: market.Limit));
        Assert.Equal(DatasetFault.Changed, honest.Fault);
    }

    [Fact]
    public async Task Audit_EmptyAndTinyDatasets_ArePassedWhole()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        Assert.True((await market.EnterAsync(0, market.Tag(0, []))).Result.IsAttested);
        Assert.True((await market.EnterAsync(1, market.Tag(1, [5]))).Result.IsAttested);
    }

    [Fact]
    public async Task Audit_InvalidRecord_RefusesTheCommitmentAtItsPosition()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, [1, 2, -3, 4]);
        (CommitmentReceipt receipt, ValidationResult result) = await market.EnterAsync(0, records);

        Assert.False(result.IsAttested);
        Assert.Equal(Candor.Market.AuditRefusal.InvalidRecord, result.Refusal);
        Assert.Equal(2, records.Tags.RecordPosition(result.Position!.Value));
        Assert.Equal(ParticipantPhase.Refused, await market.PhaseOfAsync(0));
        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.CommitmentRefused);
        Assert.Equal(AuditRefusal.InvalidRecord, seen.CommitmentRefused.Refusal);

        // The verdict stands; another commitment gets another audit.
        Assert.Equal(result, await market.ValidateAsync(0, receipt, records));
        AuditedRecords better = market.Tag(0, [1, 2, 3, 4]);
        CommitmentReceipt again = await market.CommitAsync(0, better, join: false);
        Assert.True((await market.ValidateAsync(0, again, better)).IsAttested);
    }

    [Fact]
    public async Task Audit_AnothersTagsUnderOnesOwnKey_AreNotOnesRecords()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords others = market.Tag(1, Range(0, 50));
        AuditedRecords copied = others with { Key = market.Tag(0, []).Key };
        ValidationResult result = (await market.EnterAsync(0, copied)).Result;
        Assert.Equal((false, Candor.Market.AuditRefusal.NotTheTagsRecords), (result.IsAttested, result.Refusal));
    }

    [Fact]
    public async Task Audit_RecordsMadeUpForTheTags_AreRefused()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 50));
        AuditedRecords lying = records with
        {
            ReadAsync = (positions, _) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(
                [.. positions.Select(p => ValidationFixture.Encode((long)p + 1000))]),
        };
        ValidationResult result = (await market.EnterAsync(0, lying)).Result;
        Assert.Equal((false, Candor.Market.AuditRefusal.NotTheTagsRecords), (result.IsAttested, result.Refusal));
    }

    [Fact]
    public async Task Audit_RepeatedRecord_IsRefusedBeforeAnySampleIsDrawn()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, [.. Range(0, 40), 7], keepRepeats: true);
        var refused = await Assert.ThrowsAsync<CandorException>(() => market.EnterAsync(0, records));
        Assert.Equal(Candor.Client.ErrorReason.TagRepeated, refused.ErrorReason);
        Audit audit = await market.GetAsync(0);
        Assert.Equal(AuditPhase.AwaitingTags, audit.Phase);
        Assert.Empty(audit.Positions);
        Assert.True(audit.Nonce.IsEmpty);
    }

    [Fact]
    public async Task Audit_CommitmentToMoreThanTheTags_HasNoProof()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 20));
        CommitmentReceipt receipt = await market.CommitAsync(0, records, size: 25);
        var refused = await Assert.ThrowsAsync<CandorException>(() => market.ValidateAsync(0, receipt, records));
        Assert.Equal(Candor.Client.ErrorReason.DatasetProofInvalid, refused.ErrorReason);
    }

    [Fact]
    public async Task Audit_SilenceAfterTheSample_IsRefusedAtTheDeadline()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 50));
        AuditedRecords slow = records with
        {
            ReadAsync = (positions, token) =>
            {
                market.Server.Time.Advance(ValidationFixture.Answer);
                return records.ReadAsync(positions, token);
            },
        };
        ValidationResult result = (await market.EnterAsync(0, slow)).Result;
        Assert.Equal(
            new ValidationResult("platform", false, Candor.Market.AuditRefusal.NoResponse, null, true), result);
        Assert.Equal(ParticipantPhase.Refused, await market.PhaseOfAsync(0));
    }

    [Fact]
    public async Task Audit_SilenceBeforeTheTags_IsRefusedAtTheDeadlineAlsoWhileNoValidatorRuns()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 50));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        await market.OpenAsync(0, receipt, records);
        await market.Server.StopAsync();
        market.Server.Time.Advance(ValidationFixture.Answer);
        await market.Server.StartAsync();
        await market.RestartAsync();

        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.CommitmentRefused);
        Assert.Equal(AuditRefusal.NoResponse, seen.CommitmentRefused.Refusal);
        await RefusesAsync(
            ErrorReason.AuditDeadlinePassed, () => market.SendTagsAsync(0, ValidationFixture.TagsOf(records)));
    }

    [Fact]
    public async Task Audit_RestartOfBothSidesInEveryPhase_GoesOn()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 200));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);

        // Open, and no more.
        Audit opened = await market.OpenAsync(0, receipt, records);
        await market.RestartAsync();
        Assert.Equal(opened, await market.GetAsync(0));

        // The tags are there, and the client ends before it opens the sample.
        AuditedRecords dying = records with { ReadAsync = (_, _) => throw new IOException("the client died") };
        await Assert.ThrowsAsync<IOException>(() => market.ValidateAsync(0, receipt, dying));
        Audit drawn = await market.GetAsync(0);
        Assert.Equal(AuditPhase.AwaitingOpenings, drawn.Phase);
        await market.RestartAsync();
        Assert.Equal(drawn, await market.GetAsync(0));

        // The verdict is signed, and the market cannot be told.
        AuditedRecords last = records with
        {
            ReadAsync = (positions, token) =>
            {
                market.Platform.IsDown = true;
                return records.ReadAsync(positions, token);
            },
        };
        Task<ValidationResult> waiting = market.ValidateAsync(0, receipt, last);
        await market.Platform.Missed;
        Audit passed = await market.GetAsync(0);
        Assert.Equal((AuditPhase.Passed, false), (passed.Phase, passed.Delivered));
        Assert.Equal(ParticipantPhase.Committed, await market.PhaseOfAsync(0));
        await market.RestartAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => waiting);

        Assert.True((await market.ValidateAsync(0, receipt, records)).IsDelivered);
        Assert.Equal(passed.Verdict, (await market.GetAsync(0)).Verdict);
        Assert.Equal(ParticipantPhase.Validated, await market.PhaseOfAsync(0));
    }

    [Fact]
    public async Task Delivery_PlatformAwayAndBack_IsTriedAgainByTheClock()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 20));
        AuditedRecords cut = records with
        {
            ReadAsync = (positions, token) =>
            {
                market.Platform.IsDown = true;
                return records.ReadAsync(positions, token);
            },
        };
        Task<(CommitmentReceipt Receipt, ValidationResult Result)> entering = market.EnterAsync(0, cut);
        await market.Platform.Missed;
        market.Platform.IsDown = false;
        Task<WatchMarketResponse> seen = market.SeeAsync(WatchMarketResponse.EventOneofCase.CommitmentValidated);
        while (!seen.IsCompleted)
        {
            market.Server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(seen, market.GetAsync(0));
        }

        Assert.True((await entering).Result.IsDelivered);
    }

    [Fact]
    public async Task Delivery_MarketOverMeanwhile_IsGivenUp()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 20));
        AuditedRecords late = records with
        {
            ReadAsync = async (positions, token) =>
            {
                await market.OperatorHandle.CancelMarketAsync("no quorum", market.Limit);
                return await records.ReadAsync(positions, token);
            },
        };
        ValidationResult result = (await market.EnterAsync(0, late)).Result;
        Assert.Equal((true, false), (result.IsAttested, result.IsDelivered));
    }

    [Fact]
    public async Task SecondValidator_ByItself_ServesTheSameMarketWithItsOwnKey()
    {
        using var folder = new TemporaryFolder();
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        await using WebApplication second = CandorValidator.Build(
            new CandorValidatorOptions
            {
                Id = "registry",
                DatabasePath = folder.File("validator.db"),
                KeyPath = folder.File("validator.pem"),
                ListenUrls = ["http://127.0.0.1:0"],
            },
            market.Platform,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(market.Server.Time);
                builder.Logging.ClearProviders();
            });
        await CandorValidator.StartAsync(second);
        ValidatorInfo info = await market.Client.GetValidatorAsync(second.Urls.Single(), market.Limit);
        Assert.Equal("registry", info.Id);
        Assert.NotEqual(info.PublicKey, (await market.Client.GetValidatorAsync("", market.Limit)).PublicKey);

        // A market that does not name it: refused there, taken by the one that it names.
        AuditedRecords records = market.Tag(0, Range(0, 30));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        var stranger = new ValidatorService.ValidatorServiceClient(
            Grpc.Net.Client.GrpcChannel.ForAddress(second.Urls.Single()));
        await RefusesAsync(
            ErrorReason.OtherValidator,
            async () => await stranger.OpenAuditAsync(market.OpenRequest(0, receipt, records)));

        // A market that names both.
        await using ValidationFixture both = await ValidationFixture.StartAsync(definition =>
            definition.Validation.Validators.Add(new V1.Validator
            {
                Id = "registry",
                PublicKey = Google.Protobuf.ByteString.FromBase64(info.PublicKey),
                Address = second.Urls.Single(),
            }));
        AuditedRecords mine = both.Tag(0, Range(0, 30));
        Assert.True((await both.EnterAsync(0, mine)).Result.IsAttested);
        await Assert.ThrowsAsync<ArgumentException>(
            () => both.ValidateAsync(0, receipt: both.CommitAsync(0, mine, join: false).Result, mine, "nobody"));
    }

    internal static IEnumerable<long> Range(int first, int count) =>
        Enumerable.Range(first, count).Select(i => (long)i);

    internal static async Task RefusesAsync(ErrorReason reason, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(Reasons.NameOf(reason), RichError.From(refused).Reason);
        Assert.Equal(Reasons.StatusOf(reason), refused.StatusCode);
    }

    /// <summary>Tells steps at once; <see cref="Progress{T}"/> would on another thread.</summary>
    private sealed class Steps(List<ValidationStep> steps) : IProgress<ValidationProgress>
    {
        public void Report(ValidationProgress value) => steps.Add(value.Step);
    }
}
