using System.Numerics;

namespace Candor.Mechanism.Numerics;

/// <summary>A number of as many bits as asked for: what <see cref="CorrectRounding"/> works with where the digits of a
/// <see cref="WideDouble"/> do not decide.</summary>
/// <remarks>The value is m · 2^k with a whole number m of at most so many bits. Each operation cuts off less than a unit in
/// the last of them.</remarks>
internal readonly struct BigReal : IWorkingNumber<BigReal>
{
    // What cutting, argument reduction and doubling back can cost together, with much to spare: some hundred operations of
    // one unit each, and twelve bits for an exponent of thousands.
    private const int GuardBits = 64;

    private readonly BigInteger _mantissa;
    private readonly int _exponent;
    private readonly int _precision;

    private BigReal(BigInteger mantissa, int exponent, int precision)
    {
        int excess = Math.Max(0, LengthOf(mantissa) - precision);
        _mantissa = mantissa >> excess;
        _exponent = exponent + excess;
        _precision = precision;
    }

    // The exponent of the leading bit.
    private int Magnitude => _exponent + LengthOf(_mantissa) - 1;

    private double Approximate
    {
        get
        {
            int excess = Math.Max(0, LengthOf(_mantissa) - 60);
            return Math.ScaleB((double)(_mantissa >> excess), _exponent + excess);
        }
    }

    public static BigReal operator +(BigReal a, BigReal b)
    {
        if (a._mantissa.IsZero || (!b._mantissa.IsZero && a.Magnitude < b.Magnitude))
        {
            (a, b) = (b, a);
        }

        if (b._mantissa.IsZero || a.Magnitude - b.Magnitude > a._precision + 2)
        {
            return a;
        }

        int lower = Math.Min(a._exponent, b._exponent);
        return new(
            (a._mantissa << (a._exponent - lower)) + (b._mantissa << (b._exponent - lower)), lower, a._precision);
    }

    public static BigReal operator -(BigReal a) => new(-a._mantissa, a._exponent, a._precision);

    public static BigReal operator *(BigReal a, BigReal b) =>
        new(a._mantissa * b._mantissa, a._exponent + b._exponent, a._precision);

    public static BigReal operator /(BigReal a, BigReal b)
    {
        int shift = a._precision + 1 + Math.Max(0, LengthOf(b._mantissa) - LengthOf(a._mantissa));
        return new((a._mantissa << shift) / b._mantissa, a._exponent - shift - b._exponent, a._precision);
    }

    /// <inheritdoc/>
    public static BigReal Of(double value, int precision)
    {
        (long mantissa, int exponent) = DoubleParts.Of(value);
        return new(mantissa, exponent, precision);
    }

    /// <summary>A wide double as it is.</summary>
    /// <param name="value">The number.</param>
    /// <param name="precision">The bits to work with, no fewer than it has.</param>
    public static BigReal Of(WideDouble value, int precision)
    {
        (double high, double low, int exponent) = value.Parts;
        return (Of(high, precision) + Of(low, precision)).Scale(exponent);
    }

    /// <inheritdoc/>
    public static BigReal Exp(BigReal x)
    {
        (BigReal aboveOne, int exponent) = Reduced(x);
        return (x.Whole(1) + aboveOne).Scale(exponent);
    }

    /// <inheritdoc/>
    public static BigReal ExpMinusOne(BigReal x)
    {
        (BigReal aboveOne, int exponent) = Reduced(x);
        return exponent == 0 ? aboveOne : (x.Whole(1) + aboveOne).Scale(exponent) + x.Whole(-1);
    }

    /// <inheritdoc/>
    public static BigReal Log(BigReal x)
    {
        // x = 2^k m with m from 2/3 on and below 4/3.
        int k = (x * x.Whole(3)).Magnitude - 1;
        BigReal m = x.Scale(-k);

        BigReal log = TwiceArtanh((m + m.Whole(-1)) / (m + m.Whole(1)));
        return k == 0 ? log : log + (x.Whole(k) * Ln2(x._precision));
    }

    /// <inheritdoc/>
    public static BigReal Log1p(BigReal x) =>
        x._mantissa.IsZero || x.Magnitude < -1 ? TwiceArtanh(x / (x + x.Whole(2))) : Log(x + x.Whole(1));

    /// <summary>Whether the magnitude is below a power of two.</summary>
    /// <param name="exponent">The power.</param>
    public bool IsBelow(int exponent) => _mantissa.IsZero || Magnitude < exponent;

    /// <inheritdoc/>
    public bool TryRound(out double rounded)
    {
        int missing = Math.Max(0, _precision - LengthOf(_mantissa));
        return NearestDouble.TryRange(
            _mantissa << missing, BigInteger.One << GuardBits, _exponent - missing, out rounded);
    }

    // e^x = 2^k (1 + result). The rest is halved until few terms of its series are needed, and doubled back.
    private static (BigReal AboveOne, int Exponent) Reduced(BigReal x)
    {
        if (x._mantissa.IsZero)
        {
            return (x, 0);
        }

        const int Largest = IWorkingNumber<BigReal>.LargestExponent;
        if (x.Magnitude >= BitOperations.Log2(Largest))
        {
            x = x.Whole(x._mantissa.Sign * Largest);
        }

        int k = (int)Math.Round(x.Approximate / 0.6931471805599453);
        BigReal rest = k == 0 ? x : x + -(x.Whole(k) * Ln2(x._precision));
        int halvings = Math.Max(0, rest.Magnitude + 2 + (int)Math.Sqrt(x._precision));
        rest = rest.Scale(-halvings);
        BigReal term = rest;
        BigReal sum = rest;
        for (int n = 2; term.Magnitude > sum.Magnitude - x._precision; n++)
        {
            term = term * rest / x.Whole(n);
            sum += term;
        }

        for (int i = 0; i < halvings; i++)
        {
            sum *= sum + x.Whole(2);
        }

        return (sum, k);
    }

    private static BigReal TwiceArtanh(BigReal z)
    {
        if (z._mantissa.IsZero)
        {
            return z;
        }

        BigReal square = z * z;
        BigReal power = z;
        BigReal sum = z;
        for (int n = 3; power.Magnitude > sum.Magnitude - z._precision; n += 2)
        {
            power *= square;
            sum += power / z.Whole(n);
        }

        return sum.Scale(1);
    }

    // ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749), a formula of Machin's kind.
    private static BigReal Ln2(int precision)
    {
        int digits = precision + 16;
        BigInteger sum = (18 * ArtanhOfInverse(26, digits)) - (2 * ArtanhOfInverse(4801, digits))
            + (8 * ArtanhOfInverse(8749, digits));
        return new(sum, -digits, precision);
    }

    private static BigInteger ArtanhOfInverse(int inverse, int digits)
    {
        BigInteger power = (BigInteger.One << digits) / inverse;
        BigInteger sum = power;
        for (int n = 3; !power.IsZero; n += 2)
        {
            power /= inverse * inverse;
            sum += power / n;
        }

        return sum;
    }

    private static int LengthOf(BigInteger mantissa) => (int)BigInteger.Abs(mantissa).GetBitLength();

    private BigReal Whole(int value) => new(value, 0, _precision);

    private BigReal Scale(int exponent) => new(_mantissa, _exponent + exponent, _precision);
}
