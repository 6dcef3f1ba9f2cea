using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Candor.Simulation.Setup;

/// <summary>Random bytes that follow from a seed and a label: SHA-256 in counter mode. Whoever knows the seed knows
/// every key, blinding and sample that is drawn from it, so it is for simulations alone; nothing outside this folder
/// may use it.</summary>
/// <remarks>Each actor has its own label, so that what one draws does not depend on what others do at the same time.
/// Not safe for use from several threads.</remarks>
internal sealed class SimulationRandom : RandomNumberGenerator
{
    private readonly byte[] _input = new byte[SHA256.HashSizeInBytes + sizeof(long)];
    private readonly byte[] _block = new byte[SHA256.HashSizeInBytes];
    private long _counter;
    private int _used = SHA256.HashSizeInBytes;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">The simulation's seed.</param>
    /// <param name="label">Who draws, unique in the simulation.</param>
    internal SimulationRandom(ulong seed, string label)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(start, seed);
        SHA256.HashData([.. start, .. Encoding.UTF8.GetBytes(label)], _input);
    }

    /// <inheritdoc/>
    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    /// <inheritdoc/>
    public override void GetBytes(Span<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_used == _block.Length)
            {
                BinaryPrimitives.WriteInt64LittleEndian(_input.AsSpan(SHA256.HashSizeInBytes), _counter++);
                SHA256.HashData(_input, _block);
                _used = 0;
            }

            int length = Math.Min(_block.Length - _used, data.Length);
            _block.AsSpan(_used, length).CopyTo(data);
            _used += length;
            data = data[length..];
        }
    }

    /// <summary>A signing key that follows from the sequence. Its signatures are the platform's own and differ from run
    /// to run; nothing that the simulation prints depends on their bytes.</summary>
    internal Client.SigningKey NextSigningKey()
    {
        byte[] secret = new byte[32];
        GetBytes(secret);

        // The order of P-256 begins with 32 one bits: without the highest bit every number is below it.
        secret[0] &= 0x7f;
        return Client.SigningKey.FromECDsa(ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = secret,
        }));
    }

    /// <summary>32 bytes.</summary>
    internal byte[] NextNonce()
    {
        byte[] nonce = new byte[32];
        GetBytes(nonce);
        return nonce;
    }
}
