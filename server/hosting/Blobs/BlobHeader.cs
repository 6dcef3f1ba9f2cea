using System.Buffers.Binary;
using System.Text;

namespace Candor.Hosting.Blobs;

/// <summary>The first 128 bytes of a blob's file: <c>candorb1</c>; the length of the content and the mark, 64 bits each,
/// the least significant byte first; one byte with the length of the owner's name, and the name. The rest is zero.</summary>
/// <param name="Length">Bytes of content when all has come.</param>
/// <param name="Mark">Bytes of content that are known to be on the disk. Those after them may be anything after a power
/// cut, since a file may grow before its bytes are written.</param>
/// <param name="Owner">Whose room it takes.</param>
internal sealed record BlobHeader(long Length, long Mark, string Owner)
{
    /// <summary>Bytes of a header.</summary>
    internal const int Bytes = 128;

    /// <summary>Where the mark is.</summary>
    internal const int MarkOffset = 16;

    private const int LengthOffset = 8;
    private const int OwnerOffset = 24;
    private const int MaxOwnerBytes = Bytes - OwnerOffset - 1;

    private static ReadOnlySpan<byte> Magic => "candorb1"u8;

    /// <summary>Whether an owner's name has room.</summary>
    /// <param name="owner">The name.</param>
    /// <returns>Whether it is of 1 to 103 bytes in UTF-8.</returns>
    internal static bool IsOwner(string owner) => Encoding.UTF8.GetByteCount(owner) is > 0 and <= MaxOwnerBytes;

    /// <summary>From where an upload goes on.</summary>
    /// <param name="fileBytes">How long the file is.</param>
    /// <returns>The mark; null where the file ends before it, so that the upload begins anew.</returns>
    internal long? MarkIn(long fileBytes) => fileBytes < Bytes + Mark ? null : Mark;

    /// <summary>Encodes the header.</summary>
    /// <returns>128 bytes.</returns>
    internal byte[] Encode()
    {
        byte[] bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(LengthOffset), Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(MarkOffset), Mark);
        bytes[OwnerOffset] = (byte)Encoding.UTF8.GetBytes(Owner, bytes.AsSpan(OwnerOffset + 1));
        return bytes;
    }

    /// <summary>Decodes a header.</summary>
    /// <param name="bytes">As many bytes of the file's beginning as there are, at most 128.</param>
    /// <returns>The header; null where these bytes are none, as where a crash came before it was written.</returns>
    internal static BlobHeader? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes || !bytes.StartsWith(Magic) || bytes[OwnerOffset] is 0 or > MaxOwnerBytes)
        {
            return null;
        }

        var header = new BlobHeader(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[LengthOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[MarkOffset..]),
            Encoding.UTF8.GetString(bytes.Slice(OwnerOffset + 1, bytes[OwnerOffset])));

        // One encoding for one header: a damaged name or padding is found here.
        return header.Length is >= 0 and <= BlobSeal.MaxContent && header.Mark >= 0 && header.Mark <= header.Length
            && IsOwner(header.Owner) && header.Encode().AsSpan().SequenceEqual(bytes)
                ? header
                : null;
    }
}
