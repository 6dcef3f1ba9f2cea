using Candor.Client.Markets;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using CommitmentAccepted = Candor.Market.Events.CommitmentAccepted;
using CommitmentRefused = Candor.Market.Events.CommitmentRefused;
using OverlapChecked = Candor.Market.Events.OverlapChecked;

namespace Candor.Client.Participation;

/// <summary>Holds entries of a transcript to the messages that are signed in them: an entry says what its message says, or
/// it says nothing.</summary>
/// <param name="market">The market.</param>
internal sealed class SignedEntries(VerifiedMarket market)
{
    private bool NamesMessages => market.Rules.Version >= 2;

    /// <summary>Decodes an entry.</summary>
    /// <exception cref="UnverifiedAnswerException">It is not an event.</exception>
    internal static MarketEvent Decode(ReadOnlySpan<byte> entry, ulong index, string market)
    {
        try
        {
            return EventCodec.Decode(entry);
        }
        catch (FormatException e)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.TranscriptInvalid,
                $"Entry {index} of {market} does not decode: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The digest of a commitment's message. Others' signatures are verified where their digests count.</summary>
    internal ReadOnlyMemory<byte> DigestOfCommitment(CommitmentAccepted e, ulong number, bool isOwn)
    {
        if (!isOwn && !NamesMessages)
        {
            return default;
        }

        if (!market.Rules.TryFind(e.Participant, out int index))
        {
            throw Wrong(number, $"it is a commitment of '{e.Participant}', which is not in the roster");
        }

        SubmitCommitmentPayload payload = Authenticate<SubmitCommitmentPayload>(
            e.Envelope, market.Rules.Roster[index].Key, number);
        Require(
            payload.Participant == ParticipantName.Of(market.Name, e.Participant)
            && payload.DefinitionDigest.Equals(market.DefinitionDigest)
            && payload.Commitment.Span.SequenceEqual(e.Commitment.Span)
            && payload.DatasetRoot.Span.SequenceEqual(e.DatasetRoot.Span),
            number);
        return Envelopes.BodyDigest(e.Envelope);
    }

    /// <summary>A refusal is signed by a validator and names the commitment.</summary>
    internal void RequireRefusal(CommitmentRefused e, ulong number, Standing refused)
    {
        RefuseCommitmentPayload payload = Authenticate<RefuseCommitmentPayload>(e.Envelope, number);
        Require(
            payload.Participant == ParticipantName.Of(market.Name, e.Participant)
            && payload.DefinitionDigest.Equals(market.DefinitionDigest)
            && payload.CommitmentEvent == refused.Event
            && (Candor.Market.AuditRefusal)payload.Refusal == e.Refusal
            && IsOf(payload.CommitmentDigest, refused),
            number);
    }

    /// <summary>An overlap check is signed by a validator and names both commitments.</summary>
    internal void RequireOverlap(OverlapChecked e, ulong number, Standing? earlier, Standing later)
    {
        OverlapPayload payload = Authenticate<OverlapPayload>(e.Envelope, number);
        Require(
            payload.Market == market.Name
            && payload.DefinitionDigest.Equals(market.DefinitionDigest)
            && payload.Earlier == e.Earlier
            && payload.EarlierCommitmentEvent == (ulong)e.EarlierCommitmentEvent
            && payload.Later == e.Later
            && payload.LaterCommitmentEvent == later.Event
            && payload.SharedRecords == e.SharedRecords
            && payload.DebitedRecords == e.DebitedRecords
            && IsOf(payload.LaterCommitmentDigest, later)
            && (earlier is null || IsOf(payload.EarlierCommitmentDigest, earlier)),
            number);
    }

    private bool IsOf(ByteString digest, Standing commitment) =>
        !NamesMessages || digest.Span.SequenceEqual(commitment.Digest.Span);

    private T Authenticate<T>(SignedEnvelope envelope, ulong number)
        where T : class, IMessage<T>, new() =>
        Authenticate<T>(
            envelope,
            market.Rules.Validation?.Find(envelope.KeyId)?.Key
                ?? throw Wrong(number, "it is not signed by a validator of the market"),
            number);

    private T Authenticate<T>(SignedEnvelope envelope, VerificationKey key, ulong number)
        where T : class, IMessage<T>, new() =>
        SignedPayload.TryRead(envelope, out SignedPayload<T>? message, out Candor.Market.Rejection? rejection)
        && message.TryAuthenticate(key, market.Rules.Version, out _, out rejection)
            ? message.Payload
            : throw Wrong(number, rejection!.Message);

    private void Require(bool holds, ulong number)
    {
        if (!holds)
        {
            throw Wrong(number, "it does not say what is signed in it");
        }
    }

    private UnverifiedAnswerException Wrong(ulong number, string what) => new(
        AnswerFault.TranscriptInvalid, $"Entry {number - 1} of {market.Name} does not hold: {what}.");
}
