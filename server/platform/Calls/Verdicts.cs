using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Platform.Markets;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Platform.Calls;

/// <summary>Takes validators' verdicts into their markets, whether they come over the wire or from the validator that
/// this server hosts.</summary>
internal sealed class Verdicts(MarketRegistry registry, TimeProvider time)
{
    private static readonly string s_refusalType = EnvelopeMessages.PayloadTypeOf<RefuseCommitmentPayload>();
    private static readonly string s_overlapType = EnvelopeMessages.PayloadTypeOf<OverlapPayload>();

    /// <summary>Stores a verdict.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="envelope">The verdict, nothing of it verified.</param>
    /// <param name="cancellationToken">Stops waiting for the market's writer.</param>
    /// <returns>The answer; to the same payload again, the first one.</returns>
    /// <exception cref="Refusal">Why the market does not take it.</exception>
    internal async Task<SubmitVerdictResponse> SubmitAsync(
        string market, SignedEnvelope envelope, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        using MarketRegistry.Lease lease = await registry.RentExistingAsync(market, cancellationToken)
            .ConfigureAwait(false);
        AuthenticatedEnvelope authenticated = Authenticate(lease.Market.View.State!, envelope);
        byte[] body = EnvelopeMessages.BodyDigest(envelope);

        // The payload is its own request id: a verdict is sent until it is taken, and counts once.
        var identity = new RequestIdentity(envelope.KeyId, $"verdict-{Convert.ToHexStringLower(body)[..56]}", body);
        byte[] response = await lease.Market.SubmitAsync(
            new Submission(
                ToCommand(market, at, authenticated),
                identity,
                accepted => new SubmitVerdictResponse
                {
                    Event = accepted.Event,
                    Time = Timestamp.FromDateTimeOffset(accepted.Time),
                    Receipt = accepted.Receipt,
                }),
            cancellationToken).ConfigureAwait(false);
        return SubmitVerdictResponse.Parser.ParseFrom(response);
    }

    private static AuthenticatedEnvelope Authenticate(MarketState state, SignedEnvelope envelope)
    {
        if (state.Definition.Validation is not { } validation)
        {
            throw new Refusal(ErrorReason.ValidationNotAsked, $"{state.Name} asks for no validation.")
            {
                Resource = state.Name,
            };
        }

        VerificationKey key = validation.Find(envelope.KeyId)?.Key ?? throw new Refusal(
            ErrorReason.KeyNotOnRecord,
            $"The envelope is signed with key '{envelope.KeyId}', which is not that of a validator of {state.Name}.")
        {
            Resource = state.Name,
        };
        return AuthenticatedEnvelope.TryVerify(
            envelope, envelope.PayloadType, key, out AuthenticatedEnvelope? authenticated, out Rejection? rejection)
            ? authenticated
            : throw Rejections.ToRefusal(rejection, state.Name);
    }

    private static MarketCommand ToCommand(string market, DateTimeOffset at, AuthenticatedEnvelope authenticated)
    {
        SignedEnvelope envelope = authenticated.Envelope;
        return envelope.PayloadType switch
        {
            AttestCommitment.PayloadType => new AttestCommitment(at, authenticated),
            var type when type == s_refusalType => new RefuseCommitment(
                at, ToClaim(market, Parse(envelope, RefuseCommitmentPayload.Parser)), authenticated),
            var type when type == s_overlapType => new RecordOverlap(
                at, ToClaim(market, Parse(envelope, OverlapPayload.Parser)), authenticated),
            _ => throw new Refusal(
                ErrorReason.PayloadTypeMismatch,
                $"The envelope holds a payload of type '{envelope.PayloadType}'; expected "
                + $"'{AttestCommitment.PayloadType}', "
                + $"'{s_refusalType}' or '{s_overlapType}'."),
        };
    }

    private static RefusalClaim ToClaim(string market, RefuseCommitmentPayload payload)
    {
        new FieldChecks().Participant(payload.Participant, "envelope.payload.participant").ThrowIfAny();
        _ = ResourceName.TryParseParticipant(payload.Participant, out ParticipantName? name);
        CheckMarket(market, name!.Market);
        return new RefusalClaim(
            name.Id,
            payload.DefinitionDigest.Memory,
            payload.CommitmentEvent,
            (Candor.Market.AuditRefusal)payload.Refusal);
    }

    private static OverlapClaim ToClaim(string market, OverlapPayload payload)
    {
        CheckMarket(market, payload.Market);
        return new OverlapClaim(
            payload.DefinitionDigest.Memory,
            payload.Earlier,
            payload.EarlierCommitmentEvent,
            payload.Later,
            payload.LaterCommitmentEvent,
            payload.SharedRecords,
            payload.DebitedRecords);
    }

    private static void CheckMarket(string asked, string signed)
    {
        if (asked != signed)
        {
            throw new Refusal(
                ErrorReason.MarketMismatch, $"The request names '{asked}'; the payload was signed for '{signed}'.")
            {
                Resource = asked,
            };
        }
    }

    private static TPayload Parse<TPayload>(SignedEnvelope envelope, MessageParser<TPayload> parser)
        where TPayload : IMessage<TPayload>
    {
        try
        {
            return parser.ParseFrom(envelope.Payload.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new Refusal(
                ErrorReason.PayloadMalformed,
                $"The payload ({envelope.Payload.Length} bytes) does not decode: {e.Message}");
        }
    }
}
