namespace Candor.Commitments.Overlap;

/// <summary>
/// Why double tags were rejected. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum DoubleTagFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The record key is not the canonical encoding of an element other than the identity.</summary>
    MalformedKey = 1,

    /// <summary>A segment has more or fewer double tags than its share of the tags.</summary>
    WrongCount = 2,

    /// <summary>A committed tag is not the encoding of an element: its owner's dataset is bad.</summary>
    MalformedTag = 3,

    /// <summary>A double tag is not the canonical encoding of an element other than the identity.</summary>
    MalformedDoubleTag = 4,

    /// <summary>The proof of equality is not 64 bytes of two scalars.</summary>
    MalformedProof = 5,

    /// <summary>A double tag is not its tag times the committed key, or the proof is for something else.</summary>
    NotTheKeysMultiples = 6,

    /// <summary>Segments are missing.</summary>
    Incomplete = 7,
}
