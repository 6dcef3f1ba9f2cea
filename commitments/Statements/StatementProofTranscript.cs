using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Statements;

/// <summary>The items at the beginning of every statement's proof transcript.</summary>
internal static class StatementProofTranscript
{
    /// <summary>
    /// Version, generator set, market, definition digest; in this order: what is said about a market and not about one
    /// participant.
    /// </summary>
    internal static MerlinTranscript BeginMarket(ReadOnlySpan<byte> protocolLabel, StatementContext context)
    {
        var transcript = new MerlinTranscript(protocolLabel);
        transcript.Append("version"u8, ProtocolLabels.Version);
        transcript.Append("generators"u8, ProtocolLabels.GeneratorSet);
        transcript.Append("market"u8, context.MarketBytes);
        transcript.Append("definition"u8, context.DefinitionDigest.Span);
        return transcript;
    }

    /// <summary>
    /// Version, generator set, market, definition digest, participant, participant key; in this order.
    /// </summary>
    internal static MerlinTranscript Begin(ReadOnlySpan<byte> protocolLabel, StatementContext context)
    {
        MerlinTranscript transcript = BeginMarket(protocolLabel, context);
        transcript.Append("participant"u8, context.ParticipantBytes);
        transcript.Append("participant-key"u8, context.ParticipantKey.Span);
        return transcript;
    }
}
