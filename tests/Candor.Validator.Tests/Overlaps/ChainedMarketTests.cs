using Candor.Client;
using Candor.Client.Internal;
using Candor.Client.Transcripts;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Tests.Support;
using Candor.Wire.Signing;
using static Candor.Validator.Tests.Audits.AuditLifeTests;

namespace Candor.Validator.Tests.Overlaps;

/// <summary>Markets of version 2 that compare records and are read by members alone, from end to end: debits that vanish
/// with the commitment they credit, and participants with more than one device.</summary>
[Trait("Category", "Slow")]
public sealed class ChainedMarketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Debit_ForACommitmentThatFell_IsGoneFromTheReportTheSettlementAndTheTranscript()
    {
        await using ValidationFixture market = await StartAsync();
        CommitmentReceipt silent = await EnterAsync(market, 0, 0, 60);
        await using (Answers.Start(market, 0, silent))
        {
            // Twenty records are shared, and the first has them.
            CommitmentReceipt later = await EnterAsync(market, 1, 40, 60);
            await using Answers answers = Answers.Start(market, 1, later);
            await UntilCheckedAsync(market, 1);
            Assert.Equal(20ul, await DebitOfAsync(market, 1));
            await Assert.ThrowsAsync<ReceiptException>(
                () => market.Participant(1).ReportAsync(later, 41, market.Limit));
        }

        // The first is silent from here on.
        CommitmentReceipt kept = CommitmentReceipt.Load(_folder.File("1.receipt"));
        await using Answers second = Answers.Start(market, 1, kept);
        CommitmentReceipt third = await EnterAsync(market, 2, 200, 10);
        await using Answers others = Answers.Start(market, 2, third);
        await UntilCheckedAsync(market, 2);
        await UntilOnlyAwaitedAsync(market, "p0");
        WatchMarketResponse seen = await market.SeeRefusalAfterAsync(ValidationFixture.Answer + TimeSpan.FromMinutes(1));
        Assert.Equal(ValidationFixture.NameOf(0), seen.CommitmentRefused.Participant);

        Assert.Equal(0ul, await DebitOfAsync(market, 1));
        await market.Participant(1).ReportAsync(kept, 60, market.Limit);
        await market.Participant(2).ReportAsync(third, 10, market.Limit);
        await market.OperatorHandle.SettleMarketAsync(market.Limit);
        TranscriptVerification verification = await ExportAsync(market, 2);
        Assert.Null(verification.Fault);
        Assert.Equal(
            [null, 60u, 10u],
            verification.State!.Outcome!.Assignments.Select(assignment => assignment.Records));
    }

    [Fact]
    public async Task Report_UnderADebit_StandsAgainstItWhenTheDebitIsGone()
    {
        await using ValidationFixture market = await StartAsync();
        CommitmentReceipt silent = await EnterAsync(market, 0, 0, 60);
        CommitmentReceipt later;
        await using (Answers.Start(market, 0, silent))
        {
            later = await EnterAsync(market, 1, 40, 60);
            await using Answers first = Answers.Start(market, 1, later);
            await UntilCheckedAsync(market, 1);
        }

        await using Answers second = Answers.Start(market, 1, later);
        await market.Participant(1).ReportAsync(later, 40, market.Limit);
        CommitmentReceipt third = await EnterAsync(market, 2, 200, 10);
        await using Answers others = Answers.Start(market, 2, third);
        await UntilCheckedAsync(market, 2);
        await UntilOnlyAwaitedAsync(market, "p0");
        await market.SeeRefusalAfterAsync(ValidationFixture.Answer + TimeSpan.FromMinutes(1));
        Assert.Equal(0ul, await DebitOfAsync(market, 1));

        // The report is final, and its proof is of what the debit was when it was made.
        await market.Participant(2).ReportAsync(third, 10, market.Limit);
        await market.OperatorHandle.SettleMarketAsync(market.Limit);
        TranscriptVerification verification = await ExportAsync(market, 1);
        Assert.Null(verification.Fault);
        Assert.Equal(
            [null, 40u, 10u],
            verification.State!.Outcome!.Assignments.Select(assignment => assignment.Records));
    }

    [Fact]
    public async Task Participant_WithTwoDevices_IsOneChain()
    {
        await using ValidationFixture market = await StartAsync();
        await using CandorClient other = market.NewClient();
        ParticipantHandle device = other.GetParticipantHandle(
            ValidationFixture.Market, ValidationFixture.IdOf(0), market.Keys[0]);
        string path = await WriteAsync(market, 0, 0, 30);

        // One joins, the other commits, the first reports: each asks what the participant said last.
        await market.Participant(0).JoinAsync(market.Limit);
        Dataset dataset = await device.TagDatasetAsync(path, cancellationToken: market.Limit);
        CommitmentReceipt receipt = await device.CommitAsync(dataset, market.Limit);
        ValidationResult result = await device.ValidateAsync(receipt, dataset, cancellationToken: market.Limit);
        Assert.True(result.IsAttested);
        receipt.Save(_folder.File("0.receipt"));
        await market.Participant(0).ReportAsync(
            CommitmentReceipt.Load(_folder.File("0.receipt")), 30, market.Limit);

        // What the one said, the other finds.
        var told = await Assert.ThrowsAsync<CandorException>(() => device.ReportAsync(receipt, 29, market.Limit));
        Assert.Equal(Candor.Client.ErrorReason.AlreadyReported, told.ErrorReason);
        await market.OperatorHandle.SettleMarketAsync(market.Limit);
        Assert.Null((await ExportAsync(market, 0)).Fault);
    }

    [Fact]
    public async Task Participate_OnTwoDevicesAtOnce_EndsVerifiedOnBothOrSaysWhatTheOtherDid()
    {
        await using ValidationFixture market = await StartAsync();
        string path = await WriteAsync(market, 0, 0, 30);
        var options = new ParticipationOptions { ReceiptPath = _folder.File("0.receipt") };
        await using CandorClient other = market.NewClient();
        await foreach (ParticipationProgress step in ParticipateAsync(other))
        {
            if (step is ParticipationReported)
            {
                break;
            }
        }

        // Another device has the receipt too, and takes over.
        Task<List<ParticipationProgress>> taking = EndAsync(ParticipateAsync(market.Client));
        await market.SeeAsync(WatchMarketResponse.EventOneofCase.ReportAccepted);
        await market.OperatorHandle.SettleMarketAsync(market.Limit);
        List<ParticipationProgress> steps = await taking;
        Assert.Equal(3, Assert.IsType<ParticipationTranscriptVerified>(steps[^1]).OwnMessages);

        IAsyncEnumerable<ParticipationProgress> ParticipateAsync(CandorClient client) => client
            .GetParticipantHandle(ValidationFixture.Market, ValidationFixture.IdOf(0), market.Keys[0])
            .ParticipateAsync(path, options, market.Limit);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<ValidationFixture> StartAsync() => ValidationFixture.StartAsync(
        static definition => (definition.Validation.Overlap, definition.Version) = (OverlapPolicy.CreditEarlier, 2),
        participants: 3);

    private static async Task<List<ParticipationProgress>> EndAsync(IAsyncEnumerable<ParticipationProgress> life)
    {
        var steps = new List<ParticipationProgress>();
        await foreach (ParticipationProgress step in life)
        {
            steps.Add(step);
        }

        return steps;
    }

    private async Task<string> WriteAsync(ValidationFixture market, int i, int first, int count)
    {
        string path = _folder.File($"{i}.csv");
        await File.WriteAllLinesAsync(path, ["id", .. Range(first, count).Select(value => $"{value}")], market.Limit);
        return path;
    }

    private async Task<CommitmentReceipt> EnterAsync(ValidationFixture market, int i, int first, int count)
    {
        CommitmentReceipt receipt = await market.EnterAsync(i, _folder.File($"{i}.csv"), Range(first, count));
        receipt.Save(_folder.File($"{i}.receipt"));
        return receipt;
    }

    // Until so many overlap checks are in the market.
    private static async Task UntilCheckedAsync(ValidationFixture market, int count)
    {
        await foreach (MarketUpdate next in market.Client.WatchMarketAsync(
            ValidationFixture.Market, null, market.Operator, market.Limit))
        {
            if (next is OverlapCheckedUpdate && --count == 0)
            {
                return;
            }
        }
    }

    private static async Task UntilOnlyAwaitedAsync(ValidationFixture market, string participant)
    {
        IReadOnlyList<Candor.Client.AwaitedAnswer> awaited = [];
        while (awaited.Count == 0 || awaited.Any(answer => answer.ParticipantId != participant))
        {
            awaited = await market.OperatorHandle.ListAwaitedAnswersAsync(market.Limit);
        }
    }

    private static async Task<ulong> DebitOfAsync(ValidationFixture market, int i) =>
        (await market.Server.Markets.GetCommitmentAsync(new GetCommitmentRequest
        {
            Participant = ValidationFixture.NameOf(i),
            Envelope = market.Operator.SignMessage(AccessPayloads.ReadMarket(
                ValidationFixture.Market, market.Server.Time.GetUtcNow())),
        })).DebitedRecords;

    private static async Task<TranscriptVerification> ExportAsync(ValidationFixture market, int i)
    {
        using var file = new MemoryStream();
        await market.Client.ExportTranscriptAsync(ValidationFixture.Market, market.Keys[i], file, market.Limit);
        file.Position = 0;
        return TranscriptVerifier.Verify(file);
    }

    /// <summary>A participant that answers overlap checks until this is disposed.</summary>
    private sealed class Answers(CancellationTokenSource leaving, Task answering) : IAsyncDisposable
    {
        internal static Answers Start(ValidationFixture market, int i, CommitmentReceipt receipt)
        {
            var leaving = CancellationTokenSource.CreateLinkedTokenSource(market.Limit);
            return new Answers(leaving, market.Participant(i).AnswerOverlapsAsync(receipt, leaving.Token));
        }

        public async ValueTask DisposeAsync()
        {
            await leaving.CancelAsync();
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            leaving.Dispose();
        }
    }
}
