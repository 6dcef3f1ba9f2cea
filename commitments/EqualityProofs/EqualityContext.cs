using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.EqualityProofs;

/// <summary>The context string of a batch: a name, and 32 bytes that depend on all that was said.</summary>
internal static class EqualityContext
{
    private const int DigestSize = 32;

    /// <summary>Draws the digest from a proof transcript that has absorbed every pair.</summary>
    internal static byte[] Draw(MerlinTranscript transcript, ReadOnlySpan<byte> name)
    {
        byte[] context = new byte[name.Length + DigestSize];
        name.CopyTo(context);
        transcript.Challenge("context"u8, context.AsSpan(name.Length));
        return context;
    }
}
