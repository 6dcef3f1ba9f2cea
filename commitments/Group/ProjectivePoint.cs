namespace Candor.Commitments.Group;

/// <summary>A point (X : Y : Z) without T, between two doublings. Coordinates are tight.</summary>
internal readonly struct ProjectivePoint
{
    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;

    internal ProjectivePoint(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        _x = x;
        _y = y;
        _z = z;
    }

    internal ProjectivePoint(in RistrettoPoint point)
        : this(point.X, point.Y, point.Z)
    {
    }

    /// <summary>The double.</summary>
    internal CompletedPoint Double() => CompletedPoint.Double(_x, _y, _z);
}
