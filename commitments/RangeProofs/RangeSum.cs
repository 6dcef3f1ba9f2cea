using Candor.Commitments.Group;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// Equations of one shape, each times its weight, added up: one sum over the fixed bases and all proofs' points.
/// </summary>
internal sealed class RangeSum
{
    private readonly RangeShape _shape;

    /// <summary>Adds up at least one equation.</summary>
    /// <exception cref="ArgumentException">The equations have different shapes.</exception>
    internal RangeSum(ReadOnlySpan<RangeEquation> equations, ReadOnlySpan<Scalar> weights)
    {
        _shape = equations[0].Shape;
        var inverted = new List<Scalar>();
        var points = new List<RistrettoPoint>();
        foreach (RangeEquation equation in equations)
        {
            if (equation.Shape != _shape)
            {
                throw new ArgumentException("All equations of a batch must have one shape.", nameof(equations));
            }

            inverted.AddRange(equation.ToInvert);
            points.AddRange(equation.Points);
        }

        // One inversion serves all challenges of all proofs: no equation is made of a proof with a challenge of zero.
        ReadOnlySpan<Scalar> inverses = ScalarVectors.Invert([.. inverted]);
        FixedScalars = new Scalar[2 + (2 * _shape.Length)];
        Scalars = new Scalar[points.Count];
        Points = [.. points];
        Span<Scalar> rest = Scalars;
        for (int i = 0; i < equations.Length; i++)
        {
            int challenges = 1 + _shape.Rounds;
            int terms = equations[i].Points.Length;
            equations[i].AddTo(weights[i], inverses.Slice(i * challenges, challenges), FixedScalars, rest[..terms]);
            rest = rest[terms..];
        }
    }

    /// <summary>Scalars of B, B̃, G, H, as in <see cref="BulletproofGenerators.All"/>.</summary>
    internal Scalar[] FixedScalars { get; }

    /// <summary>Scalars of <see cref="Points"/>.</summary>
    internal Scalar[] Scalars { get; }

    /// <summary>The points of all proofs.</summary>
    internal RistrettoPoint[] Points { get; }

    /// <summary>The sum.</summary>
    internal RistrettoPoint Evaluate() => Evaluate(BulletproofGenerators.For(_shape).All);

    /// <summary>The sum over other fixed bases.</summary>
    internal RistrettoPoint Evaluate(ReadOnlySpan<Generator> bases) =>
        MultiscalarMultiplication.Sum(FixedScalars, bases, Scalars, Points);
}
