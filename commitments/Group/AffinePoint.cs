using System.Runtime.CompilerServices;

namespace Candor.Commitments.Group;

/// <summary>
/// A point with Z = 1 prepared as the second term of an addition: y + x, y - x, 2d·x·y. One product cheaper to add than
/// <see cref="CachedPoint"/>; used where a table outlives the inversion that made it. Its members are factors, not
/// tight.
/// </summary>
internal readonly struct AffinePoint
{
    /// <summary>The neutral element.</summary>
    internal static readonly AffinePoint Identity = new(FieldElement.One, FieldElement.One, FieldElement.Zero);

    internal readonly FieldElement YPlusX;
    internal readonly FieldElement YMinusX;
    internal readonly FieldElement TwoDXY;

    private AffinePoint(in FieldElement yPlusX, in FieldElement yMinusX, in FieldElement twoDXY)
    {
        YPlusX = yPlusX;
        YMinusX = yMinusX;
        TwoDXY = twoDXY;
    }

    /// <summary>The negative.</summary>
    public static AffinePoint operator -(in AffinePoint p) =>
        new(p.YMinusX, p.YPlusX, FieldElement.SubtractLazy(FieldElement.Zero, p.TwoDXY));

    /// <summary><paramref name="b"/> where the mask is all ones, <paramref name="a"/> where it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static AffinePoint Select(ulong mask, in AffinePoint a, in AffinePoint b) => new(
        FieldElement.Select(mask, a.YPlusX, b.YPlusX),
        FieldElement.Select(mask, a.YMinusX, b.YMinusX),
        FieldElement.Select(mask, a.TwoDXY, b.TwoDXY));

    /// <summary>Normalises points with one inversion for all of them (Montgomery's trick).</summary>
    internal static AffinePoint[] Normalise(ReadOnlySpan<RistrettoPoint> points)
    {
        var affine = new AffinePoint[points.Length];
        if (points.Length == 0)
        {
            return affine;
        }

        // prefixes[i] = Z_0 · … · Z_(i-1); no Z of a curve point is zero.
        var prefixes = new FieldElement[points.Length];
        FieldElement product = FieldElement.One;
        for (int i = 0; i < points.Length; i++)
        {
            prefixes[i] = product;
            product *= points[i].Z;
        }

        FieldElement inverse = product.Invert();
        for (int i = points.Length - 1; i >= 0; i--)
        {
            FieldElement inverseZ = inverse * prefixes[i];
            inverse *= points[i].Z;
            FieldElement x = points[i].X * inverseZ;
            FieldElement y = points[i].Y * inverseZ;
            affine[i] = new(y + x, y - x, x * y * FieldElement.TwoD);
        }

        return affine;
    }
}
