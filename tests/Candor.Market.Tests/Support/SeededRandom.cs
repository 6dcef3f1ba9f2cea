using System.Security.Cryptography;

namespace Candor.Market.Tests.Support;

/// <summary>Random bytes that are the same in every run: SHA-256 of a seed and a counter.</summary>
internal sealed class SeededRandom(int seed) : RandomNumberGenerator
{
    private long _counter;

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        Span<byte> input = stackalloc byte[12];
        while (!data.IsEmpty)
        {
            BitConverter.TryWriteBytes(input, seed);
            BitConverter.TryWriteBytes(input[4..], _counter++);
            byte[] block = SHA256.HashData(input);
            int length = Math.Min(block.Length, data.Length);
            block.AsSpan(0, length).CopyTo(data);
            data = data[length..];
        }
    }
}
