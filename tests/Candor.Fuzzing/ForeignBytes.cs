namespace Candor.Fuzzing;

/// <summary>Takes an input apart. Where it ends, what is asked for is short or empty.</summary>
/// <param name="input">The input.</param>
internal sealed class ForeignBytes(byte[] input)
{
    private int _at;

    /// <summary>One byte as a number; 0 at the end.</summary>
    internal int Count() => _at < input.Length ? input[_at++] : 0;

    /// <summary>That many bytes, or what is left.</summary>
    internal ReadOnlyMemory<byte> Take(int count)
    {
        int taken = Math.Min(count, input.Length - _at);
        _at += taken;
        return input.AsMemory(_at - taken, taken);
    }

    /// <summary>A byte of count, and that many hashes of 32 bytes, the last of which may be short.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Hashes() => [.. Enumerable.Range(0, Count()).Select(_ => Take(32))];

    /// <summary>What is left.</summary>
    internal ReadOnlyMemory<byte> Rest() => Take(input.Length);
}
