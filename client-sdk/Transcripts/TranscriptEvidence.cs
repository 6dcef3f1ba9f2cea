namespace Candor.Client.Transcripts;

/// <summary>What came of holding a receipt or a checkpoint against a transcript.</summary>
/// <param name="Entry">The entry that a receipt is for; null for a checkpoint.</param>
/// <param name="Size">How many entries the signed note covers; 0 where it does not hold by itself.</param>
/// <param name="Fault">What it says and what the transcript has instead; null where the transcript is the one that it was
/// made of.</param>
public sealed record TranscriptEvidence(ulong? Entry, ulong Size, string? Fault)
{
    /// <summary>Whether it is of this transcript.</summary>
    public bool Holds => Fault is null;
}
