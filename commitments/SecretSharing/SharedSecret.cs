using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.SecretSharing;

/// <summary>
/// A secret that is shared among contributors, a scalar other than zero: the seed of a contributor's own masks in one
/// epoch.
/// </summary>
/// <remarks>
/// Safe for use from many threads until it is disposed of, which overwrites it; not while it is. Nothing of it is
/// printed.
/// </remarks>
[DebuggerDisplay("shared secret")]
public sealed class SharedSecret : IDisposable
{
    /// <summary>Bytes of an exported secret.</summary>
    public const int Size = Scalar.Size;

    private readonly SecretScalars _value;

    internal SharedSecret(in Scalar value) => _value = new(value);

    /// <summary>The secret.</summary>
    /// <exception cref="ObjectDisposedException">The secret was erased.</exception>
    internal ref readonly Scalar Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(_value.AreErased, this);
            return ref _value[0];
        }
    }

    /// <summary>Reads a secret that was saved, or that a contributor is shown to be guilty by.</summary>
    /// <param name="bytes">What <see cref="Export"/> returned.</param>
    /// <param name="secret">The secret, or null.</param>
    /// <returns>False when the bytes are not the encoding of an integer above zero and below ℓ.</returns>
    public static bool TryImport(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SharedSecret? secret)
    {
        secret = Scalar.TryParse(bytes, out Scalar value) && !value.IsZero ? new(value) : null;
        SecretScalars.Erase(ref value);
        return secret is not null;
    }

    /// <summary>Whether it is the secret that was shared under commitments: a·B = A_0.</summary>
    /// <param name="commitments">The dealer's commitments.</param>
    /// <exception cref="ObjectDisposedException">The secret was erased.</exception>
    public bool Fits(FeldmanCommitments commitments)
    {
        ArgumentNullException.ThrowIfNull(commitments);
        return PedersenGenerators.Value.Multiply(Value).Equals(commitments.OfSecret);
    }

    /// <summary>The secret's 32 bytes. Overwrite them afterwards.</summary>
    /// <exception cref="ObjectDisposedException">The secret was erased.</exception>
    public byte[] Export() => Value.ToArray();

    /// <summary>Overwrites the secret.</summary>
    public void Dispose() => _value.Dispose();

    /// <summary>A uniform scalar that is not zero.</summary>
    internal static Scalar DrawNonZero(RandomNumberGenerator rng)
    {
        Scalar value;
        do
        {
            value = Scalar.Random(rng);
        }
        while (value.IsZero);
        return value;
    }
}
