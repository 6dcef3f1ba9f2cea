using System.Numerics;
using Candor.Commitments.Group;

namespace Candor.Commitments.RangeProofs;

/// <summary>Sums, powers and inverses over lists of scalars.</summary>
internal static class ScalarVectors
{
    /// <summary>Σ a_i·b_i over two lists of one length.</summary>
    internal static Scalar InnerProduct(ReadOnlySpan<Scalar> a, ReadOnlySpan<Scalar> b)
    {
        Scalar sum = Scalar.Zero;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>1 + base + … + base^(count-1), for a count that is a power of two.</summary>
    /// <exception cref="ArgumentException">The count is another one.</exception>
    internal static Scalar SumOfPowers(in Scalar @base, int count)
    {
        // The sum is (1 + base)·(1 + base²)·(1 + base⁴)·….
        if (!BitOperations.IsPow2(count))
        {
            throw new ArgumentException($"{count} powers; expected a power of two.", nameof(count));
        }

        Scalar sum = Scalar.One;
        Scalar power = @base;
        for (int terms = 1; terms < count; terms *= 2)
        {
            sum *= Scalar.One + power;
            power *= power;
        }

        return sum;
    }

    /// <summary>base^exponent for a small exponent.</summary>
    internal static Scalar Power(in Scalar @base, int exponent)
    {
        Scalar power = Scalar.One;
        for (int i = 0; i < exponent; i++)
        {
            power *= @base;
        }

        return power;
    }

    /// <summary>
    /// The inverses of non-zero scalars, with one inversion (Montgomery's trick); all zero if one is zero.
    /// </summary>
    internal static Scalar[] Invert(ReadOnlySpan<Scalar> scalars)
    {
        var inverses = new Scalar[scalars.Length];
        Scalar product = Scalar.One;
        for (int i = 0; i < scalars.Length; i++)
        {
            inverses[i] = product;
            product *= scalars[i];
        }

        Scalar inverse = product.Invert();
        for (int i = scalars.Length - 1; i >= 0; i--)
        {
            inverses[i] *= inverse;
            inverse *= scalars[i];
        }

        return inverses;
    }

    /// <summary>
    /// s_i = Π u_j^(±1), positive where bit lg(length) - 1 - j of i is one: what the i-th base is multiplied by when
    /// the rounds with challenges u fold all bases into one.
    /// </summary>
    internal static Scalar[] FoldingCoefficients(ReadOnlySpan<Scalar> u, ReadOnlySpan<Scalar> inverseU, int length)
    {
        var s = new Scalar[length];
        s[0] = Scalar.One;
        foreach (ref readonly Scalar inverse in inverseU)
        {
            s[0] *= inverse;
        }

        // Setting the highest bit of i turns one u^-1 into u.
        for (int bit = 0, size = 1; size < length; bit++, size *= 2)
        {
            var square = new ScalarFactor(u[^(bit + 1)] * u[^(bit + 1)]);
            for (int i = 0; i < size; i++)
            {
                s[size + i] = square * s[i];
            }
        }

        return s;
    }
}
