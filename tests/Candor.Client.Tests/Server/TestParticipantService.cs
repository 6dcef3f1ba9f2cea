using System.Globalization;
using System.Security.Cryptography;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Settlement;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Candor.Client.Tests.Server;

/// <summary>The participant service over <see cref="MarketLog"/>.</summary>
internal sealed class TestParticipantService(MarketLog log) : ParticipantService.ParticipantServiceBase
{
    public override Task<JoinMarketResponse> JoinMarket(JoinMarketRequest request, ServerCallContext context)
    {
        JoinMarketPayload payload = JoinMarketPayload.Parser.ParseFrom(request.Envelope.Payload);
        return Task.FromResult(log.Do(
            payload.RequestId,
            request.Envelope.Payload,
            state => new JoinMarket(
                log.Now,
                IdOf(payload.Participant),
                payload.DefinitionDigest.Memory,
                Authenticate(state!, payload.Participant, request.Envelope, payload)),
            (e, number, receipt) => new JoinMarketResponse
            {
                Event = number,
                Time = e.Time.ToTimestamp(),
                Receipt = receipt,
            }));
    }

    public override Task<SubmitCommitmentResponse> SubmitCommitment(
        SubmitCommitmentRequest request, ServerCallContext context)
    {
        SubmitCommitmentPayload payload = SubmitCommitmentPayload.Parser.ParseFrom(request.Envelope.Payload);
        byte[] nonce = RandomNumberGenerator.GetBytes(32);
        return Task.FromResult(log.Do(
            payload.RequestId,
            request.Envelope.Payload,
            state =>
            {
                var claim = new CommitmentClaim(
                    IdOf(payload.Participant),
                    payload.DefinitionDigest.Memory,
                    payload.Commitment.Memory,
                    payload.DatasetRoot.Memory,
                    payload.OpeningProof.Memory);
                return VerifiedCommitment.TryVerify(
                    state!, claim, log.Now, out VerifiedCommitment? verified, out Rejection? rejection)
                    ? new SubmitCommitment(
                        log.Now,
                        verified,
                        nonce,
                        Authenticate(state!, payload.Participant, request.Envelope, payload))
                    : throw Refusals.Of(rejection);
            },
            (e, number, receipt) => new SubmitCommitmentResponse
            {
                Event = number,
                Time = e.Time.ToTimestamp(),
                Nonce = ByteString.CopyFrom(nonce),
                Receipt = receipt,
            }));
    }

    public override Task<SubmitReportResponse> SubmitReport(SubmitReportRequest request, ServerCallContext context)
    {
        SubmitReportPayload payload = SubmitReportPayload.Parser.ParseFrom(request.Envelope.Payload);
        return Task.FromResult(log.Do(
            payload.RequestId,
            request.Envelope.Payload,
            state =>
            {
                var claim = new ReportClaim(
                    IdOf(payload.Participant),
                    payload.DefinitionDigest.Memory,
                    payload.Records,
                    payload.CommitmentEvent,
                    payload.RangeProof.Memory);
                return VerifiedReport.TryVerify(
                    state!, claim, log.Now, out VerifiedReport? verified, out Rejection? rejection)
                    ? new SubmitReport(
                        log.Now,
                        verified,
                        Authenticate(state!, payload.Participant, request.Envelope, payload))
                    : throw Refusals.Of(rejection);
            },
            (e, number, receipt) => new SubmitReportResponse
            {
                Event = number,
                Time = e.Time.ToTimestamp(),
                Receipt = receipt,
            }));
    }

    public override async Task WatchAssignment(
        WatchAssignmentRequest request,
        IServerStreamWriter<WatchAssignmentResponse> responseStream,
        ServerCallContext context)
    {
        WatchAssignmentPayload payload = WatchAssignmentPayload.Parser.ParseFrom(request.Envelope.Payload);
        int index = IndexOf(log.State!, payload.Participant);
        TestMarketService.Authenticate(request.Envelope, payload, log.State!.Definition.Roster[index].Key);
        if (payload.ExpireTime.ToDateTimeOffset() > log.Now.AddHours(1))
        {
            throw Refusals.Of(StatusCode.Unauthenticated, "PAYLOAD_EXPIRED", "The payload expires too far ahead.");
        }

        int next = request.ResumeToken.Length == 0 ? 0 : int.Parse(request.ResumeToken, CultureInfo.InvariantCulture);
        MarketState? state = MarketState.Fold(log.Events.Take(next));
        while (true)
        {
            Task appended = log.Appended;
            for (; next < log.Events.Count; next++)
            {
                V1.ParticipantPhase before = state is null ? default : PhaseOf(state, index);
                state = MarketState.Apply(state, log.Events[next]);
                V1.ParticipantPhase after = PhaseOf(state, index);
                if (after != before)
                {
                    await responseStream.WriteAsync(Update(state, index, log.Events[next], after));
                }

                if (state.Phase != Candor.Market.MarketPhase.Open)
                {
                    return;
                }
            }

            await appended.WaitAsync(context.CancellationToken);
        }
    }

    internal static V1.ParticipantPhase PhaseOf(MarketState state, int index) =>
        (state.Phase, state.Participants[index].Phase) switch
    {
        (Candor.Market.MarketPhase.Cancelled, _) => V1.ParticipantPhase.Cancelled,
        (Candor.Market.MarketPhase.Settled, Candor.Market.ParticipantPhase.Reported) => V1.ParticipantPhase.Assigned,
        (Candor.Market.MarketPhase.Settled, _) => V1.ParticipantPhase.Out,
        (_, var phase) => (V1.ParticipantPhase)((int)phase + 1),
    };

    private static WatchAssignmentResponse Update(
        MarketState state, int index, MarketEvent happened, V1.ParticipantPhase phase)
    {
        var update = new WatchAssignmentResponse
        {
            Phase = phase,
            Sequence = (ulong)state.Version,
            ResumeToken = $"{state.Version}",
            Time = happened.Time.ToTimestamp(),
            CancelReason = state.CancelReason ?? string.Empty,
        };
        if (state.Outcome is { } outcome)
        {
            ParticipantAssignment assigned = outcome.Assignments[index];
            update.Assignment = new Assignment
            {
                Participant = $"{state.Name}/participants/{assigned.Participant}",
                AllocatedQuality = assigned.AllocatedQuality,
                BestQuality = outcome.BestQuality,
                OwnQuality = assigned.OwnQuality,
                PaymentMicros = assigned.PaymentMicros,
                Currency = state.Definition.Currency,
                PreferredModel = assigned.AllocatedQuality > assigned.OwnQuality
                    ? V1.PreferredModel.Allocated
                    : V1.PreferredModel.Own,
            };
            if (assigned.Records is { } records)
            {
                update.Assignment.ReportedRecords = records;
            }
        }

        return update;
    }

    private static Candor.Market.Signing.AuthenticatedEnvelope Authenticate(
        MarketState state, string participant, Envelope envelope, IMessage payload) =>
        TestMarketService.Authenticate(envelope, payload, state.Definition.Roster[IndexOf(state, participant)].Key);

    private static string IdOf(string participant) => participant[(participant.LastIndexOf('/') + 1)..];

    private static int IndexOf(MarketState state, string participant) =>
        state.Definition.TryFind(IdOf(participant), out int index)
            ? index
            : throw Refusals.Of(StatusCode.NotFound, "PARTICIPANT_NOT_FOUND", "The roster has no such participant.");
}
