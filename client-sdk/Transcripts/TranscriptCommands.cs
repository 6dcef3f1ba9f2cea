using System.Diagnostics.CodeAnalysis;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;
using AuditRefusal = Candor.Market.AuditRefusal;
using CommitmentAccepted = Candor.Market.Events.CommitmentAccepted;
using CommitmentRefused = Candor.Market.Events.CommitmentRefused;
using CommitmentValidated = Candor.Market.Events.CommitmentValidated;
using MarketCancelled = Candor.Market.Events.MarketCancelled;
using MarketCreated = Candor.Market.Events.MarketCreated;
using MarketSettled = Candor.Market.Events.MarketSettled;
using OverlapChecked = Candor.Market.Events.OverlapChecked;
using ParticipantJoined = Candor.Market.Events.ParticipantJoined;
using ReportAccepted = Candor.Market.Events.ReportAccepted;
using SettlementCause = Candor.Market.Events.SettlementCause;

namespace Candor.Client.Transcripts;

/// <summary>Makes the command behind an entry out of the signed message in it, with its signature and its proof
/// verified. What the server itself chose, times and nonces, is taken from the entry.</summary>
internal static class TranscriptCommands
{
    /// <summary>The signed message of an event.</summary>
    /// <param name="marketEvent">The event.</param>
    /// <returns>The message; null where the server acted by itself.</returns>
    internal static SignedEnvelope? EnvelopeOf(MarketEvent marketEvent) => marketEvent switch
    {
        MarketCreated e => e.Envelope,
        ParticipantJoined e => e.Envelope,
        CommitmentAccepted e => e.Envelope,
        CommitmentValidated e => e.Envelope,
        CommitmentRefused e => e.Envelope,
        OverlapChecked e => e.Envelope,
        ReportAccepted e => e.Envelope,
        MarketSettled e => e.Envelope,
        MarketCancelled e => e.Envelope,
        _ => null,
    };

    /// <summary>Makes the command behind an entry.</summary>
    /// <param name="state">The market before it; null before the first.</param>
    /// <param name="next">The entry.</param>
    /// <param name="command">The command.</param>
    /// <param name="check">Which check failed, where one did.</param>
    /// <param name="refusal">Why, where one did.</param>
    /// <returns>Whether there is a command.</returns>
    internal static bool TryRead(
        MarketState? state,
        MarketEvent next,
        [NotNullWhen(true)] out MarketCommand? command,
        out TranscriptCheck check,
        [NotNullWhen(false)] out string? refusal)
    {
        try
        {
            command = Read(state, next);
            (check, refusal) = (default, null);
            return true;
        }
        catch (EntryException e)
        {
            (command, check, refusal) = (null, e.Check, e.Message);
            return false;
        }
    }

    private static MarketCommand Read(MarketState? state, MarketEvent next) => (state, next) switch
    {
        (null, MarketCreated e) => ReadCreation(e),
        (null, _) or (_, MarketCreated) => throw new EntryException(
            TranscriptCheck.Rules, $"Entry 0, and no other, creates the market; found {next.GetType().Name}."),
        (_, ParticipantJoined e) => ReadJoin(state, e),
        (_, CommitmentAccepted e) => ReadCommitment(state, e),
        (_, CommitmentValidated e) => new AttestCommitment(
            e.Time, OfValidator(state, e.Envelope, AttestCommitment.PayloadType)),
        (_, CommitmentRefused e) => ReadRefusal(state, e),
        (_, OverlapChecked e) => ReadOverlap(state, e),
        (_, ReportAccepted e) => ReadReport(state, e),
        (_, MarketSettled { Envelope: { } envelope } e) => ReadSettlement(state, e, envelope),
        (_, MarketSettled { Cause: SettlementCause.Deadline } e) => e.Time >= state.Definition.ReportDeadline
            ? new PassDeadline(e.Time)
            : throw new EntryException(
                TranscriptCheck.Rules,
                $"The market settles at {e.Time:O}, before its deadline {state.Definition.ReportDeadline:O}."),
        (_, MarketSettled e) => throw new EntryException(
            TranscriptCheck.Rules, $"The market settles ({e.Cause}) although nothing here causes it."),
        (_, MarketCancelled e) => ReadCancellation(state, e),
        _ => throw new EntryException(TranscriptCheck.Encoding, $"Unknown entry {next.GetType().Name}."),
    };

    private static CreateMarket ReadCreation(MarketCreated e)
    {
        CreateMarketPayload payload = Decode(e.Envelope, CreateMarketPayload.Parser);
        if (payload.Definition is null || DefinitionJson.ToRules(payload.Definition, out var faults) is not { } rules)
        {
            throw new EntryException(TranscriptCheck.Rules, "The operator's definition breaks a rule of definitions.");
        }

        return new CreateMarket(e.Time, payload.Market, rules, Authenticate(e.Envelope, payload, rules.Operator.Key));
    }

    private static JoinMarket ReadJoin(MarketState state, ParticipantJoined e)
    {
        JoinMarketPayload payload = Decode(e.Envelope, JoinMarketPayload.Parser);
        RosterEntry sender = SenderOf(state, payload.Participant);
        return new JoinMarket(
            e.Time,
            sender.Id,
            payload.DefinitionDigest.Memory,
            Authenticate(e.Envelope, payload, sender.Key));
    }

    private static SubmitCommitment ReadCommitment(MarketState state, CommitmentAccepted e)
    {
        SubmitCommitmentPayload payload = Decode(e.Envelope, SubmitCommitmentPayload.Parser);
        RosterEntry sender = SenderOf(state, payload.Participant);
        AuthenticatedEnvelope envelope = Authenticate(e.Envelope, payload, sender.Key);
        var claim = new CommitmentClaim(
            sender.Id,
            payload.DefinitionDigest.Memory,
            payload.Commitment.Memory,
            payload.DatasetRoot.Memory,
            payload.OpeningProof.Memory,
            payload.RecordKey.Memory);
        if (payload.DatasetRoot.Length != e.DatasetRoot.Length || e.Nonce.Length != e.DatasetRoot.Length)
        {
            throw new EntryException(TranscriptCheck.Rules, "The dataset root or the nonce is not 32 bytes.");
        }

        return VerifiedCommitment.TryVerify(state, claim, e.Time, out var verified, out Rejection? rejection)
            ? new SubmitCommitment(e.Time, verified, e.Nonce, envelope)
            : throw Refuse(rejection);
    }

    private static SubmitReport ReadReport(MarketState state, ReportAccepted e)
    {
        SubmitReportPayload payload = Decode(e.Envelope, SubmitReportPayload.Parser);
        RosterEntry sender = SenderOf(state, payload.Participant);
        AuthenticatedEnvelope envelope = Authenticate(e.Envelope, payload, sender.Key);
        var claim = new ReportClaim(
            sender.Id,
            payload.DefinitionDigest.Memory,
            payload.Records,
            payload.CommitmentEvent,
            payload.RangeProof.Memory);
        return VerifiedReport.TryVerify(state, claim, e.Time, out var verified, out Rejection? rejection)
            ? new SubmitReport(e.Time, verified, envelope)
            : throw Refuse(rejection);
    }

    private static RefuseCommitment ReadRefusal(MarketState state, CommitmentRefused e)
    {
        RefuseCommitmentPayload payload = Decode(e.Envelope, RefuseCommitmentPayload.Parser);
        return new RefuseCommitment(
            e.Time,
            new RefusalClaim(
                SenderOf(state, payload.Participant).Id,
                payload.DefinitionDigest.Memory,
                payload.CommitmentEvent,
                (AuditRefusal)payload.Refusal),
            OfValidator(state, e.Envelope, Envelopes.TypeOf(payload)));
    }

    private static RecordOverlap ReadOverlap(MarketState state, OverlapChecked e)
    {
        OverlapPayload payload = Decode(e.Envelope, OverlapPayload.Parser);
        CheckMarket(state, payload.Market);
        return new RecordOverlap(
            e.Time,
            new OverlapClaim(
                payload.DefinitionDigest.Memory,
                payload.Earlier,
                payload.EarlierCommitmentEvent,
                payload.Later,
                payload.LaterCommitmentEvent,
                payload.SharedRecords,
                payload.DebitedRecords),
            OfValidator(state, e.Envelope, Envelopes.TypeOf(payload)));
    }

    private static SettleMarket ReadSettlement(MarketState state, MarketSettled e, SignedEnvelope envelope)
    {
        SettleMarketPayload payload = Decode(envelope, SettleMarketPayload.Parser);
        CheckMarket(state, payload.Market);
        return new SettleMarket(
            e.Time,
            payload.DefinitionDigest.Memory,
            Authenticate(envelope, payload, state.Definition.Operator.Key));
    }

    private static CancelMarket ReadCancellation(MarketState state, MarketCancelled e)
    {
        CancelMarketPayload payload = Decode(e.Envelope, CancelMarketPayload.Parser);
        CheckMarket(state, payload.Market);
        return new CancelMarket(
            e.Time,
            payload.DefinitionDigest.Memory,
            payload.Reason,
            Authenticate(e.Envelope, payload, state.Definition.Operator.Key));
    }

    private static RosterEntry SenderOf(MarketState state, string participant)
    {
        string prefix = ResourceNames.Participant(state.Name, string.Empty);
        return participant.StartsWith(prefix, StringComparison.Ordinal)
            && state.Definition.TryFind(participant[prefix.Length..], out int index)
            ? state.Definition.Roster[index]
            : throw new EntryException(
                TranscriptCheck.Rules, $"The signed message is of '{participant}'; expected one of {state.Name}.");
    }

    private static void CheckMarket(MarketState state, string market)
    {
        if (market != state.Name)
        {
            throw new EntryException(
                TranscriptCheck.Rules, $"The signed message is for {market}; expected {state.Name}.");
        }
    }

    private static AuthenticatedEnvelope OfValidator(MarketState state, SignedEnvelope envelope, string type) =>
        state.Definition.Validation?.Find(envelope.KeyId) is { } validator
            ? Authenticate(envelope, type, validator.Key)
            : throw new EntryException(
                TranscriptCheck.Signature,
                $"The message is signed with key '{envelope.KeyId}', which is not that of a validator of "
                + $"{state.Name}.");

    private static AuthenticatedEnvelope Authenticate(
        SignedEnvelope envelope, IMessage payload, VerificationKey key) =>
        Authenticate(envelope, Envelopes.TypeOf(payload), key);

    private static AuthenticatedEnvelope Authenticate(SignedEnvelope envelope, string type, VerificationKey key) =>
        AuthenticatedEnvelope.TryVerify(envelope, type, key, out var authenticated, out Rejection? rejection)
            ? authenticated
            : throw new EntryException(TranscriptCheck.Signature, rejection.Message);

    private static T Decode<T>(SignedEnvelope envelope, MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(envelope.Payload.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new EntryException(
                TranscriptCheck.Encoding, $"The signed message does not decode as {typeof(T).Name}: {e.Message}");
        }
    }

    private static EntryException Refuse(Rejection rejection) => new(
        rejection.Reason is RejectionReason.OpeningProofInvalid or RejectionReason.RangeProofInvalid
            or RejectionReason.RangeProofMalformed or RejectionReason.CommitmentNotCanonical
            or RejectionReason.CommitmentIsIdentity or RejectionReason.RecordKeyMalformed
            ? TranscriptCheck.Proof
            : TranscriptCheck.Rules,
        rejection.Message);

    /// <summary>An entry that does not hold; caught in <see cref="TryRead"/>, so that each step reads straight
    /// on.</summary>
    private sealed class EntryException(TranscriptCheck check, string message) : Exception(message)
    {
        internal TranscriptCheck Check { get; } = check;
    }
}
