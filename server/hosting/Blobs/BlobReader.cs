using System.Buffers;
using System.Runtime.CompilerServices;

namespace Candor.Hosting.Blobs;

/// <summary>Reads whole blobs, and hands out nothing that it has not checked.</summary>
internal static class BlobReader
{
    /// <summary>Reads a blob's content from an offset on.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="name">The blob.</param>
    /// <param name="from">How many bytes the reader has already.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Chunks of at most 1 MiB, each good until the next is asked for.</returns>
    /// <exception cref="BlobStoreException">It is not there, cannot be read or is damaged; the offset is behind its
    /// end.</exception>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        BlobFolder folder, BlobName name, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (FileStream file, BlobHeader header) = folder.OpenWhole(name) ?? throw NotFound(folder, name);
        await using (file.ConfigureAwait(false))
        {
            if (from < 0 || from > header.Length)
            {
                throw BlobStoreException.OfNumbers(
                    BlobFault.WrongOffset,
                    from,
                    header.Length,
                    $"The blob '{name}' is asked for from offset {from} on; expected 0 to {header.Length}, its length.");
            }

            string path = folder.WholeOf(name);
            byte[] hashes = await ReadHashesAsync(file, path, name, header, cancellationToken).ConfigureAwait(false);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BlobSeal.ChunkBytes);
            try
            {
                for (long chunk = from / BlobSeal.ChunkBytes; from < header.Length; chunk++)
                {
                    long start = chunk * BlobSeal.ChunkBytes;
                    Memory<byte> content = buffer.AsMemory(
                        0, (int)Math.Min(BlobSeal.ChunkBytes, header.Length - start));
                    await ReadExactlyAsync(file, path, content, BlobHeader.Bytes + start, cancellationToken)
                        .ConfigureAwait(false);
                    RequireHash(
                        BlobSeal.HashOf(content.Span),
                        hashes.AsSpan((int)chunk * BlobSeal.HashBytes, BlobSeal.HashBytes),
                        path,
                        $"of its content from byte {start} on");
                    yield return content[(int)(from - start)..];
                    from = start + content.Length;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Reads all of a blob.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="name">The blob.</param>
    /// <param name="most">The most bytes that the caller takes.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="BlobStoreException">It is not there, cannot be read, is damaged or is longer.</exception>
    internal static async Task<byte[]> ReadAllAsync(
        BlobFolder folder, BlobName name, int most, CancellationToken cancellationToken)
    {
        long length = LengthOf(folder, name) ?? throw NotFound(folder, name);
        if (length > most)
        {
            throw BlobStoreException.OfNumbers(
                BlobFault.TooLarge, length, most, $"The blob '{name}' has {length} bytes; expected at most {most}.");
        }

        byte[] content = new byte[length];
        int read = 0;
        await foreach (ReadOnlyMemory<byte> chunk in ReadAsync(folder, name, 0, cancellationToken).ConfigureAwait(false))
        {
            chunk.CopyTo(content.AsMemory(read));
            read += chunk.Length;
        }

        return content;
    }

    /// <summary>How long a blob is.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="name">The blob.</param>
    /// <returns>Bytes of its content; null where it is not there, or not all of it.</returns>
    /// <exception cref="BlobStoreException">It cannot be read, or its file cannot be a whole blob.</exception>
    internal static long? LengthOf(BlobFolder folder, BlobName name)
    {
        if (folder.OpenWhole(name) is not { } open)
        {
            return null;
        }

        open.File.Dispose();
        return open.Header.Length;
    }

    private static BlobStoreException NotFound(BlobFolder folder, BlobName name) =>
        new(BlobFault.NotFound, $"There is no whole blob '{name}' in '{folder.Root}'.");

    private static async Task<byte[]> ReadHashesAsync(
        FileStream file, string path, BlobName name, BlobHeader header, CancellationToken cancellationToken)
    {
        byte[] seal = new byte[BlobSeal.BytesFor(header.Length)];
        await ReadExactlyAsync(file, path, seal, BlobHeader.Bytes + header.Length, cancellationToken)
            .ConfigureAwait(false);
        byte[] hashes = seal[..^BlobSeal.HashBytes];
        RequireHash(
            BlobSeal.Root(name, header.Encode(), hashes),
            seal.AsSpan(hashes.Length),
            path,
            "of its name, header and hashes");
        return hashes;
    }

    private static void RequireHash(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected, string path, string what)
    {
        if (!found.SequenceEqual(expected))
        {
            throw BlobFolder.Damaged(
                path,
                $"SHA-256 {what} is {Convert.ToHexStringLower(found)}",
                $"{Convert.ToHexStringLower(expected)}, which is written at its end");
        }
    }

    private static async Task ReadExactlyAsync(
        FileStream file, string path, Memory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        try
        {
            file.Position = offset;
            await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException)
        {
            throw BlobFolder.Damaged(path, $"it ends before byte {offset + bytes.Length}", "that byte");
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, path, "read");
        }
    }
}
