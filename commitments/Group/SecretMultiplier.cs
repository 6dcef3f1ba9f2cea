using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Candor.Commitments.Group;

/// <summary>
/// Multiplies many points by one secret scalar, whose digits it keeps: what <see cref="SecretMultiplication"/>
/// does once. Belongs to one thread.
/// </summary>
internal sealed class SecretMultiplier : IDisposable
{
    // Pinned, as in SecretScalars.
    private readonly sbyte[] _digits = GC.AllocateArray<sbyte>(Scalar.Radix16Digits, pinned: true);
    private readonly CachedPoint[] _multiples = new CachedPoint[SecretMultiplication.TableSize];
    private bool _isErased;

    internal SecretMultiplier(in Scalar secret) => secret.WriteRadix16(_digits);

    /// <summary>The point times the secret, without a secret branch or index.</summary>
    /// <exception cref="ObjectDisposedException">The secret was overwritten.</exception>
    internal void Multiply(in RistrettoPoint point, out RistrettoPoint product)
    {
        ObjectDisposedException.ThrowIf(_isErased, this);
        SecretMultiplication.Multiply(_digits, point, _multiples, out product);
    }

    /// <summary>Overwrites the digits.</summary>
    public void Dispose()
    {
        _isErased = true;
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_digits.AsSpan()));
    }
}
