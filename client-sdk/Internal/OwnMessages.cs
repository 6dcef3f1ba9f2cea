using System.Collections.Concurrent;
using Candor.Client.Participation;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Client.Internal;

/// <summary>The chain of a participant's own messages: what its next one names as predecessor, in markets of version 2.
/// Another device of the participant may have sent the last, so the server is asked each time; its answer counts only
/// under a receipt that holds, and only if it hides nothing that was accepted before. Thread-safe.</summary>
internal sealed class OwnMessages
{
    private readonly ClientConnection _connection;
    private readonly ConcurrentDictionary<string, ulong> _accepted;

    /// <summary>Knows of no message.</summary>
    /// <param name="connection">The server.</param>
    internal OwnMessages(ClientConnection connection)
        : this(connection, new ConcurrentDictionary<string, ulong>(StringComparer.Ordinal))
    {
    }

    private OwnMessages(ClientConnection connection, ConcurrentDictionary<string, ulong> accepted)
    {
        _connection = connection;
        _accepted = accepted;
    }

    /// <summary>The same knowledge, asked for over another connection to the server.</summary>
    /// <param name="connection">The connection.</param>
    internal OwnMessages Over(ClientConnection connection) => new(connection, _accepted);

    /// <summary>Keeps in mind that a message was accepted.</summary>
    /// <param name="participant">Whose message.</param>
    /// <param name="number">The number of its event.</param>
    internal void Know(VerifiedParticipant participant, ulong number) =>
        _accepted.AddOrUpdate(participant.Name, number, (_, before) => Math.Max(before, number));

    /// <summary>What the participant's next message names as predecessor.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="known">The event of a message of its own whose receipt it keeps; 0 for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>32 bytes; empty in markets of version 1, whose messages name none.</returns>
    /// <exception cref="CandorException">The server rejected the call, or stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer, its receipt or the transcript does not hold, or a message
    /// that was accepted is missing in it.</exception>
    internal async Task<ByteString> PredecessorAsync(
        VerifiedParticipant participant, ulong known, CancellationToken cancellationToken)
    {
        if (!participant.Market.Rules.ChainsMessages)
        {
            return ByteString.Empty;
        }

        var request = new GetLastMessageRequest
        {
            Participant = participant.Name,
            Envelope = participant.Key.SignMessage(AccessPayloads.WatchAssignment(
                participant.Name,
                participant.Market.DefinitionDigest,
                _connection.Options.TimeProvider.GetUtcNow())),
        };
        known = Math.Max(known, _accepted.GetValueOrDefault(participant.Name));
        GetLastMessageResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.ParticipantService.GetLastMessageAsync(request, options),
            "GetLastMessage",
            null,
            cancellationToken).ConfigureAwait(false);
        ulong last = response.Receipt is null ? 0 : response.Receipt.LeafIndex + 1;
        if (last < known)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.ReceiptInvalid,
                $"The server says that the last message of {participant.Name} is event {last}; it has accepted event "
                + $"{known}. Keep the receipt: the server has signed it.");
        }

        if (response.Receipt is null)
        {
            return participant.Market.DefinitionDigest;
        }

        SignedEnvelope? own = null;
        await _connection.Transcripts.AcceptAsync(
            participant.Market, response.Receipt, shown => own = Read(participant, shown), cancellationToken)
            .ConfigureAwait(false);
        Know(participant, last);
        return ByteString.CopyFrom(own!.BodyDigest());
    }

    // The entry's message, signed by the participant for these rules.
    private static SignedEnvelope Read(VerifiedParticipant participant, V1.Receipt shown)
    {
        MarketEvent entry;
        try
        {
            entry = EventCodec.Decode(shown.Entry.Span);
        }
        catch (FormatException e)
        {
            throw Unverified(participant, e.Message.ReplaceLineEndings(" "));
        }

        return entry switch
        {
            Candor.Market.Events.ParticipantJoined e => Require<JoinMarketPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.CommitmentAccepted e => Require<SubmitCommitmentPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.ReportAccepted e => Require<SubmitReportPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.MaskKeyAccepted e => Require<MaskKeyPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.StatisticsCommitted e => Require<CommitStatisticsPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.ContributionAccepted e => Require<MaskPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.ContributionChecked e => Require<CheckPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.PairOpened e => Require<OpenPairPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            Candor.Market.Events.ContributionUnmasked e => Require<UnmaskPayload>(
                participant, e.Envelope, static p => (p.Participant, p.DefinitionDigest)),
            _ => throw Unverified(participant, $"its entry is {entry.GetType().Name}"),
        };
    }

    private static SignedEnvelope Require<TPayload>(
        VerifiedParticipant participant,
        SignedEnvelope envelope,
        Func<TPayload, (string Participant, ByteString DefinitionDigest)> termsOf)
        where TPayload : class, IMessage<TPayload>, new()
    {
        if (!SignedPayload.TryRead(
                envelope, out SignedPayload<TPayload>? message, out Candor.Market.Rejection? rejection)
            || !message.TryAuthenticate(
                participant.Key.VerificationKey, participant.Market.Rules.Version, out _, out rejection))
        {
            throw Unverified(participant, rejection.Message);
        }

        return termsOf(message.Payload) == (participant.Name, participant.Market.DefinitionDigest)
            ? envelope
            : throw Unverified(participant, $"it was signed for '{termsOf(message.Payload).Participant}' or other rules");
    }

    private static UnverifiedAnswerException Unverified(VerifiedParticipant participant, string what) => new(
        AnswerFault.ReceiptInvalid, $"What the server shows as the last message of {participant.Name} is not one: {what}.");
}
