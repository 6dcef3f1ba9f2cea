using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;

namespace Candor.Client.Internal;

/// <summary>A message that was sent, and how to find it in the entry that the server says it became.</summary>
/// <param name="Envelope">The envelope, as it was sent.</param>
/// <param name="Event">The number of its event, as the answer says.</param>
/// <param name="Find">The envelope in an event, where the event says what was sent and nothing else; null where it
/// says something else.</param>
internal sealed record SentMessage(Envelope Envelope, ulong Event, Func<MarketEvent, SignedEnvelope?> Find)
{
    /// <summary>Whether a receipt's entry holds exactly this message.</summary>
    /// <exception cref="UnverifiedAnswerException">It holds something else.</exception>
    internal void RequireIn(V1.Receipt receipt, string market)
    {
        if (receipt.LeafIndex != Event - 1)
        {
            throw Unverified(market, $"it is for entry {receipt.LeafIndex}; the answer says event {Event}");
        }

        MarketEvent entry;
        try
        {
            entry = EventCodec.Decode(receipt.Entry.Span);
        }
        catch (FormatException e)
        {
            throw Unverified(market, $"its entry does not decode: {e.Message.ReplaceLineEndings(" ")}");
        }

        if (Find(entry) is not { } found || !IsSent(found))
        {
            throw Unverified(market, $"its entry is {entry.GetType().Name} and does not say what was sent");
        }
    }

    private bool IsSent(SignedEnvelope found) =>
        found.PayloadType == Envelope.PayloadType
        && found.Payload.Span.SequenceEqual(Envelope.Payload.Span)
        && found.KeyId == Envelope.Signatures[0].Keyid
        && found.Signature.Span.SequenceEqual(Envelope.Signatures[0].Sig.Span);

    private static UnverifiedAnswerException Unverified(string market, string what) =>
        new(AnswerFault.ReceiptInvalid, $"The receipt of {market} is not for what was sent: {what}.");
}
