using System.Numerics;

namespace Candor.Mechanism.Numerics;

/// <summary>A double-double with an exponent of its own, so that nothing between a formula's argument and its result
/// overflows or loses digits to subnormal numbers: the first step of <see cref="CorrectRounding"/>.</summary>
/// <remarks>The value is m · 2^k, with |m| from 1 on and below 2, or 0.</remarks>
internal readonly struct WideDouble : IWorkingNumber<WideDouble>
{
    /// <summary>A formula's value errs by less than 2^-this of itself. Operations err by some 2^-102, the exponential of up
    /// to 4096 by 2^-86 or less of its result.</summary>
    internal const int CertainBits = 80;

    private const double Error = 1.0 / (1L << 40) / (1L << (CertainBits - 41));

    // Below 2^-60 two terms of a series are enough; beyond 2^120, or 2^-120, a summand does not matter.
    private const int Tiny = -60;
    private const int Apart = 120;

    private readonly DoubleDouble _mantissa;
    private readonly int _exponent;

    private WideDouble(DoubleDouble mantissa, int exponent)
    {
        if (mantissa.High == 0)
        {
            _mantissa = default;
            _exponent = 0;
            return;
        }

        int shift = ExponentOf(mantissa.High);
        double scale = PowerOfTwo(-shift);
        _mantissa = new DoubleDouble(mantissa.High * scale, mantissa.Low * scale);
        _exponent = exponent + shift;
    }

    /// <summary>High part, low part, and the power of two of both.</summary>
    internal (double High, double Low, int Exponent) Parts => (_mantissa.High, _mantissa.Low, _exponent);

    private static WideDouble One => new(1, 0);

    private bool IsZero => _mantissa.High == 0;

    // The value where its magnitude fits; a limit that is as far from 1 where it does not.
    private double Approximate => _mantissa.High * PowerOfTwo(Math.Clamp(_exponent, -1000, 1000));

    public static WideDouble operator +(WideDouble a, WideDouble b)
    {
        if (a.IsZero || (!b.IsZero && a._exponent < b._exponent))
        {
            (a, b) = (b, a);
        }

        int apart = a._exponent - b._exponent;
        return b.IsZero || apart > Apart ? a : new(a._mantissa + Scale(b._mantissa, -apart), a._exponent);
    }

    public static WideDouble operator -(WideDouble a) => new(-a._mantissa, a._exponent);

    public static WideDouble operator *(WideDouble a, WideDouble b) =>
        new(a._mantissa * b._mantissa, a._exponent + b._exponent);

    public static WideDouble operator /(WideDouble a, WideDouble b) =>
        new(a._mantissa / b._mantissa, a._exponent - b._exponent);

    /// <inheritdoc/>
    public static WideDouble Of(double value, int precision)
    {
        // At the ends of the doubles a number is brought nearer to 1 first, which is exact.
        double size = Math.Abs(value);
        return size < 1e-290 ? new(value * PowerOfTwo(300), -300)
            : size > 1e290 ? new(value * PowerOfTwo(-300), 300)
            : new(value, 0);
    }

    /// <inheritdoc/>
    public static WideDouble Exp(WideDouble x)
    {
        if (x._exponent < -Apart || x.IsZero)
        {
            return One;
        }

        (DoubleDouble aboveOne, int exponent) = DoubleDoubleFunctions.ExpMinusOne(x.Bounded());
        return new(1 + aboveOne, exponent);
    }

    /// <inheritdoc/>
    public static WideDouble ExpMinusOne(WideDouble x)
    {
        if (x._exponent < Tiny || x.IsZero)
        {
            // The series' first two terms.
            return x * (One + (x * new WideDouble(0.5, 0)));
        }

        (DoubleDouble aboveOne, int exponent) = DoubleDoubleFunctions.ExpMinusOne(x.Bounded());
        return exponent == 0 ? new(aboveOne, 0) : new WideDouble(1 + aboveOne, exponent) + -One;
    }

    /// <inheritdoc/>
    public static WideDouble Log(WideDouble x) => new(DoubleDoubleFunctions.Log(x._mantissa, x._exponent), 0);

    /// <inheritdoc/>
    public static WideDouble Log1p(WideDouble x)
    {
        if (x._exponent < Tiny || x.IsZero)
        {
            return x * (One + (x * new WideDouble(-0.5, 0)));
        }

        // log(1 + x) = 2 artanh(x / (2 + x)) has no sum in which digits of a small x are lost.
        return x.Approximate > 0.4
            ? Log(One + x)
            : new(DoubleDoubleFunctions.TwiceArtanh(x.Small() / (2 + x.Small())), 0);
    }

    /// <inheritdoc/>
    public bool TryRound(out double rounded)
    {
        if (IsZero)
        {
            rounded = 0;
            return true;
        }

        if (_exponent is > -1022 and < 1023)
        {
            double least = _mantissa.High + (_mantissa.Low - Error);
            double most = _mantissa.High + (_mantissa.Low + Error);
            rounded = least * PowerOfTwo(_exponent);
            return least == most;
        }

        const int Digits = 120;
        BigInteger mantissa = Whole(_mantissa.High, Digits) + Whole(_mantissa.Low, Digits);
        return NearestDouble.TryRange(
            mantissa, BigInteger.One << (Digits - CertainBits + 1), _exponent - Digits, out rounded);
    }

    private static BigInteger Whole(double value, int digits) => new(Math.ScaleB(value, digits));

    private static int ExponentOf(double value) =>
        (int)((BitConverter.DoubleToUInt64Bits(value) >> 52) & 0x7FF) - 1023;

    private static double PowerOfTwo(int exponent) => BitConverter.UInt64BitsToDouble((ulong)(exponent + 1023) << 52);

    private static DoubleDouble Scale(DoubleDouble value, int exponent)
    {
        double scale = PowerOfTwo(exponent);
        return new DoubleDouble(value.High * scale, value.Low * scale);
    }

    // The number where it is a double-double that functions can take, and otherwise the nearest that they are asked for.
    private DoubleDouble Bounded()
    {
        const int Largest = IWorkingNumber<WideDouble>.LargestExponent;
        return Math.Abs(Approximate) >= Largest ? Math.CopySign(Largest, _mantissa.High) : Small();
    }

    private DoubleDouble Small() => Scale(_mantissa, _exponent);
}
