using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.Masks;

/// <summary>Z_ij = k_i·K_j = k_j·K_i by its encoding: what two contributors have in common.</summary>
/// <remarks>Overwritten by disposing of it.</remarks>
internal sealed class PairSecret : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(RistrettoPoint.Size, pinned: true);

    internal PairSecret(MaskKey key, PublicElement other) =>
        SecretMultiplication.Multiply(key.Secret, other.Point).WriteBytes(_bytes);

    /// <summary>Z's 32 bytes.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Overwrites Z.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
