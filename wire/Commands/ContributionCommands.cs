using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Contributions;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Wire.Commands;

/// <summary>Participants' signed messages in the steps of the training, as claims and commands.</summary>
public static class ContributionCommands
{
    /// <summary>Reads a message of a step, whichever it is, and verifies its signature; what it proves is verified by
    /// <see cref="TryVerify"/>.</summary>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="claim">What it says.</param>
    /// <param name="authenticated">The message, its signature verified.</param>
    /// <param name="rejection">Why it is not one.</param>
    /// <returns>Whether it is a participant's of this market.</returns>
    public static bool TryRead(
        MarketState state,
        SignedEnvelope envelope,
        [NotNullWhen(true)] out ContributionClaim? claim,
        [NotNullWhen(true)] out AuthenticatedEnvelope? authenticated,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(envelope);
        string type = envelope.PayloadType;
        (claim, authenticated, rejection) =
            type == PayloadType.Of<V1.MaskKeyPayload>()
                ? Open<V1.MaskKeyPayload>(state, envelope, static p => p.Participant, ContributionPayloads.ToClaim)
            : type == PayloadType.Of<V1.CommitStatisticsPayload>()
                ? Open<V1.CommitStatisticsPayload>(state, envelope, static p => p.Participant, ContributionPayloads.ToClaim)
            : type == PayloadType.Of<V1.MaskPayload>()
                ? Open<V1.MaskPayload>(state, envelope, static p => p.Participant, ContributionPayloads.ToClaim)
            : type == PayloadType.Of<V1.CheckPayload>()
                ? Open<V1.CheckPayload>(state, envelope, static p => p.Participant, ContributionPayloads.ToClaim)
            : type == PayloadType.Of<V1.OpenPairPayload>()
                ? Open<V1.OpenPairPayload>(state, envelope, static p => p.Participant, ContributionPayloads.ToClaim)
            : type == PayloadType.Of<V1.UnmaskPayload>()
                ? Open<V1.UnmaskPayload>(state, envelope, static p => p.Participant, ContributionPayloads.ToClaim)
            : (null, null, new Rejection(
                RejectionReason.PayloadTypeMismatch,
                $"The envelope holds a payload of type '{type}'; expected a MaskKeyPayload, CommitStatisticsPayload, "
                + "MaskPayload, CheckPayload, OpenPairPayload or UnmaskPayload."));
        return rejection is null;
    }

    /// <summary>Makes the command of a message whose signature was verified: first the market's rules, which cost
    /// nothing, then what it proves. Meant to run outside the market's writer.</summary>
    /// <param name="state">A snapshot of the market.</param>
    /// <param name="claim">What the message says.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="statistics">The commitments that a <see cref="StatisticsClaim"/> names; null where they are not at
    /// hand: then their count is not checked.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command.</param>
    /// <param name="rejection">Why there is none.</param>
    /// <returns>Whether the message holds.</returns>
    public static bool TryVerify(
        MarketState state,
        ContributionClaim claim,
        AuthenticatedEnvelope envelope,
        StatisticsCommitments? statistics,
        DateTimeOffset at,
        [NotNullWhen(true)] out SubmitContribution? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        command = VerifiedContribution.TryVerify(
            state, claim, statistics, at, out VerifiedContribution? verified, out rejection)
            ? new SubmitContribution(at, verified, envelope)
            : null;
        return command is not null;
    }

    private static (ContributionClaim?, AuthenticatedEnvelope?, Rejection?) Open<TPayload>(
        MarketState state,
        SignedEnvelope envelope,
        Func<TPayload, string> participantOf,
        Func<string, TPayload, ContributionClaim> toClaim)
        where TPayload : class, IMessage<TPayload>, new() =>
        ParticipantCommands.TryOpen(
            state,
            envelope,
            participantOf,
            out string? sender,
            out AuthenticatedPayload<TPayload>? message,
            out Rejection? rejection)
            ? (toClaim(sender, message.Payload), message.Envelope, null)
            : (null, null, rejection);
}
