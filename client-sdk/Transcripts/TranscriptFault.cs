namespace Candor.Client.Transcripts;

/// <summary>The first thing in a transcript that does not hold.</summary>
/// <param name="Check">What kind of check failed.</param>
/// <param name="Index">The entry, from 0; null where it is the checkpoint or the transcript as a whole.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record TranscriptFault(TranscriptCheck Check, ulong? Index, string Message);

/// <summary>What is checked in a transcript. Names and numbers are printed for scripts: they may only grow.</summary>
public enum TranscriptCheck
{
    /// <summary>The file's form.</summary>
    File = 1,

    /// <summary>The checkpoint: its signature, its origin, and that the key is the one expected.</summary>
    Checkpoint = 2,

    /// <summary>The entries' number and root are those of the checkpoint.</summary>
    Root = 3,

    /// <summary>An entry is there to be read.</summary>
    Withheld = 4,

    /// <summary>An entry decodes, and is written as the market writes it.</summary>
    Encoding = 5,

    /// <summary>An entry's signed message: its type, signer and signature.</summary>
    Signature = 6,

    /// <summary>An entry says what its signed message says, and follows by the market's rules from the entries
    /// before.</summary>
    Rules = 7,

    /// <summary>An entry's proof.</summary>
    Proof = 8,

    /// <summary>The settlement is there, and is what the mechanism computes from the reports.</summary>
    Outcome = 9,

    /// <summary>A receipt or a checkpoint that somebody kept is of this very transcript.</summary>
    Evidence = 10,
}
