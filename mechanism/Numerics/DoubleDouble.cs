namespace Candor.Mechanism.Numerics;

/// <summary>An unevaluated sum of two doubles, about 31 decimal digits. Every operation is a fixed sequence of IEEE 754
/// additions, multiplications and fused multiply-adds, so that it gives the same bits on every platform (T. J. Dekker,
/// "A floating-point technique for extending the available precision", 1971).</summary>
/// <param name="High">The sum, rounded to a double.</param>
/// <param name="Low">What the rounding left out.</param>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        (double high, double low) = TwoSum(a.High, b.High);
        return Normalize(high, low + (a.Low + b.Low));
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double high = a.High * b.High;
        double low = Math.FusedMultiplyAdd(a.High, b.High, -high);
        return Normalize(high, low + ((a.High * b.Low) + (a.Low * b.High)));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        DoubleDouble rest = a - (first * b);
        double second = rest.High / b.High;
        rest -= second * b;
        return Normalize(first, second) + (rest.High / b.High);
    }

    /// <summary>The quotient by a small whole number, whose remainder one fused step gives exactly.</summary>
    internal DoubleDouble DivideBy(double divisor)
    {
        double first = High / divisor;
        double rest = Math.FusedMultiplyAdd(-first, divisor, High) + Low;
        return Normalize(first, rest / divisor);
    }

    /// <summary>Both parts doubled, which is exact.</summary>
    internal DoubleDouble Twice() => new(High + High, Low + Low);

    /// <summary>Both parts times a power of two, which is exact.</summary>
    internal DoubleDouble Scale(int exponent) => new(Math.ScaleB(High, exponent), Math.ScaleB(Low, exponent));

    private static DoubleDouble TwoSum(double a, double b)
    {
        double sum = a + b;
        double ofB = sum - a;
        return new DoubleDouble(sum, (a - (sum - ofB)) + (b - ofB));
    }

    // |high| is at least |low|, so three operations give the exact rest.
    private static DoubleDouble Normalize(double high, double low)
    {
        double sum = high + low;
        return new DoubleDouble(sum, low - (sum - high));
    }
}
