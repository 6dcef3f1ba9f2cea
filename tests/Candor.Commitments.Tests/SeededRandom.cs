using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Candor.Commitments.Tests;

/// <summary>
/// Reproducible bytes: SHA-256(LE64(seed) ‖ LE64(0)) ‖ SHA-256(LE64(seed) ‖ LE64(1)) ‖ … , read from the beginning.
/// Golden files name the seed, so the stream is documented in tests/golden/commitments/README.md.
/// </summary>
internal sealed class SeededRandom(ulong seed) : RandomNumberGenerator
{
    private readonly Queue<byte> _pending = new();
    private ulong _block;

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        foreach (ref byte b in data)
        {
            if (_pending.Count == 0)
            {
                Refill();
            }

            b = _pending.Dequeue();
        }
    }

    private void Refill()
    {
        Span<byte> input = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(input, seed);
        BinaryPrimitives.WriteUInt64LittleEndian(input[sizeof(ulong)..], _block++);
        foreach (byte b in SHA256.HashData(input))
        {
            _pending.Enqueue(b);
        }
    }
}
