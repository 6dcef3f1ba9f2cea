using System.Runtime.CompilerServices;

namespace Candor.Commitments.Group;

/// <summary>
/// A point prepared as the second term of an addition: Y + X, Y - X, 2Z, 2d·T. Its members are factors, not tight.
/// </summary>
internal readonly struct CachedPoint
{
    /// <summary>The neutral element.</summary>
    internal static readonly CachedPoint Identity = new(RistrettoPoint.Identity);

    internal readonly FieldElement YPlusX;
    internal readonly FieldElement YMinusX;
    internal readonly FieldElement TwoZ;
    internal readonly FieldElement TwoDT;

    internal CachedPoint(in RistrettoPoint point)
        : this(
            FieldElement.AddLazy(point.Y, point.X),
            FieldElement.SubtractLazy(point.Y, point.X),
            FieldElement.AddLazy(point.Z, point.Z),
            point.T * FieldElement.TwoD)
    {
    }

    private CachedPoint(in FieldElement yPlusX, in FieldElement yMinusX, in FieldElement twoZ, in FieldElement twoDT)
    {
        YPlusX = yPlusX;
        YMinusX = yMinusX;
        TwoZ = twoZ;
        TwoDT = twoDT;
    }

    /// <summary>The negative.</summary>
    public static CachedPoint operator -(in CachedPoint p) =>
        new(p.YMinusX, p.YPlusX, p.TwoZ, FieldElement.SubtractLazy(FieldElement.Zero, p.TwoDT));

    /// <summary><paramref name="b"/> where the mask is all ones, <paramref name="a"/> where it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static CachedPoint Select(ulong mask, in CachedPoint a, in CachedPoint b) => new(
        FieldElement.Select(mask, a.YPlusX, b.YPlusX),
        FieldElement.Select(mask, a.YMinusX, b.YMinusX),
        FieldElement.Select(mask, a.TwoZ, b.TwoZ),
        FieldElement.Select(mask, a.TwoDT, b.TwoDT));
}
