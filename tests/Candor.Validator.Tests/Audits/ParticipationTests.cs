using System.Globalization;
using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Server.Testing;
using Candor.Simulation.Dishonesty;
using Candor.V1;
using Candor.Validator.Tests.Support;
using ParticipantPhase = Candor.V1.ParticipantPhase;
using SigningKey = Candor.Client.SigningKey;

namespace Candor.Validator.Tests.Audits;

/// <summary>Whole lives of participants in a market with validation, from their files to their assignments, and its
/// transcript checked offline.</summary>
public sealed class ParticipationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    public async Task Participate_RecordsOfOneAnotherCreditedToTheEarlier_AllAreAssignedAndTheTranscriptHolds(
        uint version)
    {
        // A market of version 2 is its members' alone, where its definition does not say otherwise.
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            definition => (definition.Validation.Overlap, definition.Version) = (OverlapPolicy.CreditEarlier, version),
            participants: 3);
        List<ParticipationProgress>[] lives = await Task.WhenAll(
            LiveAsync(market, 0, 0, 60), LiveAsync(market, 1, 40, 60), LiveAsync(market, 2, 200, 50));

        uint[] reported = [.. lives.Select(life => (uint)AssignmentOf(life).ReportedRecords!)];
        Assert.All(lives, life => Assert.True(
            Assert.Single(life.OfType<ParticipationValidated>()).Result!.IsAttested));

        // Whoever was attested later of the two that share twenty records may report twenty fewer.
        Assert.Equal(100u, reported[0] + reported[1]);
        Assert.Equal([40u, 60u], reported[..2].Order());
        Assert.Equal(50u, reported[2]);

        using var file = new MemoryStream();
        await market.Client.ExportTranscriptAsync(ValidationFixture.Market, market.Keys[0], file, market.Limit);
        file.Position = 0;
        TranscriptVerification verification = TranscriptVerifier.Verify(file);
        Assert.Null(verification.Fault);
        Assert.Equal(
            (3L, 3L, 3L, 1L),
            (
                verification.Counts.Attestations,
                verification.Counts.Overlaps,
                verification.Counts.RangeProofs,
                verification.Counts.Outcomes));
    }

    [Fact]
    public async Task Participate_AnothersRecords_AreRefusedAndLeaveItOut()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            definition => definition.Validation.Overlap = OverlapPolicy.RefuseLater);
        Task<List<ParticipationProgress>> first = LiveAsync(market, 0, 0, 60);
        await market.SeeAsync(WatchMarketResponse.EventOneofCase.CommitmentValidated);
        Task<List<ParticipationProgress>> copier = LiveAsync(market, 1, 0, 60);
        await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        await market.SeeAsync(WatchMarketResponse.EventOneofCase.ReportAccepted);
        await market.OperatorHandle.SettleMarketAsync(market.Limit);

        Assert.False(AssignmentOf(await first).IsOut);
        List<ParticipationProgress> life = await copier;
        Assert.True(AssignmentOf(life).IsOut);
    }

    [Fact]
    public async Task Participate_RecordsThatAreRefused_ToldWithReasonAndPosition()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        string path = Write(1, Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? i : -i));
        SigningKey key = market.Keys[1];
        Dataset dataset = await market.Participant(1, DishonestConduct.Instance).TagDatasetAsync(
            path, cancellationToken: market.Limit);
        Assert.Equal((30u, 15L), (dataset.Records, dataset.BrokenRows));
        await foreach (ParticipationProgress step in market.Participant(1).ParticipateAsync(dataset, cancellationToken: market.Limit))
        {
            if (step is ParticipationValidated { Result: { } verdict })
            {
                Assert.Equal((false, Candor.Market.AuditRefusal.InvalidRecord), (verdict.IsAttested, verdict.Refusal));
                Assert.NotNull(verdict.Position);
                await market.OperatorHandle.CancelMarketAsync("enough", market.Limit);
            }
        }

        Assert.Equal(ParticipantPhase.Cancelled, await market.PhaseOfAsync(1));
    }

    [Fact]
    public async Task Participate_StoppedAndCalledAgain_GoesOnWithTheKeptCommitment()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(participants: 1);
        string path = Write(0, Enumerable.Range(0, 60));
        var options = new ParticipationOptions { ReceiptPath = _folder.File("receipt.json") };
        string id = ValidationFixture.IdOf(0);
        Dataset dataset = await market.Participant(0).TagDatasetAsync(path, cancellationToken: market.Limit);
        await foreach (ParticipationProgress step in market.Participant(0).ParticipateAsync(dataset, options, market.Limit))
        {
            if (step is ParticipationCommitted)
            {
                break;
            }
        }

        await market.RestartAsync();
        CommitmentReceipt kept = CommitmentReceipt.Load(options.ReceiptPath);
        Dataset again = await market.Participant(0).TagDatasetAsync(kept, path, cancellationToken: market.Limit);
        Assert.Equal(dataset.Root.ToArray(), again.Root.ToArray());
        var steps = new List<ParticipationProgress>();
        await foreach (ParticipationProgress step in market.Participant(0).ParticipateAsync(again, options, market.Limit))
        {
            steps.Add(step);
        }

        Assert.False(Assert.Single(steps.OfType<ParticipationCommitted>()).IsNew);
        Assert.Equal(60u, AssignmentOf(steps).ReportedRecords);
    }

    [Fact]
    public async Task Participate_PathOfAFileWithASeparatorOfItsOwn_IsReadAsTheOptionsSay()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(participants: 1);
        string path = _folder.File("semicolons.csv");
        File.WriteAllLines(
            path, Enumerable.Range(0, 60).Select(static i => $"\"a;b\";{i}").Prepend("name;id"));
        var options = new ParticipationOptions
        {
            ReceiptPath = _folder.File("receipt.json"),
            File = new DatasetFileOptions { Separator = ';' },
        };

        var steps = new List<ParticipationProgress>();
        await foreach (ParticipationProgress step in market.Participant(0).ParticipateAsync(path, options, market.Limit))
        {
            steps.Add(step);
        }

        Assert.Equal(60u, AssignmentOf(steps).ReportedRecords);
    }

    public void Dispose() => _folder.Dispose();

    // Every life that ends with an assignment ends with its word.
    private static MarketAssignment AssignmentOf(List<ParticipationProgress> steps)
    {
        Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
        return Assert.IsType<ParticipationAssigned>(steps[^2]).Assignment;
    }

    private async Task<List<ParticipationProgress>> LiveAsync(ValidationFixture market, int i, int first, int count)
    {
        Dataset dataset = await market.Participant(i).TagDatasetAsync(Write(i, Enumerable.Range(first, count)), cancellationToken: market.Limit);
        var steps = new List<ParticipationProgress>();
        await foreach (ParticipationProgress step in market.Participant(i).ParticipateAsync(dataset, null, market.Limit))
        {
            steps.Add(step);
        }

        return steps;
    }

    private string Write(int i, IEnumerable<int> values)
    {
        string path = _folder.File($"{i}.csv");
        File.WriteAllLines(path, values.Select(value => value.ToString(CultureInfo.InvariantCulture)).Prepend("id"));
        return path;
    }
}
