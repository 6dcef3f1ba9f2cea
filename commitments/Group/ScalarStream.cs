using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;

namespace Candor.Commitments.Group;

/// <summary>
/// Uniform scalars from a key of 32 bytes: AES-256 in counter mode, the counter big-endian from zero (NIST SP 800-38A),
/// 64 bytes reduced modulo ℓ for each. Belongs to one thread.
/// </summary>
/// <remarks>
/// The framework's AES needs a native library, which browsers lack. This one takes the processor's instructions where
/// there are any, and tables elsewhere: there its time depends on the key by way of the processor's cache.
/// </remarks>
internal sealed class ScalarStream : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    internal const int KeySize = 32;

    private const int BlockSize = 16;

    private readonly IBlockCipher _cipher = AesUtilities.CreateEngine();
    private readonly byte[] _stream = GC.AllocateArray<byte>(Scalar.WideSize, pinned: true);
    private ulong _block;

    /// <summary>The stream of a key, from its beginning.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes.</exception>
    internal ScalarStream(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"A key has {KeySize} bytes, not {key.Length}.", nameof(key));
        }

        _cipher.Init(forEncryption: true, new KeyParameter(key));
    }

    /// <summary>The next scalar.</summary>
    internal Scalar Next()
    {
        Span<byte> counter = stackalloc byte[BlockSize];
        counter.Clear();
        for (int start = 0; start < Scalar.WideSize; start += BlockSize)
        {
            BinaryPrimitives.WriteUInt64BigEndian(counter[sizeof(ulong)..], _block++);
            _cipher.ProcessBlock(counter, _stream.AsSpan(start, BlockSize));
        }

        return Scalar.FromWideBytes(_stream);
    }

    /// <summary>Overwrites what the last scalar was made of. The cipher's own copy of the key is out of reach.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_stream);
}
