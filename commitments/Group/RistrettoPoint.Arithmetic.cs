namespace Candor.Commitments.Group;

/// <content>
/// The group law by the unified formulas for a = -1 (Hisil, Wong, Carter and Dawson 2008, sections 3.1 and 3.3).
/// Results are written in place and may overwrite an operand: every coordinate is read before one is written.
/// </content>
internal partial struct RistrettoPoint
{
    /// <summary>The sum.</summary>
    public static RistrettoPoint operator +(in RistrettoPoint a, in RistrettoPoint b)
    {
        Add(a, new CachedPoint(b), out RistrettoPoint sum);
        return sum;
    }

    /// <summary>The difference.</summary>
    public static RistrettoPoint operator -(in RistrettoPoint a, in RistrettoPoint b)
    {
        Subtract(a, new CachedPoint(b), out RistrettoPoint difference);
        return difference;
    }

    /// <summary>The negative.</summary>
    public static RistrettoPoint operator -(in RistrettoPoint a) => new(-a.X, a.Y, a.Z, -a.T);

    /// <summary>The double.</summary>
    internal readonly RistrettoPoint Double()
    {
        Double(this, 1, out RistrettoPoint twice);
        return twice;
    }

    /// <summary>a + b.</summary>
    internal static void Add(in RistrettoPoint a, in CachedPoint b, out RistrettoPoint sum)
    {
        FieldElement.Multiply(FieldElement.AddLazy(a.Y, a.X), b.YPlusX, out FieldElement plus);
        FieldElement.Multiply(FieldElement.SubtractLazy(a.Y, a.X), b.YMinusX, out FieldElement minus);
        FieldElement.Multiply(a.T, b.TwoDT, out FieldElement twoDTT);
        FieldElement.Multiply(a.Z, b.TwoZ, out FieldElement twoZZ);
        Complete(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.AddLazy(twoZZ, twoDTT),
            FieldElement.SubtractLazy(twoZZ, twoDTT),
            out sum);
    }

    /// <summary>a + b for an affine b.</summary>
    internal static void Add(in RistrettoPoint a, in AffinePoint b, out RistrettoPoint sum)
    {
        FieldElement.Multiply(FieldElement.AddLazy(a.Y, a.X), b.YPlusX, out FieldElement plus);
        FieldElement.Multiply(FieldElement.SubtractLazy(a.Y, a.X), b.YMinusX, out FieldElement minus);
        FieldElement.Multiply(a.T, b.TwoDXY, out FieldElement twoDTT);
        FieldElement twoZ = FieldElement.AddLazy(a.Z, a.Z);
        Complete(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.AddLazy(twoZ, twoDTT),
            FieldElement.SubtractLazy(twoZ, twoDTT),
            out sum);
    }

    /// <summary>a - b: the sum with b's first two members swapped and the sign of its last one turned.</summary>
    internal static void Subtract(in RistrettoPoint a, in CachedPoint b, out RistrettoPoint difference)
    {
        FieldElement.Multiply(FieldElement.AddLazy(a.Y, a.X), b.YMinusX, out FieldElement plus);
        FieldElement.Multiply(FieldElement.SubtractLazy(a.Y, a.X), b.YPlusX, out FieldElement minus);
        FieldElement.Multiply(a.T, b.TwoDT, out FieldElement twoDTT);
        FieldElement.Multiply(a.Z, b.TwoZ, out FieldElement twoZZ);
        Complete(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.SubtractLazy(twoZZ, twoDTT),
            FieldElement.AddLazy(twoZZ, twoDTT),
            out difference);
    }

    /// <summary>a - b for an affine b.</summary>
    internal static void Subtract(in RistrettoPoint a, in AffinePoint b, out RistrettoPoint difference)
    {
        FieldElement.Multiply(FieldElement.AddLazy(a.Y, a.X), b.YMinusX, out FieldElement plus);
        FieldElement.Multiply(FieldElement.SubtractLazy(a.Y, a.X), b.YPlusX, out FieldElement minus);
        FieldElement.Multiply(a.T, b.TwoDXY, out FieldElement twoDTT);
        FieldElement twoZ = FieldElement.AddLazy(a.Z, a.Z);
        Complete(
            FieldElement.SubtractLazy(plus, minus),
            FieldElement.AddLazy(plus, minus),
            FieldElement.SubtractLazy(twoZ, twoDTT),
            FieldElement.AddLazy(twoZ, twoDTT),
            out difference);
    }

    /// <summary>a doubled <paramref name="times"/> times, at least once.</summary>
    internal static void Double(in RistrettoPoint a, int times, out RistrettoPoint result)
    {
        result = a;
        for (int remaining = times; remaining > 0; remaining--)
        {
            FieldElement.Square(result.X, out FieldElement xx);
            FieldElement.Square(result.Y, out FieldElement yy);
            FieldElement.Square(result.Z, out FieldElement zz);
            FieldElement.Square(FieldElement.AddLazy(result.X, result.Y), out FieldElement sumSquared);

            // f = 2z² - (y² - x²), ordered so that only tight elements are subtracted.
            FieldElement twoZZPlusXX = FieldElement.AddLazy(FieldElement.AddLazy(zz, zz), xx);
            FieldElement h = FieldElement.AddLazy(yy, xx);
            FieldElement e = FieldElement.SubtractLazy(sumSquared, h);
            FieldElement g = FieldElement.SubtractLazy(yy, xx);
            FieldElement f = FieldElement.SubtractLazy(twoZZPlusXX, yy);
            FieldElement.Multiply(e, f, out result.X);
            FieldElement.Multiply(g, h, out result.Y);
            FieldElement.Multiply(g, f, out result.Z);

            // Doubling does not read T: it is made once, at the end of the chain.
            if (remaining == 1)
            {
                FieldElement.Multiply(e, h, out result.T);
            }
        }
    }

    // x = e/g, y = h/f.
    private static void Complete(
        in FieldElement e, in FieldElement h, in FieldElement g, in FieldElement f, out RistrettoPoint point)
    {
        FieldElement.Multiply(e, f, out point.X);
        FieldElement.Multiply(g, h, out point.Y);
        FieldElement.Multiply(g, f, out point.Z);
        FieldElement.Multiply(e, h, out point.T);
    }
}
