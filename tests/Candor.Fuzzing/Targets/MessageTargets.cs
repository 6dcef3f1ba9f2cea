using Candor.Fuzzing.Golden;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Definitions;
using Candor.Wire.Errors;
using Candor.Wire.Signing;
using Candor.Wire.Verdicts;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Fuzzing.Targets;

/// <summary>Envelopes, the payloads in them, and the answers to failed calls.</summary>
internal static class MessageTargets
{
    private static readonly DateTimeOffset s_at = GoldenMarket.Events[^1].Time;

    private static readonly byte[] s_nonce = new byte[32];

    private static readonly MarketState s_joining = GoldenMarket.Before<ParticipantJoined>();
    private static readonly MarketState s_committing = GoldenMarket.Before<CommitmentAccepted>();
    private static readonly MarketState s_refusing = GoldenMarket.Before<CommitmentRefused>();
    private static readonly MarketState s_attesting = GoldenMarket.Before<CommitmentValidated>();
    private static readonly MarketState s_comparing = GoldenMarket.Before<OverlapChecked>();
    private static readonly MarketState s_reporting = GoldenMarket.Before<ReportAccepted>();

    // Each takes a payload that is signed after it was made up: the signature is right, what it covers is foreign.
    private static readonly Action<byte[]>[] s_payloads =
    [
        payload =>
        {
            RequireRoundTrip<V1.CreateMarketPayload>(payload);
            SignedEnvelope envelope = Sign<V1.CreateMarketPayload>("registry", payload);
            Decide(
                null,
                OperatorCommands.TryCreate(envelope, s_at, out CreateMarket? command, out Rejection? why),
                command,
                why);
        },
        payload =>
        {
            RequireRoundTrip<V1.JoinMarketPayload>(payload);
            SignedEnvelope envelope = Sign<V1.JoinMarketPayload>("north", payload);
            Decide(
                s_joining,
                ParticipantCommands.TryJoin(s_joining, envelope, s_at, out JoinMarket? command, out Rejection? why),
                command,
                why);
        },
        payload =>
        {
            RequireRoundTrip<V1.SubmitCommitmentPayload>(payload);
            SignedEnvelope envelope = Sign<V1.SubmitCommitmentPayload>("north", payload);
            Decide(
                s_committing,
                ParticipantCommands.TryCommit(
                    s_committing, envelope, s_at, s_nonce, out SubmitCommitment? command, out Rejection? why),
                command,
                why);
        },
        payload =>
        {
            RequireRoundTrip<V1.SubmitReportPayload>(payload);
            SignedEnvelope envelope = Sign<V1.SubmitReportPayload>("north", payload);
            Decide(
                s_reporting,
                ParticipantCommands.TryReport(
                    s_reporting, envelope, s_at, out SubmitReport? command, out Rejection? why),
                command,
                why);
        },
        payload =>
        {
            RequireRoundTrip<V1.SettleMarketPayload>(payload);
            SignedEnvelope envelope = Sign<V1.SettleMarketPayload>("registry", payload);
            Decide(
                s_reporting,
                OperatorCommands.TrySettle(
                    s_reporting, envelope, s_at, out SettleMarket? command, out Rejection? why),
                command,
                why);
        },
        payload =>
        {
            RequireRoundTrip<V1.CancelMarketPayload>(payload);
            SignedEnvelope envelope = Sign<V1.CancelMarketPayload>("registry", payload);
            Decide(
                s_reporting,
                OperatorCommands.TryCancel(
                    s_reporting, envelope, s_at, out CancelMarket? command, out Rejection? why),
                command,
                why);
        },
        payload =>
        {
            RequireRoundTrip<V1.RefuseCommitmentPayload>(payload);
            Judge(s_refusing, Sign<V1.RefuseCommitmentPayload>("lab", payload));
        },
        payload =>
        {
            RequireRoundTrip<V1.OverlapPayload>(payload);
            Judge(s_comparing, Sign<V1.OverlapPayload>("lab", payload));
        },
        payload => Judge(s_attesting, GoldenMarket.Sign("lab", AttestCommitment.PayloadType, payload)),
        payload =>
        {
            RequireRoundTrip<V1.OpenAuditPayload>(payload);
            SignedEnvelope envelope = Sign<V1.OpenAuditPayload>("north", payload);
            if (SignedPayload.TryRead<V1.OpenAuditPayload>(envelope, out var read, out _))
            {
                ClaimPayloads.ToClaim("north", read.Payload);
            }
        },
        RequireRoundTrip<V1.AccessAuditPayload>,
        RequireRoundTrip<V1.WatchAssignmentPayload>,
        RequireRoundTrip<V1.ReadTranscriptPayload>,
    ];

    // The same order: the first byte of an input chooses one.
    private static readonly string[] s_types =
    [
        PayloadType.Of<V1.CreateMarketPayload>(), PayloadType.Of<V1.JoinMarketPayload>(),
        PayloadType.Of<V1.SubmitCommitmentPayload>(), PayloadType.Of<V1.SubmitReportPayload>(),
        PayloadType.Of<V1.SettleMarketPayload>(), PayloadType.Of<V1.CancelMarketPayload>(),
        PayloadType.Of<V1.RefuseCommitmentPayload>(), PayloadType.Of<V1.OverlapPayload>(), AttestCommitment.PayloadType,
    ];

    /// <summary>The first byte of an input with a payload of this type; below zero where no seed has one.</summary>
    /// <param name="type">The type.</param>
    internal static int KindOf(string type) => Array.IndexOf(s_types, type);

    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("envelope", "an envelope of one signature or a fault; written again it reads the same", Envelope),
        new("payload", "a command or one rejection, and the market takes the command or rejects it", Payload),
        new("public-key", "a P-256 key in its only encoding, or a fault; no signature makes it throw", PublicKey),
        new("failed-call", "a failed call is read whatever its trailer holds", FailedCall),
    ];

    private static void Envelope(byte[] input)
    {
        var message = new V1.Envelope();
        if (!Laws.Takes<InvalidProtocolBufferException>(() => message.MergeFrom(input))
            || !Envelopes.TryRead(message, out SignedEnvelope? envelope, out _))
        {
            return;
        }

        V1.Envelope written = Envelopes.ToMessage(envelope);
        Laws.Require(Envelopes.TryRead(written, out SignedEnvelope? again, out _), "what was written does not read");
        Laws.RequireSame(Envelopes.BodyDigest(again!), Envelopes.BodyDigest(envelope), "the digest");
        Laws.Require(again!.KeyId == envelope.KeyId, "another key id");
        Laws.RequireSame(again.Signature.Span, envelope.Signature.Span, "the signature");

        // As each of the three sides meets it: an operator's, a participant's and a validator's.
        SignedMarket.TryRead(envelope, out _, out _);
        ParticipantCommands.TryJoin(s_joining, envelope, s_at, out _, out _);
        ParticipantCommands.TryReport(s_reporting, envelope, s_at, out _, out _);
        VerdictCommands.TryRead(s_attesting, envelope, s_at, out _, out _);
    }

    private static void Payload(byte[] input)
    {
        var bytes = new ForeignBytes(input);
        s_payloads[bytes.Count() % s_payloads.Length](bytes.Rest().ToArray());
    }

    private static void PublicKey(byte[] input)
    {
        int length = Math.Min(input.Length, VerificationKey.EncodedLength);
        if (!VerificationKey.TryParse(input.AsSpan(0, length), out VerificationKey? key, out string? fault))
        {
            Laws.Require(fault.Length > 0, "refused for no reason");
            return;
        }

        Laws.RequireSame(key.SubjectPublicKeyInfo.Span, input.AsSpan(0, length), "the key's encoding");
        key.Verify("signed"u8, input.AsSpan(length));
    }

    private static void FailedCall(byte[] input)
    {
        CallFailure failure = ErrorDetails.Read(new RpcException(
            new Status(StatusCode.InvalidArgument, "failed"), new Metadata { { ErrorDetails.Trailer, input } }));
        Laws.Require(failure.ReasonName.Length > 0, "a failure without a reason's name");
    }

    private static void RequireRoundTrip<TPayload>(byte[] payload)
        where TPayload : class, IMessage<TPayload>, new()
    {
        if (!SignedPayload.TryRead<TPayload>(
            new SignedEnvelope(PayloadType.Of<TPayload>(), payload, string.Empty, default),
            out var read,
            out Rejection? why))
        {
            Laws.Require(why!.Reason == RejectionReason.PayloadMalformed, $"rejected as {why.Reason}");
            return;
        }

        byte[] written = read.Payload.ToByteArray();
        var again = new TPayload();
        again.MergeFrom(written);
        Laws.Require(again.Equals(read.Payload), "what was written reads as something else");
        Laws.RequireSame(again.ToByteArray(), written, "what was written twice");
    }

    private static void Judge(MarketState state, SignedEnvelope envelope)
    {
        bool isRead = VerdictCommands.TryRead(
            state, envelope, s_at, out MarketCommand? command, out Rejection? why);
        Decide(state, isRead, command, why);
    }

    private static void Decide(MarketState? state, bool isRead, MarketCommand? command, Rejection? rejection)
    {
        Laws.Require(
            isRead == command is not null && isRead == rejection is null, "a command and a rejection, or neither");
        if (command is null)
        {
            return;
        }

        Decision decision = MarketDecider.Decide(state, command);
        Laws.Require(
            decision.Rejection is null != decision.Events.IsDefaultOrEmpty, "events and a rejection, or neither");
        foreach (MarketEvent taken in decision.Events.IsDefault ? [] : decision.Events)
        {
            byte[] encoded = EventCodec.Encode(taken);
            Laws.RequireSame(EventCodec.Encode(EventCodec.Decode(encoded)), encoded, "the event's encoding");
            state = MarketState.Apply(state, taken);
        }
    }

    private static SignedEnvelope Sign<TPayload>(string name, byte[] payload)
        where TPayload : class, IMessage<TPayload>, new() =>
        GoldenMarket.Sign(name, PayloadType.Of<TPayload>(), payload);
}
