using Candor.Commitments.Merkle;

namespace Candor.Market.Transcripts;

/// <summary>The transcript of one market: a tree (RFC 6962) over the encoded events, of which entry i is event i + 1.
/// It holds hashes alone, about 120 bytes an entry. Thread-safe for many readers and one writer.</summary>
/// <remarks>Add an entry only once it is stored and the high-water mark is beyond it: a root that was shown can never be taken
/// back.</remarks>
/// <param name="market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="signer">Signs its checkpoints.</param>
public sealed class TranscriptLog(string market, TranscriptSigner signer)
{
    private readonly Lock _lock = new();
    private readonly MerkleTree _tree = new();
    private ulong _size;
    private (ulong Size, byte[] Note)? _last;

    /// <summary>How many entries there are.</summary>
    public ulong Size => Volatile.Read(ref _size);

    /// <summary>Adds entries that are stored.</summary>
    /// <param name="entries">The encoded events, in order.</param>
    public void Append(IReadOnlyList<byte[]> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);

        // The hashing is done before the lock is taken: an entry may be megabytes.
        AppendHashes([.. entries.Select(static entry => MerkleHash.Leaf(entry))]);
    }

    /// <summary>Adds entries that are stored, by their leaf hashes.</summary>
    /// <param name="hashes">What <see cref="MerkleHash.Leaf"/> makes of the encoded events, in order, 32 bytes each.</param>
    public void AppendHashes(IReadOnlyList<byte[]> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        lock (_lock)
        {
            foreach (byte[] hash in hashes)
            {
                _tree.AppendHash(hash);
            }

            Volatile.Write(ref _size, _tree.Size);
        }
    }

    /// <summary>A checkpoint that covers every entry.</summary>
    /// <returns>A C2SP signed note. One size is signed once while it is the last.</returns>
    public SizedCheckpoint Checkpoint()
    {
        ulong size;
        byte[] root;
        lock (_lock)
        {
            if (_last is { } last && last.Size == _size)
            {
                return new SizedCheckpoint(last.Size, last.Note);
            }

            size = _size;
            root = _tree.Root(size);
        }

        // Ed25519 is deterministic, so that two readers who come here at once get the same bytes.
        byte[] note = signer.Sign(market, size, root);
        Keep(size, note);
        return new SizedCheckpoint(size, note);
    }

    /// <summary>That an entry is in the transcript of a size.</summary>
    /// <param name="index">The entry, from 0.</param>
    /// <param name="size">The size, above the index and at most <see cref="Size"/>.</param>
    /// <returns>The entry's leaf hash, and the siblings from it upwards.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index or the size is not within the
    /// transcript.</exception>
    public EntryProof ProveInclusion(ulong index, ulong size)
    {
        lock (_lock)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, _size);
            return new EntryProof(_tree.LeafHash(index), _tree.ProveInclusion(index, size));
        }
    }

    /// <summary>That the transcript of one size grew from that of another.</summary>
    /// <param name="firstSize">The earlier size, at least 1.</param>
    /// <param name="secondSize">The later size, at most <see cref="Size"/>.</param>
    /// <returns>RFC 6962 section 2.1.2; none where the sizes are equal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is not within the transcript, or they are out of
    /// order.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveConsistency(ulong firstSize, ulong secondSize)
    {
        ArgumentOutOfRangeException.ThrowIfZero(firstSize);
        lock (_lock)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(secondSize, _size);
            return _tree.ProveConsistency(firstSize, secondSize);
        }
    }

    /// <summary>The leaf hash of an entry.</summary>
    /// <param name="index">The entry, from 0, below <see cref="Size"/>.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public byte[] LeafHash(ulong index)
    {
        lock (_lock)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _size);
            return _tree.LeafHash(index);
        }
    }

    private void Keep(ulong size, byte[] note)
    {
        lock (_lock)
        {
            if (_last is not { } last || last.Size < size)
            {
                _last = (size, note);
            }
        }
    }
}

/// <summary>A signed checkpoint with the size that it is of.</summary>
/// <param name="Size">How many entries it covers.</param>
/// <param name="Note">The C2SP signed note.</param>
public sealed record SizedCheckpoint(ulong Size, ReadOnlyMemory<byte> Note);

/// <summary>That an entry is in a transcript.</summary>
/// <param name="LeafHash">The entry's leaf hash, 32 bytes.</param>
/// <param name="Siblings">The siblings from the entry upwards, 32 bytes each.</param>
public sealed record EntryProof(ReadOnlyMemory<byte> LeafHash, IReadOnlyList<ReadOnlyMemory<byte>> Siblings);
