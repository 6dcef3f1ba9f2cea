using Candor.Client;
using Candor.Commitments.Merkle;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;
using OverlapPolicy = Candor.Market.Definitions.OverlapPolicy;
using ParticipantPhase = Candor.V1.ParticipantPhase;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>The catalogue of lies.</summary>
internal static class LieKinds
{
    private const long ThousandInMicros = 1_000_000_000;
    private const ulong Debit = 17;

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<LieKind> All { get; } =
    [
        new("told-debit", "says that records are debited", TellDebit)
        {
            Overlap = OverlapPolicy.CreditEarlier, ChangesNothing = true,
        },
        new("forged-debit", "changes a validator's signed debit", ForgeDebit)
        {
            Overlap = OverlapPolicy.CreditEarlier,
            Participants = 2,
            Before = static market => market.LetOthersReportAsync(),
        },
        new("other-market", "gives its rules another market's name", TellOtherName),
        new("second-sample", "asks for a second sample of records", AskForMore)
        {
            Before = static market =>
            {
                // The process dies with the sample drawn, kept, and not opened.
                market.Lies.Reject = static request => request is SubmitOpeningsRequest
                    ? new RpcException(new Status(StatusCode.Internal, "The openings were not taken."))
                    : null;
                return market.StopWithErrorAsync();
            },
        },
        new("told-refusal", "says that an attested commitment is refused", TellRefusal)
        {
            Before = static market => market.StopAfterAsync<ParticipationValidated>(),
        },
        new("told-cancelled", "says that the market was cancelled", TellCancelled),
        new("rolled-back", "shows the transcript of an earlier time", RollBack),
        new("forked", "signs another transcript of the same length", Fork),
        new("other-payment", "charges 1,000 more than is due", TellPayment),
        new("other-report", "assigns for another report", TellReport),
        .. TrainingLieKinds.All,
    ];

    private static void TellDebit(LyingMarket market) => market.Lies.Tamper = static answer =>
    {
        // By varying it and watching the proofs, the platform would read the committed size.
        if (answer is GetCommitmentResponse standing)
        {
            standing.DebitedRecords = Debit;
        }
    };

    private static void ForgeDebit(LyingMarket market) => market.Lies.Tamper = static answer =>
    {
        if (answer is ListEntriesResponse page)
        {
            foreach (LogEntry entry in page.Entries)
            {
                string text = entry.Entry.ToStringUtf8();
                if (text.Contains("overlap-checked/", StringComparison.Ordinal))
                {
                    // The hash is made to fit.
                    entry.Entry = ByteString.CopyFromUtf8(
                        text.Replace("\"debitedRecords\":0", $"\"debitedRecords\":{Debit}", StringComparison.Ordinal));
                    entry.LeafHash = ByteString.CopyFrom(MerkleHash.Leaf(entry.Entry.Span));
                }
            }
        }
    };

    private static void TellOtherName(LyingMarket market) => market.Lies.Tamper = static answer =>
    {
        if (answer is GetMarketResponse response)
        {
            response.Market.Name += "-elsewhere";
        }
    };

    private static void AskForMore(LyingMarket market)
    {
        market.Lies.Reject = null;
        market.Lies.Tamper = static answer =>
        {
            Audit? audit = answer switch
            {
                OpenAuditResponse opened => opened.Audit,
                GetAuditResponse got => got.Audit,
                _ => null,
            };
            if (audit is { Phase: AuditPhase.AwaitingOpenings, Positions.Count: > 0 })
            {
                // One position is another; they stay in order and distinct.
                ulong other = Enumerable.Range(0, int.MaxValue).Select(static i => (ulong)i)
                    .First(position => !audit.Positions.Contains(position));
                ulong[] positions = [.. audit.Positions.Skip(1).Append(other).Order()];
                audit.Positions.Clear();
                audit.Positions.AddRange(positions);
            }
        };
    }

    private static void TellRefusal(LyingMarket market) => market.Lies.Tamper = static answer =>
    {
        if (answer is GetMarketResponse response)
        {
            response.Market.Participants[0].Phase = ParticipantPhase.Refused;
        }
    };

    private static void TellCancelled(LyingMarket market) => market.Lies.Tamper = static answer =>
    {
        if (answer is WatchAssignmentResponse response)
        {
            (response.Phase, response.CancelReason) = (ParticipantPhase.Cancelled, "There is no quorum.");
        }
    };

    private static void RollBack(LyingMarket market)
    {
        ByteString? first = null;
        market.Lies.Tamper = answer =>
        {
            switch (answer)
            {
                case JoinMarketResponse joined:
                    first = joined.Receipt.Checkpoint;
                    break;
                case GetCheckpointResponse response when first is not null:
                    response.Checkpoint = first;
                    break;
            }
        };
    }

    private static void Fork(LyingMarket market)
    {
        ByteString? last = null;
        (LyingServer server, string name) = (market.Server, market.Name);
        market.Lies.Tamper = answer =>
        {
            switch (answer)
            {
                case SubmitReportResponse reported:
                    last = reported.Receipt.Checkpoint;
                    break;
                case GetCheckpointResponse response when last is not null:
                    response.Checkpoint = ByteString.CopyFrom(server.SignAnother(name, last.Span));
                    break;
            }
        };
    }

    private static void TellPayment(LyingMarket market) => market.Lies.Tamper = static answer =>
    {
        if (answer is WatchAssignmentResponse { Assignment: { } assignment })
        {
            assignment.PaymentMicros += ThousandInMicros;
        }
    };

    private static void TellReport(LyingMarket market) => market.Lies.Tamper = static answer =>
    {
        if (answer is WatchAssignmentResponse { Assignment: { } assignment })
        {
            assignment.ReportedRecords--;
        }
    };
}
