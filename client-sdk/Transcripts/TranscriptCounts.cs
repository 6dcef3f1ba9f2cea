namespace Candor.Client.Transcripts;

/// <summary>What was checked in a transcript, and how many of each.</summary>
public sealed record TranscriptCounts
{
    /// <summary>Entries that were read and follow from those before.</summary>
    public long Entries { get; internal set; }

    /// <summary>Signatures of operator, participants and validators, each over the exact bytes kept.</summary>
    public long Signatures { get; internal set; }

    /// <summary>Proofs of knowledge of a commitment's opening (statement 1).</summary>
    public long OpeningProofs { get; internal set; }

    /// <summary>Range proofs that a report is at most the committed size (statement 2).</summary>
    public long RangeProofs { get; internal set; }

    /// <summary>Validators' attestations (statement 5).</summary>
    public long Attestations { get; internal set; }

    /// <summary>Commitments that validators refused.</summary>
    public long Refusals { get; internal set; }

    /// <summary>Overlap checks of two participants' records (statement 6).</summary>
    public long Overlaps { get; internal set; }

    /// <summary>Outcomes computed again, to the last micro-unit: 1 in a settled market.</summary>
    public long Outcomes { get; internal set; }
}
