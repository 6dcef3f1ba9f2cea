using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Definitions;
using Candor.Wire.Signing;
using Candor.Wire.Tests.Support;
using Candor.Wire.Verdicts;
using Google.Protobuf;

namespace Candor.Wire.Tests.Mutations;

/// <summary>
/// Payloads and definitions, mutated by whoever signs them. Each is a command or a rejection; none throws.
/// <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
public sealed class WireMutationTests
{
    private static readonly WireMarket s_market = new();

    private static readonly (string Type, byte[] Payload, TestKey Key)[] s_honest =
    [
        Honest(s_market.Join(0), s_market.Keys[0]),
        Honest(s_market.Commit(1), s_market.Keys[1]),
        Honest(s_market.Report(2, 8), s_market.Keys[2]),
        Honest(ClaimPayloads.ToPayload(WireMarket.Name, s_market.Refusal(0) with { Position = 3 }), s_market.Validator),
        Honest(ClaimPayloads.ToPayload(WireMarket.Name, s_market.Overlap()), s_market.Validator),
        (AttestCommitment.PayloadType, AttestationOf(), s_market.Validator),
        Honest(new V1.SettleMarketPayload { Market = WireMarket.Name, DefinitionDigest = Digest }, s_market.Operator),
        Honest(
            new V1.CancelMarketPayload { Market = WireMarket.Name, DefinitionDigest = Digest, Reason = "none" },
            s_market.Operator),
    ];

    private static ByteString Digest => ByteString.CopyFrom(s_market.State.DefinitionDigest.Span);

    [Fact]
    public void Payload_SignedAfterItsMutation_IsACommandOrARejection()
    {
        IReadOnlyDictionary<string, int> outcomes = MutationRun.Run(
            MutationPlan.WirePayload,
            random =>
            {
                (string type, byte[] payload, TestKey key) = s_honest[random.Next(s_honest.Length)];
                return ByteMutations.Draw(random, payload, [.. s_honest.Select(honest => honest.Payload)])
                    is { } mutation
                        ? new Mutation<(string Type, byte[] Payload, TestKey Key)>(
                            (type, mutation.Value, key), $"{type}: {mutation.What}")
                        : null;
            },
            static message => Take(message.Key.Sign(message.Type, message.Payload)));

        Assert.All(
            [
                RejectionReason.PayloadMalformed, RejectionReason.ParticipantNotFound, RejectionReason.MarketMismatch,
                RejectionReason.DefinitionMismatch,
            ],
            reason => Assert.Contains($"{reason}", outcomes));
    }

    [Fact]
    public void Definition_SignedAfterItsMutation_IsRulesOrARejection()
    {
        byte[][] honest = [.. DefinitionVariants.All(s_market.Definition).Select(variant => variant.ToByteArray())];
        Assert.All(honest, bytes => Assert.Equal("market", Create(bytes)));
        IReadOnlyDictionary<string, int> outcomes = MutationRun.Run(
            MutationPlan.WireDefinition,
            random => ByteMutations.Draw(random, honest[random.Next(honest.Length)], honest),
            Create);

        Assert.Contains($"{RejectionReason.DefinitionInvalid}", outcomes);
        Assert.Contains($"{RejectionReason.PayloadMalformed}", outcomes);
    }

    // The bytes stand in the operator's payload as they are, whether they decode or not.
    private static string Create(byte[] definition)
    {
        byte[] payload =
        [
            .. new V1.CreateMarketPayload { Market = WireMarket.Name, RequestId = "create" }.ToByteArray(),
            .. Field(3, definition),
        ];
        SignedEnvelope envelope = s_market.Operator.Sign(PayloadType.Of<V1.CreateMarketPayload>(), payload);
        return SignedMarket.TryRead(envelope, out _, out Rejection? rejection) ? "market" : $"{rejection.Reason}";
    }

    private static string Take(SignedEnvelope envelope)
    {
        (MarketCommand? command, Rejection? rejection) = Read(envelope);
        return rejection is not null
            ? $"{rejection.Reason}"
            : s_market.Decide(command!).Rejection is { } refused ? $"{refused.Reason}" : "accepted";
    }

    private static (MarketCommand? Command, Rejection? Rejection) Read(SignedEnvelope envelope)
    {
        MarketState state = s_market.State;
        DateTimeOffset at = WireMarket.Now;
        Rejection? rejection;
        if (envelope.PayloadType == PayloadType.Of<V1.JoinMarketPayload>())
        {
            _ = ParticipantCommands.TryJoin(state, envelope, at, out JoinMarket? join, out rejection);
            return (join, rejection);
        }

        if (envelope.PayloadType == PayloadType.Of<V1.SubmitCommitmentPayload>())
        {
            _ = ParticipantCommands.TryCommit(
                state, envelope, at, WireMarket.Nonce, out SubmitCommitment? commit, out rejection);
            return (commit, rejection);
        }

        if (envelope.PayloadType == PayloadType.Of<V1.SubmitReportPayload>())
        {
            _ = ParticipantCommands.TryReport(state, envelope, at, out SubmitReport? report, out rejection);
            return (report, rejection);
        }

        if (envelope.PayloadType == PayloadType.Of<V1.SettleMarketPayload>())
        {
            _ = OperatorCommands.TrySettle(state, envelope, at, out SettleMarket? settle, out rejection);
            return (settle, rejection);
        }

        if (envelope.PayloadType == PayloadType.Of<V1.CancelMarketPayload>())
        {
            _ = OperatorCommands.TryCancel(state, envelope, at, out CancelMarket? cancel, out rejection);
            return (cancel, rejection);
        }

        _ = VerdictCommands.TryRead(state, envelope, at, out MarketCommand? verdict, out rejection);
        return (verdict, rejection);
    }

    private static (string Type, byte[] Payload, TestKey Key) Honest(IMessage payload, TestKey key) =>
        (PayloadType.Of(payload), payload.ToByteArray(), key);

    private static byte[] AttestationOf()
    {
        var standing = s_market.State.Participants[0].Commitment!;
        return new Candor.Commitments.Audits.Attestation(
            s_market.State.ContextOf(0),
            standing.DatasetRoot,
            standing.RecordKey!.Value,
            standing.Commitment,
            s_market.State.Definition.Validation!.Audit).ToPayload();
    }

    private static byte[] Field(int number, byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(bytes));
        }

        return stream.ToArray();
    }
}
