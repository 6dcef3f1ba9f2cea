using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Statements;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Wire.Commands;

/// <summary>Participants' signed messages as commands. Each can be had in one step from its envelope, or, for whoever
/// asks other things in between, from the payload whose signature was verified before.</summary>
public static class ParticipantCommands
{
    private const int NonceLength = 32;

    /// <summary>Makes the command behind a signed message.</summary>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command, its signature verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the message is a participant's of this market.</returns>
    public static bool TryJoin(
        MarketState state,
        SignedEnvelope envelope,
        DateTimeOffset at,
        [NotNullWhen(true)] out JoinMarket? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        command = TryOpen<V1.JoinMarketPayload>(
            state, envelope, static payload => payload.Participant, out string? sender, out var message, out rejection)
                ? Join(sender, message, at)
                : null;
        return command is not null;
    }

    /// <summary>Makes the command of a message whose signature was verified.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="message">The message.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <returns>The command.</returns>
    public static JoinMarket Join(
        string participant, AuthenticatedPayload<V1.JoinMarketPayload> message, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new JoinMarket(
            at,
            participant,
            message.Payload.DefinitionDigest.Memory,
            message.Envelope,
            message.Payload.RequestId,
            message.Payload.Predecessor.Memory);
    }

    /// <summary>Makes the command behind a signed message, its proof verified.</summary>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="nonce">What the server drew, 32 bytes.</param>
    /// <param name="command">The command, its signature and its proof verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the message is a participant's of this market, and its proof holds.</returns>
    public static bool TryCommit(
        MarketState state,
        SignedEnvelope envelope,
        DateTimeOffset at,
        ReadOnlyMemory<byte> nonce,
        [NotNullWhen(true)] out SubmitCommitment? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        command = null;
        return TryOpen<V1.SubmitCommitmentPayload>(
            state, envelope, static payload => payload.Participant, out string? sender, out var message, out rejection)
            && TryCommit(state, sender, message, at, nonce, out command, out rejection);
    }

    /// <summary>Makes the command of a message whose signature was verified: first the market's rules, which cost
    /// nothing, then the proof. Meant to run outside the market's writer.</summary>
    /// <param name="state">A snapshot of the market.</param>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="message">The message.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="nonce">What the server drew, 32 bytes.</param>
    /// <param name="command">The command, its proof verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the proof holds.</returns>
    public static bool TryCommit(
        MarketState state,
        string participant,
        AuthenticatedPayload<V1.SubmitCommitmentPayload> message,
        DateTimeOffset at,
        ReadOnlyMemory<byte> nonce,
        [NotNullWhen(true)] out SubmitCommitment? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(message);
        command = null;
        CommitmentClaim claim = ClaimPayloads.ToClaim(participant, message.Payload);
        if (claim.DatasetRoot.Length != StatementContext.DigestSize || nonce.Length != NonceLength)
        {
            rejection = new Rejection(
                RejectionReason.InvalidRequest,
                $"The dataset root has {claim.DatasetRoot.Length} bytes and the server's nonce {nonce.Length}; "
                + $"expected {StatementContext.DigestSize} and {NonceLength}.");
            return false;
        }

        if (VerifiedCommitment.TryVerify(state, claim, at, out VerifiedCommitment? verified, out rejection))
        {
            command = new SubmitCommitment(at, verified, nonce, message.Envelope);
        }

        return command is not null;
    }

    /// <summary>Makes the command behind a signed message, its proof verified.</summary>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command, its signature and its proof verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the message is a participant's of this market, and its proof holds.</returns>
    public static bool TryReport(
        MarketState state,
        SignedEnvelope envelope,
        DateTimeOffset at,
        [NotNullWhen(true)] out SubmitReport? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        command = null;
        return TryOpen<V1.SubmitReportPayload>(
            state, envelope, static payload => payload.Participant, out string? sender, out var message, out rejection)
            && TryReport(state, sender, message, at, out command, out rejection);
    }

    /// <summary>Makes the command of a message whose signature was verified: first the market's rules, which cost
    /// nothing, then the proof. Meant to run outside the market's writer.</summary>
    /// <param name="state">A snapshot of the market.</param>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="message">The message.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command, its proof verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the proof holds.</returns>
    public static bool TryReport(
        MarketState state,
        string participant,
        AuthenticatedPayload<V1.SubmitReportPayload> message,
        DateTimeOffset at,
        [NotNullWhen(true)] out SubmitReport? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(message);
        ReportClaim claim = ClaimPayloads.ToClaim(participant, message.Payload);
        command = VerifiedReport.TryVerify(state, claim, at, out VerifiedReport? verified, out rejection)
            ? new SubmitReport(at, verified, message.Envelope)
            : null;
        return command is not null;
    }

    /// <summary>Decodes a participant's message and verifies its signature under the key in the roster.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="participantOf">The participant's name in the payload.</param>
    /// <param name="sender">The participant's id.</param>
    /// <param name="message">The message, its signature verified.</param>
    /// <param name="rejection">Why not.</param>
    /// <returns>Whether the message is of a participant of this market.</returns>
    public static bool TryOpen<TPayload>(
        MarketState state,
        SignedEnvelope envelope,
        Func<TPayload, string> participantOf,
        [NotNullWhen(true)] out string? sender,
        [NotNullWhen(true)] out AuthenticatedPayload<TPayload>? message,
        [NotNullWhen(false)] out Rejection? rejection)
        where TPayload : class, IMessage<TPayload>, new()
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(participantOf);
        (sender, message) = (null, null);
        if (!SignedPayload.TryRead<TPayload>(envelope, out SignedPayload<TPayload>? signed, out rejection))
        {
            return false;
        }

        string participant = participantOf(signed.Payload);
        if (!ParticipantName.TryParse(participant, out ParticipantName? name)
            || name.Market != state.Name
            || !state.Definition.TryFind(name.Id, out int index))
        {
            rejection = new Rejection(
                RejectionReason.ParticipantNotFound,
                $"The signed message is of {FieldFault.Quote(participant)}; expected one of {state.Name}.");
            return false;
        }

        sender = name.Id;
        return signed.TryAuthenticate(
            state.Definition.Roster[index].Key, state.Definition.Version, out message, out rejection);
    }
}
