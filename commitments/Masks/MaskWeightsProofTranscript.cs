using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Masks;

/// <summary>What the weights of an epoch are drawn from: all that its contributors are bound to.</summary>
internal static class MaskWeightsProofTranscript
{
    /// <summary>Bytes of a weight.</summary>
    internal const int WeightSize = 16;

    /// <summary>The proof transcript up to the challenges.</summary>
    internal static MerlinTranscript Begin(MaskEpoch epoch, IReadOnlyList<MaskSubmission> submissions)
    {
        IReadOnlyList<Contributor> contributors = epoch.List.Contributors;
        MerlinTranscript transcript = StatementProofTranscript.BeginMarket(
            ProtocolLabels.MaskWeights, contributors[0].Context);
        transcript.Append("epoch"u8, epoch.Number);
        transcript.Append("list"u8, epoch.List.Digest.Span);
        transcript.Append("gram-coordinates"u8, (ulong)epoch.Shape.GramCoordinates);
        transcript.Append("label-coordinates"u8, (ulong)epoch.Shape.LabelCoordinates);
        for (int i = 0; i < submissions.Count; i++)
        {
            transcript.Append("contributor"u8, contributors[i].Context.ParticipantBytes);
            transcript.Append("statistics"u8, submissions[i].StatisticsDigest.Span);
            transcript.Append("mask-payload"u8, submissions[i].Payload.Span);
        }

        return transcript;
    }

    /// <summary>The digest of all that was absorbed.</summary>
    internal static byte[] DrawContext(MerlinTranscript transcript)
    {
        byte[] context = new byte[StatementContext.DigestSize];
        transcript.Challenge("context"u8, context);
        return context;
    }

    /// <summary>The weights' bytes, after the context.</summary>
    internal static byte[] DrawWeights(MerlinTranscript transcript, int count)
    {
        byte[] weights = new byte[count * WeightSize];
        transcript.Challenge("weights"u8, weights);
        return weights;
    }
}
