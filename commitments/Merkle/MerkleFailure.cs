namespace Candor.Commitments.Merkle;

/// <summary>
/// Why a Merkle proof was rejected. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum MerkleFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>A hash is not 32 bytes.</summary>
    WrongHashLength = 1,

    /// <summary>The leaf's index is not below the tree's size.</summary>
    IndexOutOfRange = 2,

    /// <summary>The first tree is larger than the second.</summary>
    SizesOutOfOrder = 3,

    /// <summary>The proof has more or fewer hashes than one for this index and these sizes has.</summary>
    WrongProofLength = 4,

    /// <summary>The hashes do not lead to the root: another leaf, index, size or tree.</summary>
    RootMismatch = 5,

    /// <summary>The first tree has no leaves: every tree has grown from it, and a proof would say nothing.</summary>
    EmptyFirstTree = 6,
}
