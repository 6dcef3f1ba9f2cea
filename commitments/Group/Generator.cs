namespace Candor.Commitments.Group;

/// <summary>
/// A fixed, public base with tables of its multiples, each made on first use and kept. Safe for use from many threads.
/// </summary>
internal sealed class Generator
{
    /// <summary>Width of the non-adjacent form that <see cref="OddMultiples"/> serves.</summary>
    internal const int NafWidth = 7;

    private const int OddCount = 1 << (NafWidth - 2);

    private readonly Lazy<AffinePoint[]> _oddMultiples;
    private readonly Lazy<AffinePoint[]> _smallMultiples;
    private readonly Lazy<FixedBaseTable> _comb;

    internal Generator(in RistrettoPoint point)
    {
        RistrettoPoint copy = point;
        Point = copy;
        _oddMultiples = new(() => Progression(copy, copy.Double(), OddCount));
        _smallMultiples = new(() => Progression(copy, copy, SecretMultiplication.TableSize));
        _comb = new(() => new FixedBaseTable(copy));
    }

    /// <summary>The base itself.</summary>
    internal RistrettoPoint Point { get; }

    /// <summary>The base, ready to be added.</summary>
    internal ref readonly AffinePoint Affine => ref OddMultiples[0];

    /// <summary>The base times 1, 3, 5, …: for public scalars.</summary>
    internal AffinePoint[] OddMultiples => _oddMultiples.Value;

    /// <summary>The base times 1 to 8: for secret scalars among many bases.</summary>
    internal AffinePoint[] SmallMultiples => _smallMultiples.Value;

    /// <summary>The base times a secret scalar, without a secret branch or index.</summary>
    internal RistrettoPoint Multiply(in Scalar secret) => _comb.Value.Multiply(secret);

    private static AffinePoint[] Progression(in RistrettoPoint first, in RistrettoPoint step, int count)
    {
        var points = new RistrettoPoint[count];
        points[0] = first;
        for (int i = 1; i < count; i++)
        {
            points[i] = points[i - 1] + step;
        }

        return AffinePoint.Normalise(points);
    }
}
