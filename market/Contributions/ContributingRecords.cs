using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Candor.Market.Contributions;

/// <summary>Which of a member's records contribute: as many as it reported, in an order that nobody could know when it
/// committed to them. An honest member's rule, which nobody can check.</summary>
public static class ContributingRecords
{
    /// <summary>Chooses records.</summary>
    /// <param name="rootHash">The root hash of the transcript up to and with the entry by which the training opened, 32
    /// bytes.</param>
    /// <param name="participant">The member's id.</param>
    /// <param name="records">N, how many it has.</param>
    /// <param name="report">t', how many it reported.</param>
    /// <returns>The positions of t' records in the order of the dataset, from 0, ascending.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It reported more than it has.</exception>
    public static int[] Choose(ReadOnlySpan<byte> rootHash, string participant, int records, int report)
    {
        ArgumentException.ThrowIfNullOrEmpty(participant);
        ArgumentOutOfRangeException.ThrowIfNegative(report);
        ArgumentOutOfRangeException.ThrowIfLessThan(records, report);
        byte[] name = Encoding.UTF8.GetBytes(participant);
        byte[] message = [.. name, .. new byte[sizeof(ulong)]];
        var keys = new UInt128[records];
        int[] positions = new int[records];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (int position = 0; position < records; position++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(name.Length), (ulong)position);
            HMACSHA256.HashData(rootHash, message, mac);
            keys[position] = BinaryPrimitives.ReadUInt128BigEndian(mac);
            positions[position] = position;
        }

        // Two that begin with the same 128 bits are met by nobody; the sort is then by chance, and so is any other.
        Array.Sort(keys, positions);
        int[] chosen = positions[..report];
        Array.Sort(chosen);
        return chosen;
    }
}
