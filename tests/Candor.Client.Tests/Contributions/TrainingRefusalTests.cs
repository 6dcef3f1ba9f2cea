using Candor.Client.Contributions;
using Candor.Market.Training;
using Google.Protobuf;

namespace Candor.Client.Tests.Contributions;

public sealed class TrainingRefusalTests : TrainingTestBase
{
    [Fact]
    public async Task Participate_RecordsThatAnotherMarketHas_AreRefusedUnlessAskedForAgain()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));
        await CreateAsync("second");
        ParticipationOptions options = OptionsOf(0) with { ReceiptPath = Folder["second.receipt"], ModelPath = null };

        CandorException refused = await Assert.ThrowsAsync<CandorException>(
            () => ListAsync(Member(0, "second").ParticipateAsync(FileOf(0), options, Limit)));

        Assert.Equal("CONTRIBUTED_BEFORE", refused.Reason);
        Assert.Contains($"contributed to markets/{MarketId} before", refused.Message, StringComparison.Ordinal);
        Assert.Contains("subtract the two sums", refused.Message, StringComparison.Ordinal);
        await foreach (ParticipationProgress step in Member(0, "second")
            .ParticipateAsync(FileOf(0), options with { ContributeAgain = true }, Limit))
        {
            if (step is ParticipationContributed { Step: TrainingStep.Keys })
            {
                return;
            }
        }

        Assert.Fail("The mask key was not given.");
    }

    [Theory]
    [InlineData(1, "11 of these 11 records were contributed to ")]
    [InlineData(6, "6 of these 6 records were contributed to ")]
    public async Task Participate_SomeRecordsLess_AreTheRecordsOfTheOtherMarket(int left, string told)
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));
        await CreateAsync("second");
        string[] lines = await File.ReadAllLinesAsync(FileOf(0), Limit);
        string fewer = Folder.Write("fewer.csv", string.Join('\n', lines[..^left]) + "\n");
        ParticipationOptions options = OptionsOf(0) with { ReceiptPath = Folder["second.receipt"], ModelPath = null };

        CandorException refused = await Assert.ThrowsAsync<CandorException>(
            () => ListAsync(Member(0, "second").ParticipateAsync(fewer, options, Limit)));

        Assert.Equal("CONTRIBUTED_BEFORE", refused.Reason);
        Assert.StartsWith(told, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participate_WhatWentIntoAnotherMarketIsDamaged_IsRefused()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));
        await CreateAsync("second");
        foreach (string file in Directory.GetFiles(Folder["candor-contributed"]))
        {
            string[] lines = await File.ReadAllLinesAsync(file, Limit);
            await File.WriteAllLinesAsync(file, [lines[0], lines[1][..^8]], Limit);
        }

        ReceiptException refused = await Assert.ThrowsAsync<ReceiptException>(() => ListAsync(Member(0, "second")
            .ParticipateAsync(FileOf(0), OptionsOf(0) with { ReceiptPath = Folder["second.receipt"], ModelPath = null }, Limit)));

        Assert.Equal(ReceiptFault.Damaged, refused.Fault);
        Assert.Contains("candor-contributed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participate_TheSameRecordsInAnotherOrder_AreTheSameRecords()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));
        await CreateAsync("second");
        string[] lines = await File.ReadAllLinesAsync(FileOf(0), Limit);
        string turned = Folder.Write("turned.csv", string.Join('\n', [lines[0], .. lines[1..].Reverse()]) + "\n");

        CandorException refused = await Assert.ThrowsAsync<CandorException>(() => ListAsync(Member(0, "second")
            .ParticipateAsync(turned, new ParticipationOptions { ReceiptPath = Folder["second.receipt"] }, Limit)));

        Assert.Equal("CONTRIBUTED_BEFORE", refused.Reason);
    }

    [Fact]
    public async Task Participate_ModelOverAFileOfAnotherKind_IsRefusedBeforeAnythingIsSent()
    {
        string notes = Folder.Write("notes.txt", "not a model");

        ReceiptException refused = await Assert.ThrowsAsync<ReceiptException>(
            () => RunAsync(0, options: OptionsOf(0) with { ModelPath = notes }));

        Assert.Equal(ReceiptFault.Damaged, refused.Fault);
        Assert.Contains("is there and is no model", refused.Message, StringComparison.Ordinal);
        Assert.Equal("not a model", await File.ReadAllTextAsync(notes, Limit));
        Assert.Empty(Server.Faults.RequestsOf<V1.JoinMarketRequest>());
    }

    [Fact]
    public async Task Participate_RecordsCountedElsewhere_CannotBeContributed()
    {
        CandorException refused = await Assert.ThrowsAsync<CandorException>(() => ListAsync(
            Member(0).ParticipateAsync(Dataset.Counted(12, "warehouse"), OptionsOf(0), Limit)));

        Assert.Equal("RECORDS_NOT_AT_HAND", refused.Reason);
        Assert.Empty(Server.Faults.RequestsOf<V1.JoinMarketRequest>());
    }

    [Fact]
    public async Task Participate_FileThatIsNoState_IsLeftAsItIs()
    {
        string path = OptionsOf(0).ReceiptPath + TrainingJson.Suffix;
        await File.WriteAllTextAsync(path, "{}", Limit);

        ReceiptException refused = await Assert.ThrowsAsync<ReceiptException>(() => RunAsync(0));

        Assert.Equal(ReceiptFault.Damaged, refused.Fault);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Equal("{}", await File.ReadAllTextAsync(path, Limit));
    }

    [Fact]
    public async Task Participate_SilentMember_FallsWithItsCauseAndTheOthersTrainWithoutIt()
    {
        int waiting = 3;
        var masked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<List<ParticipationProgress>>[] others =
        [
            .. Enumerable.Range(1, 3).Select(i => RunAsync(i, told: step =>
            {
                if (step is ParticipationContributed { Step: TrainingStep.Mask, Epoch: 1 }
                    && Interlocked.Decrement(ref waiting) == 0)
                {
                    masked.SetResult();
                }
            })),
        ];
        await foreach (ParticipationProgress step in Member(0).ParticipateAsync(FileOf(0), OptionsOf(0), Limit))
        {
            if (step is ParticipationContributed { Step: TrainingStep.Commit })
            {
                break;
            }
        }

        await masked.Task.WaitAsync(Limit);
        Server.Time.Advance(TimeSpan.FromSeconds(61));
        await Task.WhenAll(others);

        List<ParticipationProgress> mine = await RunAsync(0);
        ParticipationFell fell = Assert.Single(mine.OfType<ParticipationFell>());
        Assert.Equal(FallCause.Silent, fell.Cause);
        Assert.True(mine.OfType<ParticipationAssigned>().Single().Assignment.IsOut);
        Assert.Null(mine.OfType<ParticipationDelivered>().Single().Model);
        Assert.IsType<ParticipationTranscriptVerified>(mine[^1]);
        Assert.All(others, other => Assert.Equal(36, other.Result.OfType<ParticipationDelivered>().Single().Model!.Records));
    }

    [Fact]
    public async Task Participate_ToldToLeaveInTheTraining_SaysThatTheReportFalls()
    {
        foreach (int other in Enumerable.Range(1, 3))
        {
            await ReportOnlyAsync(other);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        OperationCanceledException left = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (ParticipationProgress step in Member(0).ParticipateAsync(FileOf(0), OptionsOf(0), stop.Token))
            {
                if (step is ParticipationContributed { Step: TrainingStep.Commit })
                {
                    await stop.CancelAsync();
                }
            }
        });

        Assert.Contains("its report falls unless it is run again before", left.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("salt")]
    public async Task Participate_AnotherModel_IsNotTheOneInTheTranscript(string what)
    {
        Server.Faults.Tamper = answer =>
        {
            if (answer is V1.GetModelResponse model)
            {
                model.Content = what == "content" ? Flipped(model.Content) : model.Content;
                model.Salt = what == "salt" ? Flipped(model.Salt) : model.Salt;
            }
        };

        Task<List<ParticipationProgress>>[] all = [.. Enumerable.Range(0, 4).Select(i => RunAsync(i))];

        UnverifiedAnswerException refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => all[0]);
        Assert.Equal(AnswerFault.Model, refused.Fault);
        Assert.Contains("its digest is", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "\"state\": \"\"",
            await File.ReadAllTextAsync(OptionsOf(0).ReceiptPath + TrainingJson.Suffix, Limit),
            StringComparison.Ordinal);
        Assert.False(File.Exists(OptionsOf(0).ModelPath));
    }

    // The settlement allocates it, and its time is not over: the transcript shows who says something else.
    [Fact]
    public async Task Participate_AModelThatIsHeldBack_IsToldWithTheTranscriptAsEvidence()
    {
        Server.Faults.Tamper = static answer =>
        {
            if (answer is V1.GetModelResponse)
            {
                throw Candor.Wire.Errors.ErrorDetails.ToException(V1.ErrorReason.ModelNotAllocated, "There is no model.");
            }
        };
        Task<List<ParticipationProgress>>[] all = [.. Enumerable.Range(0, 4).Select(i => RunAsync(i))];

        UnverifiedAnswerException refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => all[0]);

        Assert.Equal(AnswerFault.Model, refused.Fault);
        Assert.Contains("keeps back the model", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the server says: There is no model.", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Evidence);
        Assert.False(File.Exists(OptionsOf(0).ModelPath));

        // It is delivered after that, as long as the rules say; then nobody keeps it back.
        Server.Faults.Tamper = null;
        Assert.NotNull(await Member(0).GetModelAsync(Limit));
        Server.Time.Advance(TimeSpan.FromDays(31));
        var later = new TestClock { Now = TestClock.Start + TimeSpan.FromDays(31) };
        Server.Faults.Tamper = static answer =>
        {
            if (answer is V1.GetModelResponse)
            {
                throw Candor.Wire.Errors.ErrorDetails.ToException(V1.ErrorReason.ModelNotAllocated, "The model was deleted.");
            }
        };
        CandorException late = await Assert.ThrowsAsync<CandorException>(() => Server.Client(later)
            .GetParticipantHandle(MarketId, TrainingMarkets.Members[0], KeyOf(0)).GetModelAsync(Limit));
        Assert.Equal("MODEL_NOT_ALLOCATED", late.Reason);
    }

    [Fact]
    public async Task Participate_SharesThatTheirDealerDidNotSign_AreNotAnswered()
    {
        Server.Faults.Tamper = answer =>
        {
            if (answer is V1.ReadSharesResponse { Dealer: "birch" } shares)
            {
                shares.Shares = Flipped(shares.Shares);
            }
        };

        Task<List<ParticipationProgress>>[] all = [.. Enumerable.Range(0, 4).Select(i => RunAsync(i))];

        ContributionRefusedException refused = await Assert.ThrowsAsync<ContributionRefusedException>(() => all[0]);
        Assert.Equal(GuardReason.SharesForeign, refused.Cause);
        Assert.Contains("in step Check of epoch 1", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Evidence);
    }

    [Fact]
    public async Task Participate_AnotherMaskKeyInTheTranscript_IsNotBelieved()
    {
        Server.Faults.Tamper = answer =>
        {
            foreach (V1.LogEntry entry in (answer as V1.ListEntriesResponse)?.Entries ?? [])
            {
                if (!entry.Entry.IsEmpty
                    && EventOf(entry) is Candor.Market.Events.MaskKeyAccepted { Participant: "birch" } given)
                {
                    byte[] changed = Candor.Market.Events.EventCodec.Encode(
                        given with { MaskKey = Flipped(ByteString.CopyFrom(given.MaskKey.Span)).Memory });
                    entry.Entry = ByteString.CopyFrom(changed);
                    entry.LeafHash = ByteString.CopyFrom(Candor.Commitments.Merkle.MerkleHash.Leaf(changed));
                }
            }
        };

        Task<List<ParticipationProgress>>[] all = [.. Enumerable.Range(0, 4).Select(i => RunAsync(i))];

        UnverifiedAnswerException refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => all[0]);
        Assert.Equal(AnswerFault.TranscriptInvalid, refused.Fault);
        Assert.Contains("Nothing more is contributed", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Server.Faults.RequestsOf<V1.SubmitContributionRequest>(),
            request => request.Envelope.PayloadType == Wire.Signing.PayloadType.Of<V1.CommitStatisticsPayload>());
    }

    private static Candor.Market.Events.MarketEvent EventOf(V1.LogEntry entry) =>
        Candor.Market.Events.EventCodec.Decode(entry.Entry.Span);

    private static ByteString Flipped(ByteString bytes)
    {
        byte[] changed = bytes.ToByteArray();
        if (changed.Length > 0)
        {
            changed[0] ^= 1;
        }

        return ByteString.CopyFrom(changed);
    }

    // A member that reports and answers nothing.
    private async Task ReportOnlyAsync(int index)
    {
        await foreach (ParticipationProgress step in Member(index).ParticipateAsync(FileOf(index), OptionsOf(index), Limit))
        {
            if (step is ParticipationReported)
            {
                return;
            }
        }
    }
}
