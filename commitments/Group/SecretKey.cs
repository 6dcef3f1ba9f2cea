using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Candor.Commitments.Group;

/// <summary>A secret k, never zero, with K = k·B: what every kind of key here is made of. Nothing of it is printed.</summary>
/// <remarks>Safe for use from many threads until it is disposed of, which overwrites it; not while it is.</remarks>
internal sealed class SecretKey : IDisposable
{
    private readonly SecretScalars _secret;

    /// <summary>A key of a secret other than zero, which the caller erases.</summary>
    internal SecretKey(in Scalar secret)
    {
        _secret = new(secret);
        Public = new(PedersenGenerators.Value.Multiply(secret));
    }

    /// <summary>k.</summary>
    /// <param name="owner">What the key is to its user, which an error names.</param>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    internal ref readonly Scalar SecretOf(object owner)
    {
        ObjectDisposedException.ThrowIf(_secret.AreErased, owner);
        return ref _secret[0];
    }

    /// <summary>K = k·B.</summary>
    internal PublicElement Public { get; }

    /// <summary>A fresh uniform key.</summary>
    /// <param name="rng">Its source.</param>
    internal static SecretKey Create(RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        Scalar secret;
        do
        {
            secret = Scalar.Random(rng);
        }
        while (secret.IsZero);
        var key = new SecretKey(secret);
        SecretScalars.Erase(ref secret);
        return key;
    }

    /// <summary>Restores a key from its 32 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="key">The key, or null.</param>
    /// <returns>False when the bytes are not the encoding of an integer above zero and below ℓ.</returns>
    internal static bool TryImport(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecretKey? key)
    {
        key = Scalar.TryParse(bytes, out Scalar secret) && !secret.IsZero ? new(secret) : null;
        SecretScalars.Erase(ref secret);
        return key is not null;
    }

    /// <summary>Overwrites k; K stays.</summary>
    public void Dispose() => _secret.Dispose();
}
