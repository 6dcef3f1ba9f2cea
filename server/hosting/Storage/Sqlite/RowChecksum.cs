using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Checksums of the rows that no root covers: the first 16 bytes of SHA-256 over their fields, each with its
/// length. They find what a disk has changed; whoever writes to the file can make them anew. Frozen by a test.</summary>
internal static class RowChecksum
{
    private const int Size = 16;

    /// <summary>The checksum of a stream's row.</summary>
    /// <returns>16 bytes.</returns>
    internal static byte[] Of(string name, long version, long? due, byte[] summary, byte[] root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, name);
        Add(hash, version);
        Add(hash, due);
        Add(hash, summary);
        Add(hash, root);
        return hash.GetHashAndReset()[..Size];
    }

    /// <summary>The checksum of a stored answer.</summary>
    /// <returns>16 bytes.</returns>
    internal static byte[] Of(RequestRecord request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, request.Actor);
        Add(hash, request.RequestId);
        Add(hash, request.BodySha256);
        Add(hash, request.Response);
        Add(hash, request.Event);
        return hash.GetHashAndReset()[..Size];
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    // A number that is not there is told from every number by the length before it.
    private static void Add(IncrementalHash hash, long? number)
    {
        byte[] bytes = number is null ? [] : new byte[sizeof(long)];
        if (number is { } value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        }

        Add(hash, bytes);
    }

    private static void Add(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
