namespace Candor.Commitments.Group;

/// <summary>
/// An element of ristretto255 (RFC 9496), held as a point (X : Y : Z : T), x = X/Z, y = Y/Z, x·y = T/Z, of the twisted
/// Edwards curve -x² + y² = 1 + d·x²·y². Several points stand for one element: compare and encode only through this
/// type.
/// </summary>
/// <remarks>
/// Coordinates are tight. Addition and negation are complete and branch-free. The members can be assigned so that
/// <see cref="Add(in RistrettoPoint, in AffinePoint, out RistrettoPoint)"/> and similar methods can write results in
/// place; nothing else assigns them.
/// </remarks>
internal partial struct RistrettoPoint : IEquatable<RistrettoPoint>
{
    /// <summary>The neutral element.</summary>
    internal static readonly RistrettoPoint Identity =
        new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The basepoint B: the Edwards point with y = 4/5 and even x.</summary>
    internal static readonly RistrettoPoint Basepoint = new(
        FieldElement.BaseX, FieldElement.BaseY, FieldElement.One, FieldElement.BaseX * FieldElement.BaseY);

    internal FieldElement X;
    internal FieldElement Y;
    internal FieldElement Z;
    internal FieldElement T;

    internal RistrettoPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
    {
        X = x;
        Y = y;
        Z = z;
        T = t;
    }

    /// <summary>Whether the element is the neutral one.</summary>
    internal readonly bool IsIdentity => Equals(Identity);

    /// <summary>Equality of the elements, not of the points (RFC 9496 section 4.3.3).</summary>
    public readonly bool Equals(RistrettoPoint other) =>
        (FieldElement.EqualMask(X * other.Y, Y * other.X) | FieldElement.EqualMask(Y * other.Y, X * other.X)) != 0;

    /// <inheritdoc/>
    public readonly override bool Equals(object? obj) => obj is RistrettoPoint other && Equals(other);

    /// <inheritdoc/>
    public readonly override int GetHashCode()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBytes(bytes);
        HashCode hash = default;
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
