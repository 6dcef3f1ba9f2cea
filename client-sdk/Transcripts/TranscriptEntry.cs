using Candor.Commitments.Merkle;

namespace Candor.Client.Transcripts;

/// <summary>An entry of a market's transcript: the market's event <c>Index + 1</c>, byte for byte as it is stored, or
/// only its hash where it is withheld. Immutable and thread-safe.</summary>
public sealed class TranscriptEntry
{
    private TranscriptEntry(ulong index, ReadOnlyMemory<byte> leafHash, ReadOnlyMemory<byte>? entry)
    {
        Index = index;
        LeafHash = leafHash;
        Entry = entry;
    }

    /// <summary>From 0.</summary>
    public ulong Index { get; }

    /// <summary>SHA-256(0 ‖ entry) (RFC 6962 section 2.1), 32 bytes.</summary>
    public ReadOnlyMemory<byte> LeafHash { get; }

    /// <summary>The entry, byte for byte; null where it is withheld.</summary>
    public ReadOnlyMemory<byte>? Entry { get; }

    /// <summary>An entry that may be read. Its leaf hash is computed here.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="entry">The entry, byte for byte.</param>
    /// <returns>The entry.</returns>
    public static TranscriptEntry Open(ulong index, ReadOnlyMemory<byte> entry) =>
        new(index, MerkleHash.Leaf(entry.Span), entry);

    /// <summary>An entry that is withheld.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="leafHash">Its leaf hash, 32 bytes.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="ArgumentException">The hash is not 32 bytes.</exception>
    public static TranscriptEntry Withheld(ulong index, ReadOnlyMemory<byte> leafHash) =>
        leafHash.Length == MerkleHash.Size
            ? new(index, leafHash, null)
            : throw new ArgumentException(
                $"A leaf hash has {MerkleHash.Size} bytes, not {leafHash.Length}.", nameof(leafHash));
}
