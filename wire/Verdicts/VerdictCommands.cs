using System.Diagnostics.CodeAnalysis;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Wire.Verdicts;

/// <summary>Validators' signed verdicts as commands.</summary>
public static class VerdictCommands
{
    /// <summary>Makes the command behind a verdict, whichever of the four kinds it is.</summary>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The verdict, whatever it holds.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command, its signature verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether it is a verdict of a validator of this market.</returns>
    public static bool TryRead(
        MarketState state,
        SignedEnvelope envelope,
        DateTimeOffset at,
        [NotNullWhen(true)] out MarketCommand? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(envelope);
        command = null;
        if (!TryFindKey(state, envelope.KeyId, out VerificationKey? key, out rejection))
        {
            return false;
        }

        // The signature is asked before anything that it covers is read, the kind of the verdict included.
        if (!AuthenticatedEnvelope.TryVerify(
            envelope, envelope.PayloadType, key, out AuthenticatedEnvelope? authenticated, out rejection))
        {
            return false;
        }

        rejection = SignedForm.CheckSignature(state.Definition.Version, envelope);
        if (rejection is not null)
        {
            return false;
        }

        if (envelope.PayloadType == AttestCommitment.PayloadType)
        {
            command = new AttestCommitment(at, authenticated);
            return true;
        }

        if (envelope.PayloadType == PayloadType.Of<V1.RefuseCommitmentPayload>())
        {
            return TryJudge<V1.RefuseCommitmentPayload>(
                state,
                authenticated,
                static payload => payload.Participant,
                (id, payload) => new RefuseCommitment(at, ClaimPayloads.ToClaim(id, payload), authenticated),
                out command,
                out rejection);
        }

        if (envelope.PayloadType == PayloadType.Of<V1.OverlapPayload>())
        {
            return TryCount(state, authenticated, at, out command, out rejection);
        }

        if (envelope.PayloadType == PayloadType.Of<V1.StatisticsVerdictPayload>())
        {
            return TryJudge<V1.StatisticsVerdictPayload>(
                state,
                authenticated,
                static payload => payload.Participant,
                (id, payload) => new CheckStatistics(at, ClaimPayloads.ToClaim(id, payload), authenticated),
                out command,
                out rejection);
        }

        rejection = new Rejection(
            RejectionReason.PayloadTypeMismatch,
            $"The envelope holds a payload of type '{envelope.PayloadType}'; expected "
            + $"'{AttestCommitment.PayloadType}', "
            + $"'{PayloadType.Of<V1.RefuseCommitmentPayload>()}', '{PayloadType.Of<V1.OverlapPayload>()}' or "
            + $"'{PayloadType.Of<V1.StatisticsVerdictPayload>()}'.");
        return false;
    }

    private static bool TryFindKey(
        MarketState state,
        string keyId,
        [NotNullWhen(true)] out VerificationKey? key,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        key = state.Definition.Validation?.Find(keyId)?.Key;
        rejection = state.Definition.Validation is null
            ? new Rejection(RejectionReason.ValidationNotAsked, $"{state.Name} asks for no validation.")
            : key is null
                ? new Rejection(
                    RejectionReason.KeyNotOnRecord,
                    $"The envelope is signed with key '{keyId}', which is not that of a validator of {state.Name}.")
                : null;
        return key is not null;
    }

    // A verdict about one participant, which its payload names.
    private static bool TryJudge<TPayload>(
        MarketState state,
        AuthenticatedEnvelope envelope,
        Func<TPayload, string> participantOf,
        Func<string, TPayload, MarketCommand> toCommand,
        [NotNullWhen(true)] out MarketCommand? command,
        [NotNullWhen(false)] out Rejection? rejection)
        where TPayload : class, IMessage<TPayload>, new()
    {
        command = null;
        if (TryReadPayload(state, envelope, out SignedPayload<TPayload>? message, out rejection)
            && TryName(state, participantOf(message.Payload), out ParticipantName? name, out rejection))
        {
            command = toCommand(name.Id, message.Payload);
        }

        return command is not null;
    }

    private static bool TryName(
        MarketState state,
        string participant,
        [NotNullWhen(true)] out ParticipantName? name,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        if (!ParticipantName.TryParse(participant, out name))
        {
            var fault = new FieldFault(
                "envelope.payload.participant", FieldFault.Quote(participant), ParticipantName.Expected);
            rejection = new Rejection(RejectionReason.InvalidRequest, $"{fault}.", fault.Field);
            return false;
        }

        rejection = CheckMarket(state, name.Market);
        return rejection is null;
    }

    private static bool TryCount(
        MarketState state,
        AuthenticatedEnvelope envelope,
        DateTimeOffset at,
        out MarketCommand? command,
        out Rejection? rejection)
    {
        command = null;
        if (!TryReadPayload<V1.OverlapPayload>(state, envelope, out var message, out rejection))
        {
            return false;
        }

        rejection = CheckMarket(state, message.Payload.Market);
        command = rejection is null ? new RecordOverlap(at, ClaimPayloads.ToClaim(message.Payload), envelope) : null;
        return command is not null;
    }

    private static bool TryReadPayload<TPayload>(
        MarketState state,
        AuthenticatedEnvelope envelope,
        [NotNullWhen(true)] out SignedPayload<TPayload>? message,
        out Rejection? rejection)
        where TPayload : class, IMessage<TPayload>, new()
    {
        if (SignedPayload.TryRead(envelope.Envelope, out message, out rejection))
        {
            rejection = SignedForm.CheckPayload<TPayload>(state.Definition.Version, envelope.Envelope);
        }

        return message is not null && rejection is null;
    }

    private static Rejection? CheckMarket(MarketState state, string signed) => signed == state.Name
        ? null
        : new Rejection(
            RejectionReason.MarketMismatch,
            $"The verdict is for {state.Name}; the payload was signed for {FieldFault.Quote(signed)}.");
}
