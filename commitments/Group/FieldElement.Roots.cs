namespace Candor.Commitments.Group;

/// <content>Inversion and square roots, and the curve's constants (RFC 9496 sections 4.1 and 4.2).</content>
internal readonly partial struct FieldElement
{
    /// <summary>The curve's d = -121665/121666.</summary>
    internal static readonly FieldElement D =
        new(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff);

    /// <summary>2d.</summary>
    internal static readonly FieldElement TwoD =
        new(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff);

    /// <summary>SQRT_M1, the non-negative square root of -1.</summary>
    internal static readonly FieldElement SqrtMinusOne =
        new(0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d);

    /// <summary>SQRT_AD_MINUS_ONE, a square root of -d - 1.</summary>
    internal static readonly FieldElement SqrtAdMinusOne =
        new(0x7f6a0497b2e1b, 0x1836f0a97afd2, 0x7d747f6be7638, 0x456079e7e6498, 0x376931bf2b834);

    /// <summary>INVSQRT_A_MINUS_D, an inverse square root of -1 - d.</summary>
    internal static readonly FieldElement InverseSqrtAMinusD =
        new(0x0fdaa805d40ea, 0x2eb482e57d339, 0x007610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff);

    /// <summary>ONE_MINUS_D_SQ = 1 - d².</summary>
    internal static readonly FieldElement OneMinusDSquared =
        new(0x409c1945fc176, 0x719abc6a1fc4f, 0x1c37f90b20684, 0x06bccca55eedf, 0x029072a8b2b3e);

    /// <summary>D_MINUS_ONE_SQ = (d - 1)².</summary>
    internal static readonly FieldElement DMinusOneSquared =
        new(0x55aaa44ed4d20, 0x59603c3332635, 0x26d3baf4a7928, 0x120a66e6997a9, 0x5968b37af66c2);

    /// <summary>The x coordinate of the Edwards basepoint.</summary>
    internal static readonly FieldElement BaseX =
        new(0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5);

    /// <summary>The y coordinate of the Edwards basepoint, 4/5.</summary>
    internal static readonly FieldElement BaseY =
        new(0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666);

    /// <summary>The inverse by Fermat's theorem, this^(p-2); zero for zero.</summary>
    internal FieldElement Invert()
    {
        // p - 2 = 8·(2^252 - 3) + 3.
        FieldElement t = PowP58();
        return t.SquareTimes(3) * (Square() * this);
    }

    /// <summary>
    /// SQRT_RATIO_M1 of RFC 9496 section 4.2: the non-negative square root of u/v, or of SQRT_M1·u/v when u/v is not
    /// a square.
    /// </summary>
    /// <returns>All ones when u/v is a square (zero counts; v = 0 with u ≠ 0 does not), else zero.</returns>
    internal static ulong SqrtRatio(in FieldElement u, in FieldElement v, out FieldElement root) =>
        SqrtRatio(u, v, PowerBase(u, v).PowP58(), out root);

    /// <summary>u·v^7, whose power (p-5)/8 leads to the root of u/v.</summary>
    internal static FieldElement PowerBase(in FieldElement u, in FieldElement v)
    {
        FieldElement v3 = v.Square() * v;
        return u * (v3.Square() * v);
    }

    /// <summary>The square root by the power of <see cref="PowerBase"/>, wherever that was taken.</summary>
    internal static ulong SqrtRatio(
        in FieldElement u, in FieldElement v, in FieldElement power, out FieldElement root)
    {
        FieldElement r = u * (v.Square() * v) * power;
        FieldElement check = v * r.Square();
        FieldElement minusU = -u;

        ulong correct = EqualMask(check, u);
        ulong flipped = EqualMask(check, minusU);
        ulong flippedByRoot = EqualMask(check, minusU * SqrtMinusOne);
        r = Select(flipped | flippedByRoot, r, r * SqrtMinusOne);
        root = r.Absolute();
        return correct | flipped;
    }

    /// <summary>this^((p-5)/8) = this^(2^252 - 3), by the usual chain of powers of 2^k - 1.</summary>
    internal FieldElement PowP58()
    {
        FieldElement x2 = Square();
        FieldElement x9 = x2.SquareTimes(2) * this;
        FieldElement x11 = x9 * x2;
        FieldElement e5 = x11.Square() * x9;
        FieldElement e10 = e5.SquareTimes(5) * e5;
        FieldElement e20 = e10.SquareTimes(10) * e10;
        FieldElement e40 = e20.SquareTimes(20) * e20;
        FieldElement e50 = e40.SquareTimes(10) * e10;
        FieldElement e100 = e50.SquareTimes(50) * e50;
        FieldElement e200 = e100.SquareTimes(100) * e100;
        FieldElement e250 = e200.SquareTimes(50) * e50;
        return e250.SquareTimes(2) * this;
    }

    private FieldElement SquareTimes(int count)
    {
        FieldElement result = this;
        for (int i = 0; i < count; i++)
        {
            Square(result, out result);
        }

        return result;
    }
}
