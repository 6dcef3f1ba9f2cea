using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Candor.Client.Tests.Transcripts;

/// <summary>Reproducible bytes: SHA-256(name ‖ LE64(0)) ‖ SHA-256(name ‖ LE64(1)) ‖ …, read from the
/// beginning.</summary>
internal sealed class GoldenRandom(string name) : RandomNumberGenerator
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
                byte[] number = new byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(number, _block++);
                foreach (byte fresh in SHA256.HashData([.. Encoding.UTF8.GetBytes(name), .. number]))
                {
                    _pending.Enqueue(fresh);
                }
            }

            b = _pending.Dequeue();
        }
    }
}
