using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.Masks;

/// <summary>
/// The secret k from which a contributor shares a secret with every other, never zero; fresh for each market. Keep it
/// until the market has settled, erase it then, and show it to nobody.
/// </summary>
/// <remarks>
/// Safe for use from many threads until it is disposed of, which overwrites it; not while it is. Nothing of it is
/// printed.
/// </remarks>
[DebuggerDisplay("mask key")]
public sealed class MaskKey : IDisposable
{
    /// <summary>Bytes of an exported key, and of a public one.</summary>
    public const int Size = Scalar.Size;

    private readonly SecretKey _key;

    private MaskKey(SecretKey key) => _key = key;

    /// <summary>k.</summary>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    internal ref readonly Scalar Secret => ref _key.SecretOf(this);

    /// <summary>K = k·B.</summary>
    internal PublicElement Public => _key.Public;

    /// <summary>The 32 bytes of K = k·B, which everybody may see.</summary>
    public ReadOnlyMemory<byte> PublicKey => Public.Encoding;

    /// <summary>A fresh uniform key.</summary>
    /// <param name="rng">Its source. Whoever can predict it can take the contributor's masks off.</param>
    public static MaskKey Create(RandomNumberGenerator rng) => new(SecretKey.Create(rng));

    /// <summary>Restores a key that was saved.</summary>
    /// <param name="bytes">What <see cref="Export"/> returned.</param>
    /// <param name="key">The key, or null.</param>
    /// <returns>False when the bytes are not the encoding of an integer above zero and below ℓ.</returns>
    public static bool TryImport(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out MaskKey? key)
    {
        key = SecretKey.TryImport(bytes, out SecretKey? inner) ? new(inner) : null;
        return key is not null;
    }

    /// <summary>
    /// The key's 32 bytes, to be saved where only the contributor can read them. Overwrite them afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    public byte[] Export() => Secret.ToArray();

    /// <summary>Overwrites k. <see cref="PublicKey"/> stays.</summary>
    public void Dispose() => _key.Dispose();
}
