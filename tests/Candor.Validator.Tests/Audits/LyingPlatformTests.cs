using System.Globalization;
using Candor.Client;
using Candor.Client.Receipts;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Tests.Support;
using ParticipantPhase = Candor.V1.ParticipantPhase;

namespace Candor.Validator.Tests.Audits;

/// <summary>A platform, with the validator that it hosts, that lies to the real SDK about what a validator has to sign: one
/// lie a test.</summary>
public sealed class LyingPlatformTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Debit_ThatNoValidatorHasSigned_ChangesNoProof()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            static definition => definition.Validation.Overlap = OverlapPolicy.CreditEarlier, participants: 1);
        market.Lies.Tamper = static answer =>
        {
            // By varying it and watching the proofs, the platform would read the committed size.
            if (answer is GetCommitmentResponse standing)
            {
                standing.DebitedRecords = 17;
            }
        };

        List<ParticipationProgress> steps = await ListAsync(LiveAsync(market, market.Client, 0, Options(0)));

        Assert.Equal(60u, steps.OfType<ParticipationReported>().Single().Receipt!.Records);
        Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
    }

    [Fact]
    public async Task Debit_OfAnotherSignersEntry_IsNotBelieved()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            static definition => definition.Validation.Overlap = OverlapPolicy.CreditEarlier);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(market.Limit);
        Task first = LiveUntilStoppedAsync(market, 0, stop.Token);
        await market.SeeAsync(WatchMarketResponse.EventOneofCase.ReportAccepted);
        market.Lies.Tamper = static answer =>
        {
            if (answer is ListEntriesResponse page)
            {
                foreach (LogEntry entry in page.Entries.Where(IsOverlap))
                {
                    // Ten more records debited; hash and, as a liar can have it, root are made to fit.
                    string text = entry.Entry.ToStringUtf8();
                    entry.Entry = Google.Protobuf.ByteString.CopyFromUtf8(
                        text.Replace("\"debitedRecords\":0", "\"debitedRecords\":10", StringComparison.Ordinal));
                    entry.LeafHash = Google.Protobuf.ByteString.CopyFrom(
                        Candor.Commitments.Merkle.MerkleHash.Leaf(entry.Entry.Span));
                }
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(LiveAsync(market, market.Client, 1, Options(1), from: 100)));

        Assert.Equal(AnswerFault.TranscriptInvalid, refused.Fault);
        Assert.Contains("does not say what is signed in it", refused.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await first;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sample_OtherPositionsWhenAskedAgain_AreNotOpened(bool afterARestart)
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(participants: 1);
        await StopAtDrawAsync(market, Options(0));
        market.Lies.Reject = null;
        market.Lies.Tamper = static answer =>
        {
            Audit? audit = answer switch
            {
                OpenAuditResponse opened => opened.Audit,
                GetAuditResponse got => got.Audit,
                _ => null,
            };
            if (audit is { Phase: AuditPhase.AwaitingOpenings } && audit.Positions.Count > 0)
            {
                ulong[] others = [.. Enumerable.Range(0, 60).Select(i => (ulong)i).Except(audit.Positions)];
                audit.Positions[0] = others[0];
                ulong[] sorted = [.. audit.Positions.Order()];
                audit.Positions.Clear();
                audit.Positions.AddRange(sorted);
            }
        };
        market.Lies.Requests.Clear();
        await using CandorClient process = market.NewClient();

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => ListAsync(
            LiveAsync(market, afterARestart ? process : market.Client, 0, Options(0))));

        Assert.Equal(AnswerFault.Challenge, refused.Fault);
        Assert.Contains("a second sample", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(market.Lies.Requests, request => request is SubmitOpeningsRequest);
    }

    [Fact]
    public async Task Sample_IsInTheReceiptBeforeAnythingIsOpened()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(participants: 1);
        await StopAtDrawAsync(market, Options(0));

        ParticipationRecord kept = ReceiptJson.Load(Options(0).ReceiptPath!);

        DrawnSample drawn = Assert.Single(kept.Samples);
        Assert.Equal(kept.Commitment!.Event, drawn.CommitmentEvent);
        Assert.Equal((await market.GetAsync(0)).Positions, drawn.Positions);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Options(0).ReceiptPath!));
        }
    }

    [Fact]
    public async Task Verdict_PassedSaidAsRefused_IsNotBelieved()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        market.Lies.Tamper = static answer =>
        {
            // The signed attestation goes with words that call it a refusal for silence: commit again, show another sample.
            if (answer is SubmitOpeningsResponse { Audit: { Phase: AuditPhase.Passed } audit })
            {
                (audit.Phase, audit.Refusal) = (AuditPhase.Refused, AuditRefusal.NoResponse);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(LiveAsync(market, market.Client, 0, Options(0))));

        Assert.Equal(AnswerFault.Malformed, refused.Fault);
        Assert.Contains("what it has signed is another verdict", refused.Message, StringComparison.Ordinal);
        Assert.Single(market.Lies.Requests.OfType<SubmitCommitmentRequest>());
    }

    [Fact]
    public async Task Phase_RefusedWithoutAVerdict_OpensNoOtherSample()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        await StopAfterAsync<ParticipationValidated>(market, 0, Options(0));
        market.Lies.Tamper = static answer =>
        {
            if (answer is GetMarketResponse response)
            {
                response.Market.Participants[0].Phase = ParticipantPhase.Refused;
            }
        };
        await using CandorClient process = market.NewClient();

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(LiveAsync(market, process, 0, Options(0))));

        Assert.Equal(AnswerFault.Phase, refused.Fault);
        Assert.Single(ReceiptJson.Load(Options(0).ReceiptPath!).Samples);
    }

    [Fact]
    public async Task Commitment_CalledLost_IsNotMadeAnew()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        market.Lies.Reject = static request => request is SubmitReportRequest
            ? Candor.Wire.Errors.ErrorDetails.ToException(V1.ErrorReason.CommitmentNotCurrent, "Not it.")
            : null;

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(LiveAsync(market, market.Client, 0, Options(0))));

        Assert.Equal(AnswerFault.Phase, refused.Fault);
        Assert.Single(market.Lies.Requests.OfType<SubmitCommitmentRequest>());
    }

    public void Dispose() => _folder.Dispose();

    private ParticipationOptions Options(int i) => new() { ReceiptPath = _folder.File($"{i}.receipt") };

    private static bool IsOverlap(LogEntry entry) =>
        entry.Entry.ToStringUtf8().Contains("overlap-checked/1", StringComparison.Ordinal);

    // A process that dies with the sample drawn and nothing opened.
    private async Task StopAtDrawAsync(ValidationFixture market, ParticipationOptions options)
    {
        market.Lies.Reject = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(market.Limit);
        market.Lies.Tamper = answer =>
        {
            if (answer is SubmitTagsResponse)
            {
                File.Move(DataOf(0), DataOf(0) + ".away");
            }
        };
        await Assert.ThrowsAsync<DatasetException>(
            () => ListAsync(LiveAsync(market, market.Client, 0, options)));
        market.Lies.Tamper = null;
        File.Move(DataOf(0) + ".away", DataOf(0));
    }

    private async Task StopAfterAsync<TStep>(ValidationFixture market, int i, ParticipationOptions options)
    {
        await using CandorClient process = market.NewClient();
        await foreach (ParticipationProgress step in LiveAsync(market, process, i, options))
        {
            if (step is TStep)
            {
                break;
            }
        }
    }

    private async Task LiveUntilStoppedAsync(ValidationFixture market, int i, CancellationToken stopped)
    {
        try
        {
            await using CandorClient process = market.NewClient();
            await foreach (ParticipationProgress _ in LiveAsync(market, process, i, Options(i)).WithCancellation(stopped))
            {
            }
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // It was stopped.
        }
    }

    private IAsyncEnumerable<ParticipationProgress> LiveAsync(
        ValidationFixture market, CandorClient client, int i, ParticipationOptions options, int from = 0)
    {
        if (!File.Exists(DataOf(i)))
        {
            File.WriteAllLines(
                DataOf(i),
                Enumerable.Range(from, 60).Select(n => n.ToString(CultureInfo.InvariantCulture)).Prepend("id"));
        }

        return client.GetParticipantHandle(ValidationFixture.Market, ValidationFixture.IdOf(i), market.Keys[i])
            .ParticipateAsync(DataOf(i), options, market.Limit);
    }

    private string DataOf(int i) => _folder.File($"{i}.csv");

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
