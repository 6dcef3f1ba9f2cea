using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Tests.Support;
using Candor.Wire.Verdicts;
using Google.Protobuf;

namespace Candor.Wire.Tests.Commands;

/// <summary>The golden market once more, from its signed messages alone.</summary>
public sealed class GoldenCommandTests
{
    [Fact]
    public void Commands_OfEveryGoldenEntry_DecideToItByteForByte()
    {
        MarketState? state = null;
        var due = new Queue<MarketEvent>();
        foreach (MarketEvent golden in GoldenTranscript.Events)
        {
            if (due.Count == 0)
            {
                Decision decision = MarketDecider.Decide(state, Read(state, golden));
                Assert.Null(decision.Rejection);
                decision.Events.ToList().ForEach(due.Enqueue);
            }

            Assert.Equal(EventCodec.Encode(golden), EventCodec.Encode(due.Dequeue()));
            state = MarketState.Apply(state, golden);
        }

        Assert.Equal(MarketPhase.Settled, state!.Phase);
    }

    [Fact]
    public void Payloads_OfGoldenClaims_AreTheSignedBytes()
    {
        var kinds = new HashSet<Type>();
        foreach (MarketEvent golden in GoldenTranscript.Events)
        {
            if (WriteAgain(golden) is ({ } envelope, { } written))
            {
                Assert.Equal(envelope.Payload.ToArray(), written.ToByteArray());
                kinds.Add(written.GetType());
            }
        }

        Assert.Equal(4, kinds.Count);
    }

    private static MarketCommand Read(MarketState? state, MarketEvent golden)
    {
        MarketCommand? command;
        Rejection? rejection;
        switch (golden)
        {
            case MarketCreated e:
                _ = OperatorCommands.TryCreate(e.Envelope, e.Time, out CreateMarket? create, out rejection);
                command = create;
                break;
            case ParticipantJoined e:
                _ = ParticipantCommands.TryJoin(state!, e.Envelope, e.Time, out JoinMarket? join, out rejection);
                command = join;
                break;
            case CommitmentAccepted e:
                _ = ParticipantCommands.TryCommit(
                    state!, e.Envelope, e.Time, e.Nonce, out SubmitCommitment? commit, out rejection);
                command = commit;
                break;
            case ReportAccepted e:
                _ = ParticipantCommands.TryReport(state!, e.Envelope, e.Time, out SubmitReport? report, out rejection);
                command = report;
                break;
            default:
                _ = VerdictCommands.TryRead(state!, VerdictOf(golden), golden.Time, out command, out rejection);
                break;
        }

        Assert.Null(rejection);
        return command!;
    }

    private static SignedEnvelope VerdictOf(MarketEvent golden) => golden switch
    {
        CommitmentValidated e => e.Envelope,
        CommitmentRefused e => e.Envelope,
        OverlapChecked e => e.Envelope,
        _ => throw new InvalidOperationException(golden.GetType().Name),
    };

    private static (SignedEnvelope? Envelope, IMessage? Written) WriteAgain(MarketEvent golden)
    {
        const string Market = "markets/golden";
        switch (golden)
        {
            case CommitmentAccepted e:
                var commit = V1.SubmitCommitmentPayload.Parser.ParseFrom(e.Envelope.Payload.Span);
                return (e.Envelope, ClaimPayloads.ToPayload(
                    Market, ClaimPayloads.ToClaim(e.Participant, commit), commit.RequestId));
            case ReportAccepted e:
                var report = V1.SubmitReportPayload.Parser.ParseFrom(e.Envelope.Payload.Span);
                return (e.Envelope, ClaimPayloads.ToPayload(
                    Market, ClaimPayloads.ToClaim(e.Participant, report), report.RequestId));
            case CommitmentRefused e:
                var refusal = V1.RefuseCommitmentPayload.Parser.ParseFrom(e.Envelope.Payload.Span);
                return (e.Envelope, ClaimPayloads.ToPayload(
                    Market, ClaimPayloads.ToClaim(e.Participant, refusal)));
            case OverlapChecked e:
                var overlap = V1.OverlapPayload.Parser.ParseFrom(e.Envelope.Payload.Span);
                return (e.Envelope, ClaimPayloads.ToPayload(Market, ClaimPayloads.ToClaim(overlap)));
            default:
                return default;
        }
    }
}
