namespace Candor.Commitments.Group;

/// <summary>
/// The result of an addition or doubling before its last products: x = X/Z, y = Y/T. Three products make a
/// <see cref="ProjectivePoint"/>, four a <see cref="RistrettoPoint"/>, so a chain of doublings pays for T only at its end.
/// Its members are factors, not tight.
/// </summary>
internal readonly struct CompletedPoint
{
    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;
    private readonly FieldElement _t;

    private CompletedPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    /// <summary>a + b by the unified formulas for a = -1 (Hisil, Wong, Carter and Dawson 2008).</summary>
    internal static CompletedPoint Add(in RistrettoPoint a, in CachedPoint b)
    {
        FieldElement plus = FieldElement.AddLazy(a.Y, a.X) * b.YPlusX;
        FieldElement minus = FieldElement.SubtractLazy(a.Y, a.X) * b.YMinusX;
        FieldElement twoDTT = a.T * b.TwoDT;
        FieldElement twoZZ = a.Z * b.TwoZ;
        return new(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.AddLazy(twoZZ, twoDTT),
            FieldElement.SubtractLazy(twoZZ, twoDTT));
    }

    /// <summary>a + b for an affine b.</summary>
    internal static CompletedPoint Add(in RistrettoPoint a, in AffinePoint b)
    {
        FieldElement plus = FieldElement.AddLazy(a.Y, a.X) * b.YPlusX;
        FieldElement minus = FieldElement.SubtractLazy(a.Y, a.X) * b.YMinusX;
        FieldElement twoDTT = a.T * b.TwoDXY;
        FieldElement twoZ = FieldElement.AddLazy(a.Z, a.Z);
        return new(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.AddLazy(twoZ, twoDTT),
            FieldElement.SubtractLazy(twoZ, twoDTT));
    }

    /// <summary>a - b: the addition with b's first two members swapped and its last one's sign turned.</summary>
    internal static CompletedPoint Subtract(in RistrettoPoint a, in CachedPoint b)
    {
        FieldElement plus = FieldElement.AddLazy(a.Y, a.X) * b.YMinusX;
        FieldElement minus = FieldElement.SubtractLazy(a.Y, a.X) * b.YPlusX;
        FieldElement twoDTT = a.T * b.TwoDT;
        FieldElement twoZZ = a.Z * b.TwoZ;
        return new(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.SubtractLazy(twoZZ, twoDTT),
            FieldElement.AddLazy(twoZZ, twoDTT));
    }

    /// <summary>a - b for an affine b.</summary>
    internal static CompletedPoint Subtract(in RistrettoPoint a, in AffinePoint b)
    {
        FieldElement plus = FieldElement.AddLazy(a.Y, a.X) * b.YMinusX;
        FieldElement minus = FieldElement.SubtractLazy(a.Y, a.X) * b.YPlusX;
        FieldElement twoDTT = a.T * b.TwoDXY;
        FieldElement twoZ = FieldElement.AddLazy(a.Z, a.Z);
        return new(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.SubtractLazy(twoZ, twoDTT),
            FieldElement.AddLazy(twoZ, twoDTT));
    }

    /// <summary>2·(x : y : z).</summary>
    internal static CompletedPoint Double(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        FieldElement xx = x.Square();
        FieldElement yy = y.Square();
        FieldElement zz = z.Square();
        FieldElement sum = FieldElement.AddLazy(yy, xx);

        // The last member is 2z² - (y² - x²), ordered so that only tight elements are subtracted.
        FieldElement twoZZPlusXX = FieldElement.AddLazy(FieldElement.AddLazy(zz, zz), xx);
        return new(
            FieldElement.SubtractLazy(FieldElement.AddLazy(x, y).Square(), sum),
            sum,
            FieldElement.SubtractLazy(yy, xx),
            FieldElement.SubtractLazy(twoZZPlusXX, yy));
    }

    /// <summary>All four coordinates.</summary>
    internal RistrettoPoint ToPoint() => new(_x * _t, _y * _z, _z * _t, _x * _y);

    /// <summary>Without T: enough to double again.</summary>
    internal ProjectivePoint ToProjective() => new(_x * _t, _y * _z, _z * _t);
}
