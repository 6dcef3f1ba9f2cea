using System.Security.Cryptography;
using System.Text;

namespace Candor.Hosting.Blobs;

/// <summary>What follows a blob's content in its file: SHA-256 of each MiB of it, and SHA-256 over the blob's name, the
/// header and these. With a hash for each chunk a reader of a stream hands out nothing that it has not checked, in one
/// pass and one MiB of memory; with the name in the last one, a file that was put in another's place is found.</summary>
internal sealed class BlobSeal : IDisposable
{
    /// <summary>Bytes of content under one hash, and the most that a reader hands out at once.</summary>
    internal const int ChunkBytes = 1 << 20;

    /// <summary>Bytes of a hash.</summary>
    internal const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>The longest content of a blob, 64 GiB: its hashes take 2 MiB of memory.</summary>
    internal const long MaxContent = 1L << 36;

    private static readonly byte[] s_domain = "candor/blob/1"u8.ToArray();

    private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _hashes = new();
    private int _inChunk;

    /// <summary>How many bytes follow a content.</summary>
    /// <param name="length">The content's bytes.</param>
    /// <returns>The seal's bytes.</returns>
    internal static int BytesFor(long length) =>
        checked((int)(((length + ChunkBytes - 1) / ChunkBytes) + 1)) * HashBytes;

    /// <summary>How many bytes a whole blob's file has.</summary>
    /// <param name="length">The content's bytes.</param>
    /// <returns>With header and seal.</returns>
    internal static long FileBytesFor(long length) => BlobHeader.Bytes + length + BytesFor(length);

    /// <summary>Takes the next bytes of the content.</summary>
    /// <param name="content">Any number of them.</param>
    internal void Append(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            int taken = Math.Min(content.Length, ChunkBytes - _inChunk);
            _chunk.AppendData(content[..taken]);
            content = content[taken..];
            _inChunk += taken;
            if (_inChunk == ChunkBytes)
            {
                EndChunk();
            }
        }
    }

    /// <summary>Ends the content.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="header">The header of the whole file, encoded.</param>
    /// <returns>The seal.</returns>
    internal byte[] End(BlobName name, ReadOnlySpan<byte> header)
    {
        if (_inChunk > 0)
        {
            EndChunk();
        }

        byte[] hashes = _hashes.ToArray();
        return [.. hashes, .. Root(name, header, hashes)];
    }

    /// <summary>The hash of a chunk.</summary>
    /// <param name="chunk">At most 1 MiB.</param>
    /// <returns>32 bytes.</returns>
    internal static byte[] HashOf(ReadOnlySpan<byte> chunk) => SHA256.HashData(chunk);

    /// <summary>The last hash of a seal.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="header">The header of the whole file, encoded.</param>
    /// <param name="hashes">The chunks' hashes.</param>
    /// <returns>32 bytes.</returns>
    internal static byte[] Root(BlobName name, ReadOnlySpan<byte> header, ReadOnlySpan<byte> hashes)
    {
        // The name ends where the header, of a fixed length, begins: no letter of a name is a zero byte.
        using var root = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        root.AppendData(s_domain);
        root.AppendData(Encoding.UTF8.GetBytes($"\0{name}\0"));
        root.AppendData(header);
        root.AppendData(hashes);
        return root.GetHashAndReset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunk.Dispose();
        _hashes.Dispose();
    }

    private void EndChunk()
    {
        _hashes.Write(_chunk.GetHashAndReset());
        _inChunk = 0;
    }
}
