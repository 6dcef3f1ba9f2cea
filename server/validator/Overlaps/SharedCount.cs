using System.Buffers.Binary;
using System.Collections;
using Candor.Market.Audits;
using Microsoft.Win32.SafeHandles;

namespace Candor.Validator.Overlaps;

/// <summary>Counts the records that two datasets share, from the files of their double tags: a block of one side's is held
/// against all of the other's, then the next. So the memory is that of a block, and the positions come in their order.</summary>
internal static class SharedCount
{
    /// <summary>Tags in a block: about 60 MB. A market of default size has one.</summary>
    internal const int BlockTags = 1 << 20;

    private const int BufferBytes = 1 << 18;

    /// <summary>Counts, and writes the positions of the shared records.</summary>
    /// <param name="mine">The file of the double tags whose positions count: the later one's tags under the other's
    /// key.</param>
    /// <param name="others">The file of the other side's.</param>
    /// <param name="positions">Where the positions go; a file that is there is replaced.</param>
    /// <param name="debited">Files of positions that were debited before.</param>
    /// <param name="cancellationToken">Stops between blocks and buffers.</param>
    /// <param name="blockTags">Tags in a block.</param>
    /// <returns>How many records both have, and how many of these were not debited before.</returns>
    internal static (ulong Shared, ulong Fresh) Of(
        string mine,
        string others,
        string positions,
        IReadOnlyList<string> debited,
        CancellationToken cancellationToken,
        int blockTags = BlockTags)
    {
        using FileStream tags = TagFiles.Open(mine);
        using TagFiles.Draft draft = TagFiles.Begin(positions);
        byte[] block = new byte[Math.Min(tags.Length, (long)blockTags * IncomingTags.TagSize)];
        byte[] buffer = new byte[BufferBytes];
        ulong first = 0;
        ulong shared = 0;
        ulong fresh = 0;
        int read;
        while ((read = tags.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0)
        {
            int count = read / IncomingTags.TagSize;
            IReadOnlyList<ulong> found = Meet(
                new SharedTagBlock(first, block.AsSpan(0, read)), others, buffer, cancellationToken);
            BitArray before = DebitedIn(debited, first, count, buffer);
            fresh += (ulong)found.LongCount(position => !before[(int)(position - first)]);
            shared += (ulong)found.Count;
            Write(draft, found, buffer);
            first += (ulong)count;
        }

        draft.Keep();
        return (shared, fresh);
    }

    private static IReadOnlyList<ulong> Meet(
        SharedTagBlock block, string others, byte[] buffer, CancellationToken cancellationToken)
    {
        using FileStream file = TagFiles.Open(others);
        int read;
        while ((read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            block.Meet(buffer.AsSpan(0, read));
        }

        return block.Shared();
    }

    private static void Write(TagFiles.Draft draft, IReadOnlyList<ulong> positions, byte[] buffer)
    {
        int filled = 0;
        foreach (ulong position in positions)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(filled), position);
            filled += sizeof(ulong);
            if (filled == buffer.Length)
            {
                draft.Write(buffer);
                filled = 0;
            }
        }

        draft.Write(buffer.AsSpan(0, filled));
    }

    // The positions of a block that are in any of the files. Each file's rise, so that those of a block stand together.
    private static BitArray DebitedIn(IReadOnlyList<string> files, ulong first, int count, byte[] buffer)
    {
        var debited = new BitArray(count);
        foreach (string path in files)
        {
            using SafeFileHandle file = File.OpenHandle(path);
            long offset = sizeof(ulong) * CountBelow(file, first, buffer);
            bool isInside = true;
            int read;
            while (isInside && (read = RandomAccess.Read(file, buffer, offset)) >= sizeof(ulong))
            {
                read -= read % sizeof(ulong);
                offset += read;
                for (int i = 0; i < read && isInside; i += sizeof(ulong))
                {
                    ulong position = BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(i));
                    isInside = position < first + (ulong)count;
                    if (isInside)
                    {
                        debited[(int)(position - first)] = true;
                    }
                }
            }
        }

        return debited;
    }

    // A binary search for the first position that is not below a bound.
    private static long CountBelow(SafeFileHandle file, ulong bound, byte[] buffer)
    {
        long low = 0;
        long high = RandomAccess.GetLength(file) / sizeof(ulong);
        while (low < high)
        {
            long middle = (low + high) / 2;
            _ = RandomAccess.Read(file, buffer.AsSpan(0, sizeof(ulong)), middle * sizeof(ulong));
            if (BinaryPrimitives.ReadUInt64LittleEndian(buffer) < bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
