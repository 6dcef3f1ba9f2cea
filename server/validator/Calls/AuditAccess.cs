using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Validator.Calls;

/// <summary>Finds the audit that a signed <see cref="AccessAuditPayload"/> gives access to. The audit's first event has
/// the participant's key, verified when it was opened, so that this needs no market's server.</summary>
internal sealed class AuditAccess(AuditLog audits, TimeProvider time)
{
    /// <summary>Finds the audit of a participant's last commitment.</summary>
    /// <param name="asked">The participant that the request names.</param>
    /// <param name="envelope">The signed payload.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The audit and its name.</returns>
    /// <exception cref="CallRejectedException">The request is malformed, there is no audit, or the payload is not the
    /// participant's, for other rules or expired.</exception>
    internal async Task<(AuditName Name, AuditState State)> FindLastAsync(
        string asked, Envelope? envelope, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<AccessAuditPayload>(envelope);
        AccessAuditPayload payload = message.Payload;
        ParticipantName name = ParticipantOf(
            asked,
            payload.Participant,
            new FieldChecks().Time(payload.ExpireTime, "envelope.payload.expireTime", required: true));
        (AuditName audit, AuditState state, _) = await FindLastAsync(asked, name, message, cancellationToken)
            .ConfigureAwait(false);
        Rejections.Require(
            AccessRules.Check(
                state.Market, state.Opened.DefinitionDigest.Span, payload.DefinitionDigest, payload.ExpireTime, at),
            asked);
        return (audit, state);
    }

    /// <summary>Finds the audit of a participant's last commitment, whose statistics its signed proof is about. No access message
    /// is enough for that: who only shows one could have another participant judged.</summary>
    /// <param name="request">The first message of the stream.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>The audit, its name, and the proof: an answer to what was asked (<see cref="NearnessDecider.CheckAnswer"/>).</returns>
    /// <exception cref="CallRejectedException">The request is malformed, there is no audit, or the proof is not the participant's,
    /// is for other rules, or no answer to what was asked.</exception>
    internal async Task<(AuditName Name, AuditState State, NearnessAnswer Answer)> FindAnsweredAsync(
        ProveNearnessRequest request, CancellationToken cancellation)
    {
        var message = SignedMessages.Read<ProveNearnessPayload>(request.Envelope);
        ParticipantName name = ParticipantOf(
            request.Participant,
            message.Payload.Participant,
            new FieldChecks().Require(
                request.Proof.Length <= StatisticsStreamReader.MaxProofBytes,
                "proof",
                $"{request.Proof.Length} bytes",
                $"at most {StatisticsStreamReader.MaxProofBytes}"));
        (AuditName audit, AuditState state, AuthenticatedEnvelope envelope) = await FindLastAsync(
            request.Participant, name, message, cancellation).ConfigureAwait(false);
        var answer = new NearnessAnswer(
            ClaimPayloads.ToClaim(name.Id, message.Payload), envelope, request.Proof.Memory);
        Rejections.Require(NearnessDecider.CheckAnswer(state, answer), request.Participant);
        return (audit, state, answer);
    }

    /// <summary>Reads the participant that a request names and its payload was signed for.</summary>
    /// <param name="asked">The request's.</param>
    /// <param name="signed">The payload's.</param>
    /// <param name="checks">Checks of the payload's other fields.</param>
    /// <returns>The name.</returns>
    /// <exception cref="CallRejectedException">A field is wrong, or the two differ.</exception>
    internal static ParticipantName ParticipantOf(string asked, string signed, FieldChecks checks)
    {
        checks
            .Participant(asked, "participant")
            .Participant(signed, "envelope.payload.participant")
            .ThrowIfAny();
        _ = ParticipantName.TryParse(asked, out ParticipantName? name);
        _ = ParticipantName.TryParse(signed, out ParticipantName? signedName);
        return name == signedName
            ? name!
            : throw new CallRejectedException(
                name!.Market == signedName!.Market ? ErrorReason.ParticipantMismatch : ErrorReason.MarketMismatch,
                $"The request names '{asked}'; the payload was signed for '{signed}'.")
            {
                Resource = asked,
            };
    }

    private async Task<(AuditName Name, AuditState State, AuthenticatedEnvelope Envelope)> FindLastAsync<TPayload>(
        string asked, ParticipantName name, SignedPayload<TPayload> message, CancellationToken cancellation)
        where TPayload : class, IMessage<TPayload>, new()
    {
        var known = await audits.ListAsync(name, cancellation).ConfigureAwait(false);
        AuditState state = known is [.., var last]
            ? (await audits.FindAsync(last, cancellation).ConfigureAwait(false))!
            : throw NotFound(name);
        RequireShown(state, name, message.Envelope);
        return (known[^1], state, message.Authenticate(KeyOf(state), state.MarketVersion, asked).Envelope);
    }

    // A market of version 2 may show itself to its members alone; then nobody else learns who has an audit.
    private static void RequireShown(AuditState state, ParticipantName name, SignedEnvelope message)
    {
        if (state.Opened.MessageDigest is not null
            && !AuthenticatedEnvelope.TryVerify(message, message.PayloadType, KeyOf(state), out _, out _))
        {
            throw NotFound(name);
        }
    }

    private static CallRejectedException NotFound(ParticipantName name) =>
        new(ErrorReason.AuditNotFound, $"There is no audit of a commitment of {name} at this validator.")
        {
            Resource = name.ToString(),
        };

    private static VerificationKey KeyOf(AuditState state) =>
        VerificationKey.TryParse(state.Opened.ParticipantKey.Span, out VerificationKey? key, out string? fault)
            ? key
            : throw new FormatException(
                $"The audit of '{state.Participant}' holds a key that does not decode: {fault}.");
}
