using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Candor.Commitments.Hashing;

/// <summary>expand_message_xmd with SHA-512 (RFC 9380 section 5.3.1).</summary>
internal static class ExpandMessage
{
    private const int BlockSize = 128;
    private const int MaximumTag = 255;
    private const int MaximumOutput = 255 * SHA512.HashSizeInBytes;
    private const int MaximumOnStack = 1024;

    /// <summary>
    /// Fills the output with uniform bytes that depend on the message, the tag and the output's length.
    /// </summary>
    /// <param name="message">The message, of any length.</param>
    /// <param name="domainSeparationTag">One to 255 bytes that no other use shares.</param>
    /// <param name="uniform">One to 65,535 bytes to be filled, at most 255 digests.</param>
    /// <exception cref="ArgumentException">The tag or the output has another length.</exception>
    internal static void Expand(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> uniform)
    {
        // Lengths enter the hash in one and in two bytes: a longer tag would be taken for a shorter one.
        if (domainSeparationTag.Length is 0 or > MaximumTag)
        {
            throw new ArgumentException(
                $"A domain separation tag has 1 to {MaximumTag} bytes, not {domainSeparationTag.Length}.",
                nameof(domainSeparationTag));
        }

        if (uniform.Length is 0 or > MaximumOutput)
        {
            throw new ArgumentException(
                $"The output has 1 to {MaximumOutput} bytes, not {uniform.Length}.", nameof(uniform));
        }

        // b_0 = H(Z_pad ‖ message ‖ I2OSP(length, 2) ‖ 0 ‖ DST'), DST' = DST ‖ I2OSP(its length, 1).
        int tail = sizeof(ushort) + 1 + domainSeparationTag.Length + 1;
        int length = BlockSize + message.Length + tail;
        Span<byte> buffer = length <= MaximumOnStack ? stackalloc byte[MaximumOnStack] : new byte[length];
        buffer = buffer[..length];
        buffer[..BlockSize].Clear();
        message.CopyTo(buffer[BlockSize..]);
        Span<byte> suffix = buffer[(BlockSize + message.Length)..];
        BinaryPrimitives.WriteUInt16BigEndian(suffix, (ushort)uniform.Length);
        suffix[sizeof(ushort)] = 0;
        domainSeparationTag.CopyTo(suffix[(sizeof(ushort) + 1)..]);
        suffix[^1] = (byte)domainSeparationTag.Length;
        Span<byte> first = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(buffer, first);

        // b_i = H((b_0 xor b_(i-1)) ‖ i ‖ DST'), with nothing to be xored for i = 1.
        Span<byte> input = stackalloc byte[SHA512.HashSizeInBytes + 1 + MaximumTag + 1];
        input = input[..(SHA512.HashSizeInBytes + 1 + domainSeparationTag.Length + 1)];
        suffix[(sizeof(ushort) + 1)..].CopyTo(input[(SHA512.HashSizeInBytes + 1)..]);
        Span<byte> block = stackalloc byte[SHA512.HashSizeInBytes];
        block.Clear();
        for (int i = 1; !uniform.IsEmpty; i++)
        {
            for (int j = 0; j < block.Length; j++)
            {
                input[j] = (byte)(first[j] ^ block[j]);
            }

            input[SHA512.HashSizeInBytes] = (byte)i;
            SHA512.HashData(input, block);
            int taken = Math.Min(block.Length, uniform.Length);
            block[..taken].CopyTo(uniform);
            uniform = uniform[taken..];
        }
    }
}
