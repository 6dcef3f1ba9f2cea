namespace Candor.Mechanism.Numerics;

/// <summary>A value of a formula, at least 0, that is to be rounded to a double.</summary>
internal interface IFormula
{
    /// <summary>Computes the value.</summary>
    /// <typeparam name="T">The numbers to compute it in.</typeparam>
    /// <param name="precision">Their bits, where they leave a choice.</param>
    T Evaluate<T>(int precision)
        where T : struct, IWorkingNumber<T>;

    /// <summary>The value itself where it is a ratio of whole numbers and may lie midway between two doubles, which no number
    /// of digits decides.</summary>
    /// <returns>The value; null only where it is no midpoint.</returns>
    Ratio? FindExact();
}
