namespace Candor.Mechanism.Numerics;

/// <summary>A number of more digits than a double has and of any magnitude, in which formulas are computed before they are
/// rounded. Operations and functions err by a little of their result; how little the sum of a formula's errors is at
/// most, <see cref="TryRound"/> knows.</summary>
/// <typeparam name="TSelf">The number.</typeparam>
internal interface IWorkingNumber<TSelf>
    where TSelf : struct, IWorkingNumber<TSelf>
{
    /// <summary>The largest magnitude of which <see cref="Exp"/> and <see cref="ExpMinusOne"/> are computed; beyond it they
    /// are those of the limit. Nothing is lost: not even three factors that are doubles bring e^-4096 up to the least
    /// double, or e^4096 down to the greatest.</summary>
    const int LargestExponent = 4096;

    /// <summary>A double as it is.</summary>
    /// <param name="value">The double; finite.</param>
    /// <param name="precision">The bits to work with, where the kind of number leaves a choice.</param>
    static abstract TSelf Of(double value, int precision);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>e^x.</summary>
    static abstract TSelf Exp(TSelf x);

    /// <summary>e^x - 1, with every digit near 0 too.</summary>
    static abstract TSelf ExpMinusOne(TSelf x);

    /// <summary>The natural logarithm of x more than 0, with every digit near 1 too.</summary>
    static abstract TSelf Log(TSelf x);

    /// <summary>log(1 + x) for x at least 0, with every digit near 0 too.</summary>
    static abstract TSelf Log1p(TSelf x);

    /// <summary>Ziv's test: rounds where everything within the error is rounded alike.</summary>
    /// <param name="rounded">The double nearest to the true value, ties to even.</param>
    /// <returns>False where the error reaches across a midpoint between two doubles.</returns>
    bool TryRound(out double rounded);
}
