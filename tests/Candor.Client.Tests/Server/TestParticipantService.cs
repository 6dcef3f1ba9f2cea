using System.Globalization;
using System.Security.Cryptography;
using Candor.Market;
using Candor.Market.Commands;
using Candor.V1;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
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
            state => ParticipantCommands.TryJoin(
                state!, TestMarketService.Signed(request.Envelope), log.Now, out JoinMarket? command, out Rejection? no)
                ? command
                : throw Refusals.Of(no),
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
            state => ParticipantCommands.TryCommit(
                state!,
                TestMarketService.Signed(request.Envelope),
                log.Now,
                nonce,
                out SubmitCommitment? command,
                out Rejection? no)
                ? command
                : throw Refusals.Of(no),
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
            state => ParticipantCommands.TryReport(
                state!,
                TestMarketService.Signed(request.Envelope),
                log.Now,
                out SubmitReport? command,
                out Rejection? no)
                ? command
                : throw Refusals.Of(no),
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
        if (!ParticipantCommands.TryOpen<WatchAssignmentPayload>(
            log.State!,
            TestMarketService.Signed(request.Envelope),
            static payload => payload.Participant,
            out string? sender,
            out var message,
            out Rejection? no))
        {
            throw Refusals.Of(no);
        }

        _ = log.State!.Definition.TryFind(sender, out int index);
        if (message.Payload.ExpireTime.ToDateTimeOffset() > log.Now.AddHours(1))
        {
            throw Refusals.Of(StatusCode.Unauthenticated, "PAYLOAD_EXPIRED", "The payload expires too far ahead.");
        }

        int next = request.ResumeToken.Length == 0 ? 0 : int.Parse(request.ResumeToken, CultureInfo.InvariantCulture);
        while (true)
        {
            Task appended = log.Appended;
            for (; next < log.Events.Count; next++)
            {
                if (AssignmentUpdates.ToMessage(log.State!, index, log.Events[next], next + 1, $"{next + 1}")
                    is { } update)
                {
                    await responseStream.WriteAsync(update);
                }

                if (log.Events[next] is Market.Events.MarketSettled or Market.Events.MarketCancelled)
                {
                    return;
                }
            }

            await appended.WaitAsync(context.CancellationToken);
        }
    }
}
