namespace Candor.Mechanism.Numerics;

/// <summary>c (1 - e^(-a s^d)); by Lindemann's theorem no ratio.</summary>
/// <param name="Ceiling">c, more than 0.</param>
/// <param name="Rate">a, more than 0.</param>
/// <param name="Shape">d, more than 0.</param>
/// <param name="Size">s, more than 0, finite.</param>
internal readonly record struct ExponentialFormula(double Ceiling, double Rate, double Shape, double Size) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T>
    {
        T power = T.Exp(T.Of(Shape, precision) * T.Log(T.Of(Size, precision)));
        return T.Of(Ceiling, precision) * -T.ExpMinusOne(T.Of(-Rate, precision) * power);
    }

    /// <inheritdoc/>
    public Ratio? FindExact() => null;
}

/// <summary>c (1 - (1 + s/d)^-b).</summary>
/// <param name="Ceiling">c, more than 0.</param>
/// <param name="Scale">d, more than 0.</param>
/// <param name="Exponent">b, more than 0.</param>
/// <param name="Size">s, more than 0, finite.</param>
internal readonly record struct PowerLawFormula(double Ceiling, double Scale, double Exponent, double Size) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T>
    {
        T log = T.Log1p(T.Of(Size, precision) / T.Of(Scale, precision));
        return T.Of(Ceiling, precision) * -T.ExpMinusOne(T.Of(-Exponent, precision) * log);
    }

    /// <inheritdoc/>
    public Ratio? FindExact() =>
        Ratio.Power(Ratio.One + (Ratio.Of(Size) / Ratio.Of(Scale)), Exponent) is { } power
            ? Ratio.Of(Ceiling) * (Ratio.One - (Ratio.One / power))
            : null;
}

/// <summary>c / (1 + b s^-d).</summary>
/// <param name="Ceiling">c, more than 0.</param>
/// <param name="Half">b, more than 0.</param>
/// <param name="Shape">d, more than 0.</param>
/// <param name="Size">s, more than 0, finite.</param>
internal readonly record struct SaturatingFormula(double Ceiling, double Half, double Shape, double Size) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T>
    {
        T power = T.Exp(T.Of(-Shape, precision) * T.Log(T.Of(Size, precision)));
        return T.Of(Ceiling, precision) / (T.Of(1, precision) + (T.Of(Half, precision) * power));
    }

    /// <inheritdoc/>
    public Ratio? FindExact() =>
        Ratio.Power(Ratio.Of(Size), Shape) is { } power
            ? Ratio.Of(Ceiling) / (Ratio.One + (Ratio.Of(Half) / power))
            : null;
}
