namespace Candor.Mechanism.Numerics;

/// <summary>e^x. By Lindemann's theorem a ratio only at 0, where the first digits decide.</summary>
/// <param name="X">Any finite number.</param>
internal readonly record struct ExpFormula(double X) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T> => T.Exp(T.Of(X, precision));

    /// <inheritdoc/>
    public Ratio? FindExact() => null;
}

/// <summary>1 - e^-x; a ratio only at 0.</summary>
/// <param name="X">At least 0, finite.</param>
internal readonly record struct OneMinusExpFormula(double X) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T> => -T.ExpMinusOne(T.Of(-X, precision));

    /// <inheritdoc/>
    public Ratio? FindExact() => null;
}

/// <summary>(1 - e^-t) / (1 + e^-t); a ratio only at 0.</summary>
/// <param name="Size">t, at least 0, finite.</param>
internal readonly record struct SigmoidFormula(double Size) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T>
    {
        // Divided through by e^-t: nothing cancels.
        T growth = T.ExpMinusOne(T.Of(Size, precision));
        return growth / (growth + T.Of(2, precision));
    }

    /// <inheritdoc/>
    public Ratio? FindExact() => null;
}

/// <summary>log(1 + x); a ratio only at 0.</summary>
/// <param name="X">At least 0, finite.</param>
internal readonly record struct Log1pFormula(double X) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T> => T.Log1p(T.Of(X, precision));

    /// <inheritdoc/>
    public Ratio? FindExact() => null;
}

/// <summary>x^y.</summary>
/// <param name="Base">x, more than 0, finite.</param>
/// <param name="Exponent">y, finite.</param>
internal readonly record struct PowFormula(double Base, double Exponent) : IFormula
{
    /// <inheritdoc/>
    public T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T> =>
        T.Exp(T.Of(Exponent, precision) * T.Log(T.Of(Base, precision)));

    /// <inheritdoc/>
    public Ratio? FindExact() => Ratio.Power(Ratio.Of(Base), Exponent);
}
