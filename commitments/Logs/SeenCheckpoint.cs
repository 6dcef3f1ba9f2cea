using Candor.Commitments.Merkle;

namespace Candor.Commitments.Logs;

/// <summary>
/// The latest state of a transcript that somebody has seen and accepted. It moves forward only: a server that cannot
/// prove that the next state grew from it is rejected. Two people who exchange what they have seen find a split view by
/// the same check.
/// </summary>
/// <remarks>Not safe for use from several threads.</remarks>
public sealed class SeenCheckpoint
{
    /// <summary>Starts from a state: trust on first use, or one that was saved.</summary>
    /// <param name="checkpoint">A checkpoint whose signature has been checked.</param>
    public SeenCheckpoint(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Latest = checkpoint;
    }

    /// <summary>The latest state accepted.</summary>
    public Checkpoint Latest { get; private set; }

    /// <summary>Takes the server's next state.</summary>
    /// <param name="next">A checkpoint whose signature has been checked.</param>
    /// <param name="proof">The server's proof from <see cref="Latest"/> to it, untrusted.</param>
    /// <returns>
    /// Why the server is rejected; or <see cref="LogFailure.None"/>, and <see cref="Latest"/> is then the next state.
    /// </returns>
    public LogFailure Advance(Checkpoint next, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        LogFailure failure = CheckGrowth(Latest, next, proof);
        if (failure == LogFailure.None)
        {
            Latest = next;
        }

        return failure;
    }

    /// <summary>Whether a state has grown from an earlier one.</summary>
    /// <param name="earlier">A checkpoint whose signature has been checked.</param>
    /// <param name="later">A later one, whose signature has been checked too.</param>
    /// <param name="proof">The consistency proof, untrusted; ignored where the earlier log is empty.</param>
    /// <returns>Why not, or <see cref="LogFailure.None"/>.</returns>
    public static LogFailure CheckGrowth(
        Checkpoint earlier, Checkpoint later, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        ArgumentNullException.ThrowIfNull(proof);
        if (earlier.Origin != later.Origin)
        {
            return LogFailure.OtherOrigin;
        }

        if (later.Size < earlier.Size)
        {
            return LogFailure.RolledBack;
        }

        if (later.Size == earlier.Size)
        {
            return later.Root.Span.SequenceEqual(earlier.Root.Span) ? LogFailure.None : LogFailure.Forked;
        }

        if (earlier.Size == 0)
        {
            return LogFailure.None;
        }

        MerkleFailure failure = MerkleProof.VerifyConsistency(
            earlier.Size, earlier.Root.Span, later.Size, later.Root.Span, proof);
        return failure == MerkleFailure.None ? LogFailure.None : LogFailure.Inconsistent;
    }

    /// <summary>Whether all entries of an exported transcript are those of a checkpoint.</summary>
    /// <param name="entries">The entries' exact bytes, in order.</param>
    /// <param name="checkpoint">A checkpoint whose signature has been checked.</param>
    /// <returns>
    /// <see cref="LogFailure.WrongSize"/>, <see cref="LogFailure.RootMismatch"/> or <see cref="LogFailure.None"/>.
    /// </returns>
    public static LogFailure CheckEntries(IEnumerable<ReadOnlyMemory<byte>> entries, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var tree = new MerkleAccumulator();
        foreach (ReadOnlyMemory<byte> entry in entries)
        {
            tree.Append(entry.Span);
        }

        return tree.Size != checkpoint.Size ? LogFailure.WrongSize
            : tree.Root().AsSpan().SequenceEqual(checkpoint.Root.Span) ? LogFailure.None
            : LogFailure.RootMismatch;
    }
}
