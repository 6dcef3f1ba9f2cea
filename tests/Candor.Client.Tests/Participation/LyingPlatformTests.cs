using System.Collections.Immutable;
using Candor.Client.Participation;
using Candor.Client.Tests.Server;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Client.Tests.Participation;

/// <summary>A platform that lies to the real SDK, one lie a test, in a market that takes sizes on trust. The lies about
/// audits and overlap checks are in the validator's tests.</summary>
public sealed class LyingPlatformTests : ClientTestBase
{
    private static readonly Dataset s_records = Dataset.Counted(250, "warehouse");

    private ParticipationOptions Kept => new() { ReceiptPath = Folder["receipt.json"] };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
        await ReportAsync(1, 100);
    }

    [Theory]
    [InlineData("payment")]
    [InlineData("allocated")]
    [InlineData("best")]
    public async Task Assignment_OtherNumbers_ShownFirstAndThenCaughtByTheTranscript(string what)
    {
        await ReportAsync(2, 100);
        Server.Faults.Tamper = answer =>
        {
            if (answer is WatchAssignmentResponse { Assignment: { } assignment })
            {
                assignment.PaymentMicros += what == "payment" ? 1_000_000_000 : 0;
                assignment.AllocatedQuality -= what == "allocated" ? 0.001 : 0;
                assignment.BestQuality += what == "best" ? 0.001 : 0;
            }
        };
        var steps = new List<ParticipationProgress>();

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => FillAsync(steps, North.ParticipateAsync(s_records, Kept, Limit)));

        Assert.IsType<ParticipationAssigned>(steps[^1]);
        Assert.Equal(AnswerFault.Assignment, refused.Fault);
        string named = what switch
        {
            "payment" => "payment in micro-units ",
            "allocated" => "allocated quality ",
            _ => "best quality ",
        };
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Contains("expected ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Server.Log.Transcript.Checkpoint().Note.ToArray(), Assert.Single(refused.Evidence).ToArray());
    }

    [Fact]
    public async Task Settlement_DatedAheadOfTheClientsClock_IsNamedWithTheVerifiedAssignment()
    {
        await ReportAsync(2, 100);
        Server.Time.Advance(TimeSpan.FromMinutes(8));

        List<ParticipationProgress> steps = await ListAsync(North.ParticipateAsync(s_records, Kept, Limit));

        // The participant's three messages and the settlement.
        var verified = Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
        Assert.Equal((4, TimeSpan.FromMinutes(8)), (verified.TimesAhead?.Entries, verified.TimesAhead?.Furthest));
    }

    [Fact]
    public async Task Assignment_AfterARestartWithAnotherReport_IsCaught()
    {
        await StopAfterAsync<ParticipationReported>(Kept);
        await ReportAsync(2, 100);
        Server.Faults.Tamper = answer =>
        {
            if (answer is WatchAssignmentResponse { Assignment: { } assignment })
            {
                assignment.ReportedRecords = 100;
                assignment.OwnQuality = Math.Tanh(1.0 / 2);
            }
        };
        await using CandorClient process = Server.Client(Clock);

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(Of(process).ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal(AnswerFault.Assignment, refused.Fault);
        Assert.Contains("reported records 100, expected 250", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcript_WithoutAMessageThatWasAccepted_IsCaughtByItsReceiptAfterARestart()
    {
        await StopAfterAsync<ParticipationReported>(Kept);
        await ReportAsync(2, 100);
        await ListAsync(North.WatchAssignmentAsync(cancellationToken: Limit));

        // The platform signs a log again in which the report never came, and tells a process that has seen no checkpoint.
        ImmutableList<byte[]> all = Server.Log.Bodies;
        int mine = Server.Log.Events.FindIndex(
            e => e is Candor.Market.Events.ReportAccepted { Participant: "north" });
        Server.Log.Rewrite(bodies => bodies.RemoveAt(mine));
        Server.Faults.Tamper = answer =>
        {
            if (answer is ListEntriesResponse page)
            {
                page.Entries.Clear();
                foreach (int i in Enumerable.Range(0, all.Count - 1))
                {
                    page.Entries.Add(new LogEntry
                    {
                        Index = (ulong)i,
                        Entry = ByteString.CopyFrom(Server.Log.Bodies[i]),
                        LeafHash = ByteString.CopyFrom(
                            Candor.Commitments.Merkle.MerkleHash.Leaf(Server.Log.Bodies[i])),
                    });
                }
            }
        };
        await using CandorClient process = Server.Client(Clock);

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(Of(process).ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal((AnswerFault.MessageMissing, "ANSWER_MESSAGE_MISSING"), (refused.Fault, refused.Reason));
        Assert.Contains($"entry {mine}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, refused.Evidence.Count);
    }

    [Fact]
    public async Task Phase_CancelledWithoutTheOperatorsSignature_IsNotBelieved()
    {
        Server.Faults.Tamper = answer =>
        {
            if (answer is WatchAssignmentResponse response)
            {
                (response.Phase, response.CancelReason) = (V1.ParticipantPhase.Cancelled, "No quorum.");
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(North.ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal((AnswerFault.Phase, "ANSWER_PHASE_WRONG"), (refused.Fault, refused.Reason));
    }

    [Fact]
    public async Task Phase_CancelledInOtherWords_IsNotBelieved()
    {
        await Operator.CancelMarketAsync("No quorum.", Limit);
        Server.Faults.Tamper = answer =>
        {
            if (answer is WatchAssignmentResponse { CancelReason.Length: > 0 } response)
            {
                response.CancelReason = "All is well.";
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(North.ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal(AnswerFault.Phase, refused.Fault);
    }

    [Fact]
    public async Task Phase_RefusedAfterTheReport_IsNotBelievedAndNothingIsCommitted()
    {
        Server.Faults.Tamper = answer =>
        {
            if (answer is WatchAssignmentResponse { Phase: V1.ParticipantPhase.Reported } response)
            {
                response.Phase = V1.ParticipantPhase.Refused;
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ListAsync(North.ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal(AnswerFault.Phase, refused.Fault);
        Assert.Equal(1, Server.Log.State!.Participants[0].CommitmentCount);
    }

    [Theory]
    [InlineData(V1.ParticipantPhase.Joined)]
    [InlineData(V1.ParticipantPhase.Invited)]
    [InlineData(V1.ParticipantPhase.Validated)]
    public async Task Phase_OfBeforeWhatTheReceiptShows_DoesNothingAgain(V1.ParticipantPhase said)
    {
        await StopAfterAsync<ParticipationReported>(Kept);
        Server.Faults.Tamper = answer =>
        {
            if (answer is GetMarketResponse response)
            {
                response.Market.Participants[0].Phase = said;
            }
        };
        await using CandorClient process = Server.Client(Clock);
        await foreach (ParticipationProgress step in Of(process).ParticipateAsync(s_records, Kept, Limit))
        {
            if (step is ParticipationReported)
            {
                break;
            }
        }

        Assert.Equal(1, Server.Log.State!.Participants[0].CommitmentCount);
        Assert.Single(ReportsOfNorth());
    }

    [Fact]
    public async Task Report_ProofRefused_IsNotMadeAgainInThisRunOrTheNext()
    {
        Server.Faults.FailBefore(
            "SubmitReport", Failures.Of(Grpc.Core.StatusCode.InvalidArgument, "RANGE_PROOF_INVALID", "No."));

        var first = await Assert.ThrowsAsync<CandorException>(
            () => ListAsync(North.ParticipateAsync(s_records, Kept, Limit)));
        await using CandorClient process = Server.Client(Clock);
        var second = await Assert.ThrowsAsync<ReceiptException>(
            () => ListAsync(Of(process).ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal(ErrorReason.RangeProofInvalid, first.ErrorReason);
        Assert.Contains("Nothing more is sent", first.Message, StringComparison.Ordinal);
        Assert.Equal(ReceiptFault.ReportProvedBefore, second.Fault);
        Assert.Single(ReportsOfNorth());
    }

    [Fact]
    public async Task Report_AnswerLost_SendsTheSameBytesInTheNextRun()
    {
        Server.Faults.FailAfter(
            "SubmitReport", Failures.Of(Grpc.Core.StatusCode.Internal, "INTERNAL", "The answer is lost."));
        await Assert.ThrowsAsync<CandorException>(() => ListAsync(North.ParticipateAsync(s_records, Kept, Limit)));
        Server.Faults.Tamper = answer =>
        {
            if (answer is GetMarketResponse response)
            {
                response.Market.Participants[0].Phase = V1.ParticipantPhase.Committed;
            }
        };
        await using CandorClient process = Server.Client(Clock);
        await foreach (ParticipationProgress step in Of(process).ParticipateAsync(s_records, Kept, Limit))
        {
            if (step is ParticipationReported reported)
            {
                Assert.Equal(250u, reported.Receipt!.Records);
                break;
            }
        }

        IReadOnlyList<SubmitReportRequest> sent = ReportsOfNorth();
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0], sent[1]);
    }

    [Fact]
    public async Task Receipt_OfAnotherParticipant_IsNotWrittenOver()
    {
        await StopAfterAsync<ParticipationCommitted>(Kept);
        string before = File.ReadAllText(Folder["receipt.json"]);

        var refused = await Assert.ThrowsAsync<ReceiptException>(
            () => ListAsync(Participant(2).ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal(ReceiptFault.OtherParticipant, refused.Fault);
        Assert.Equal(before, File.ReadAllText(Folder["receipt.json"]));
    }

    [Theory]
    [InlineData("id,name\n1,north\n")]
    [InlineData("{ \"version\": 4 }")]
    [InlineData("{ \"version\": 2, \"roster\": [] }")]
    [InlineData("{ \"version\": 1, \"markets\": {} }")]
    [InlineData("{ \"version\": 3 }")]
    [InlineData("")]
    public async Task Receipt_ThatIsNone_IsNotWrittenOverAndNothingIsSent(string text)
    {
        Folder.Write("receipt.json", text);

        var refused = await Assert.ThrowsAsync<ReceiptException>(
            () => ListAsync(Participant(0).ParticipateAsync(s_records, Kept, Limit)));

        Assert.Equal(ReceiptFault.Damaged, refused.Fault);
        Assert.Contains(
            $"Expected the receipt of {TestMarket.Name}/participants/north, or no file. It is left as it is",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Folder["receipt.json"]));
        Assert.DoesNotContain(
            Server.Faults.RequestsOf<JoinMarketRequest>(),
            static request => request.Participant.EndsWith("/north", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receipt_InAFolderThatIsNotThere_IsFoundOutBeforeAnythingIsSent()
    {
        var nowhere = new ParticipationOptions { ReceiptPath = Path.Combine(Folder["absent"], "receipt.json") };

        var refused = await Assert.ThrowsAsync<ReceiptException>(
            () => ListAsync(Participant(0).ParticipateAsync(s_records, nowhere, Limit)));

        Assert.Equal(ReceiptFault.Unwritable, refused.Fault);
        Assert.Contains($"there is no folder '{Folder["absent"]}'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Server.Faults.RequestsOf<JoinMarketRequest>(),
            static request => request.Participant.EndsWith("/north", StringComparison.Ordinal));
    }

    [Fact]
    public void Jitter_GrowsWithTheRosterAndIsZeroForSmallOnes()
    {
        var random = new Random(1);

        Assert.Equal(TimeSpan.Zero, SettlementJitter.Draw(100, random));
        Assert.Equal(TimeSpan.FromSeconds(50), SettlementJitter.Longest(1_000));
        Assert.Equal(TimeSpan.FromSeconds(5_000), SettlementJitter.Longest(10_000));
        TimeSpan[] drawn = [.. Enumerable.Range(0, 1_000).Select(_ => SettlementJitter.Draw(1_000, random))];
        Assert.All(drawn, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(50)));
        Assert.InRange(drawn.Average(wait => wait.TotalSeconds), 22, 28);
    }

    private ParticipantHandle Of(CandorClient client) =>
        client.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0]);

    private IReadOnlyList<SubmitReportRequest> ReportsOfNorth() =>
    [
        .. Server.Faults.RequestsOf<SubmitReportRequest>()
            .Where(request => request.Participant == TestMarket.NameOf(0)),
    ];

    // A process that lives until a step.
    private async Task StopAfterAsync<TStep>(ParticipationOptions options)
    {
        await using CandorClient process = Server.Client(Clock);
        await foreach (ParticipationProgress step in Of(process).ParticipateAsync(s_records, options, Limit))
        {
            if (step is TStep)
            {
                break;
            }
        }
    }

    private static async Task FillAsync<T>(List<T> list, IAsyncEnumerable<T> items)
    {
        await foreach (T item in items)
        {
            list.Add(item);
        }
    }
}
