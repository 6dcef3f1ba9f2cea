namespace Candor.Commitments.Tests.Mutations.Shared;

/// <summary>Mutations of a string of bytes that know nothing of what it means.</summary>
internal static class ByteMutations
{
    private const int Longest = 40;

    /// <summary>Draws a mutation.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="honest">The bytes.</param>
    /// <param name="others">Valid messages of the same kind, to splice with.</param>
    /// <returns>The mutation; null where the bytes came out as they were.</returns>
    internal static Mutation<byte[]>? Draw(Random random, ReadOnlySpan<byte> honest, params ReadOnlySpan<byte[]> others)
    {
        int length = honest.Length;
        if (length == 0)
        {
            return new Mutation<byte[]>(Bytes(random), "bytes where there were none");
        }

        int at = random.Next(length);
        int count = Math.Min(1 + random.Next(Longest), length - at);
        ReadOnlySpan<byte> before = honest[..at];
        ReadOnlySpan<byte> range = honest.Slice(at, count);
        ReadOnlySpan<byte> after = honest[(at + count)..];
        (byte[] mutated, string what) = random.Next(others.IsEmpty ? 10 : 12) switch
        {
            0 or 1 => FlipBits(random, honest),
            2 => Set(random, honest, at),
            3 => ([.. before], $"cut after {at} bytes"),
            4 => ([.. honest, .. Bytes(random)], "bytes added at the end"),
            5 => ([.. before, .. after], $"{count} bytes removed at {at}"),
            6 => ([.. before, .. range, .. range, .. after], $"{count} bytes doubled at {at}"),
            7 => ([.. before, .. new byte[count], .. after], $"{count} bytes zeroed at {at}"),
            8 => ([.. before, .. Bytes(random), .. honest[at..]], $"bytes inserted at {at}"),
            9 => SwapRanges(random, honest, at, count),
            _ => Splice(random, honest, others[random.Next(others.Length)], at, count),
        };
        return honest.SequenceEqual(mutated) ? null : new Mutation<byte[]>(mutated, what);
    }

    private static (byte[] Mutated, string What) FlipBits(Random random, ReadOnlySpan<byte> honest)
    {
        byte[] mutated = honest.ToArray();
        int flips = random.Next(3) == 0 ? 2 + random.Next(7) : 1;
        int[] bits = new int[flips];
        for (int i = 0; i < flips; i++)
        {
            bits[i] = random.Next(8 * honest.Length);
            mutated[bits[i] / 8] ^= (byte)(1 << (bits[i] % 8));
        }

        return (mutated, $"bits {string.Join(", ", bits)} flipped");
    }

    private static (byte[] Mutated, string What) Set(Random random, ReadOnlySpan<byte> honest, int at)
    {
        byte[] mutated = honest.ToArray();
        mutated[at] = random.Next(5) switch
        {
            0 => 0,
            1 => byte.MaxValue,
            2 => (byte)(mutated[at] + 1),
            3 => (byte)(mutated[at] - 1),
            _ => (byte)random.Next(256),
        };
        return (mutated, $"byte {at} set to {mutated[at]}");
    }

    private static (byte[] Mutated, string What) SwapRanges(
        Random random, ReadOnlySpan<byte> honest, int at, int count)
    {
        byte[] mutated = honest.ToArray();
        int other = random.Next(honest.Length - count + 1);
        if (Math.Abs(other - at) >= count)
        {
            honest.Slice(other, count).CopyTo(mutated.AsSpan(at));
            honest.Slice(at, count).CopyTo(mutated.AsSpan(other));
        }

        return (mutated, $"{count} bytes at {at} and at {other} swapped");
    }

    private static (byte[] Mutated, string What) Splice(
        Random random, ReadOnlySpan<byte> honest, byte[] other, int at, int count)
    {
        int from = Math.Min(at, other.Length);
        switch (random.Next(3))
        {
            case 0:
                return ([.. honest[..at], .. other[from..]], $"from byte {at} on as in another message");
            case 1:
                return ([.. other[..from], .. honest[at..]], $"up to byte {at} as in another message");
            default:
                int until = Math.Min(at + count, other.Length);
                return (
                    [.. honest[..at], .. other[from..until], .. honest[(at + count)..]],
                    $"{count} bytes at {at} as in another message");
        }
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[1 + random.Next(Longest)];
        random.NextBytes(bytes);
        return bytes;
    }
}
