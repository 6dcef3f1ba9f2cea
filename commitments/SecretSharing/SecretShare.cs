using System.Diagnostics;
using Candor.Commitments.Group;

namespace Candor.Commitments.SecretSharing;

/// <summary>One contributor's share of a secret: the polynomial's value at roster index + 1.</summary>
/// <remarks>Nothing of it is printed. <c>default</c> is the share zero of roster index 0.</remarks>
[DebuggerDisplay("share")]
public readonly struct SecretShare
{
    /// <summary>Bytes of a share.</summary>
    public const int Size = Scalar.Size;

    private readonly Scalar _value;

    internal SecretShare(int rosterIndex, in Scalar value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rosterIndex);
        RosterIndex = rosterIndex;
        _value = value;
    }

    /// <summary>Whose share it is, by its place on the market's roster, from 0.</summary>
    public int RosterIndex { get; }

    /// <summary>The share.</summary>
    internal Scalar Value => _value;

    /// <summary>Where the polynomial has this value: never at zero, where it has the secret.</summary>
    internal Scalar Position => PositionOf(RosterIndex);

    /// <summary>Reads a share.</summary>
    /// <param name="rosterIndex">Whose share it is; not negative.</param>
    /// <param name="bytes">32 bytes, untrusted.</param>
    /// <param name="share">The share, or <c>default</c>.</param>
    /// <returns>False when the bytes are not the encoding of an integer below ℓ.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static bool TryParse(int rosterIndex, ReadOnlySpan<byte> bytes, out SecretShare share)
    {
        bool parsed = Scalar.TryParse(bytes, out Scalar value);
        share = parsed ? new(rosterIndex, value) : default;
        return parsed;
    }

    /// <summary>The share's 32 bytes.</summary>
    public byte[] ToArray() => _value.ToArray();

    /// <summary>The position of a contributor's share.</summary>
    internal static Scalar PositionOf(int rosterIndex) => Scalar.FromUInt64((ulong)rosterIndex + 1);
}
