using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.RangeProofs;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Candor.Benchmarks.Commitments;

/// <summary>
/// The sum that verifies 64 range proofs, with the same scalars on our multiscalar multiplication over ristretto255 and
/// on BouncyCastle's, <see cref="ECAlgorithms.SumOfMultiplies"/>, over curve25519 in Weierstrass form: the one routine
/// it has for more than two terms. It interleaves non-adjacent forms and has no bucket method.
/// </summary>
/// <remarks>
/// Both groups have the order ℓ. Each term is the same multiple of either group's basepoint, so one multiplication
/// tells what both sums must be. Either side may keep tables of the fixed bases from run to run, and neither of the
/// proofs' points: BouncyCastle stores its tables in the point, so it is handed fresh ones each time, by a negation
/// each.
/// </remarks>
internal sealed class SumFixture
{
    private static readonly X9ECParameters s_curve = CustomNamedCurves.GetByName("curve25519");

    private readonly Scalar[] _fixedScalars;
    private readonly Scalar[] _scalars;
    private readonly Generator[] _bases;
    private readonly RistrettoPoint[] _points;
    private readonly RistrettoPoint _expected;
    private readonly BigInteger[] _integers;
    private readonly ECPoint[] _theirPoints;
    private readonly ECPoint _theirExpected;

    internal SumFixture(ReadOnlySpan<RangeEquation> equations)
    {
        var sum = new RangeSum(equations, RangeVerifier.DrawWeights(equations));
        (_fixedScalars, _scalars) = (sum.FixedScalars, sum.Scalars);
        using var rng = RandomNumberGenerator.Create();
        Scalar[] logarithms = [.. Enumerable.Range(0, Terms).Select(_ => Scalar.Random(rng))];
        Scalar[] ofBases = logarithms[.._fixedScalars.Length];
        Scalar[] ofPoints = logarithms[_fixedScalars.Length..];
        _bases = [.. ofBases.Select(k => new Generator(PedersenGenerators.Value.Multiply(k)))];

        // Decoded, as a proof's points are.
        _points = [.. ofPoints.Select(k => Decode(PedersenGenerators.Value.Multiply(k).ToArray()))];
        Scalar total = ScalarVectors.InnerProduct([.. _fixedScalars, .. _scalars], logarithms);
        _expected = PedersenGenerators.Value.Multiply(total);

        _integers = [.. _fixedScalars.Concat(_scalars).Select(ToInteger)];
        _theirPoints = [.. logarithms.Select(k => s_curve.G.Multiply(ToInteger(k)).Normalize())];
        for (int i = _fixedScalars.Length; i < Terms; i++)
        {
            // Negated once more for each run.
            _theirPoints[i] = _theirPoints[i].Negate();
        }

        _theirExpected = s_curve.G.Multiply(ToInteger(total));
    }

    /// <summary>Terms of the sum.</summary>
    internal int Terms => _fixedScalars.Length + _scalars.Length;

    /// <summary>The sum by our routine.</summary>
    internal void Ours() =>
        Require(MultiscalarMultiplication.Sum(_fixedScalars, _bases, _scalars, _points).Equals(_expected));

    /// <summary>The sum by our routine for processors without AVX2.</summary>
    internal void OursWithoutLanes() => Require(
        BucketMultiplication.SumWithoutLanes(_fixedScalars, _bases, _scalars, _points).Equals(_expected));

    /// <summary>The sum by BouncyCastle's routine.</summary>
    internal void BouncyCastle()
    {
        var points = new ECPoint[_theirPoints.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = i < _fixedScalars.Length ? _theirPoints[i] : _theirPoints[i].Negate();
        }

        Require(ECAlgorithms.SumOfMultiplies(points, _integers).Equals(_theirExpected));
    }

    private static BigInteger ToInteger(Scalar scalar)
    {
        byte[] bytes = scalar.ToArray();
        Array.Reverse(bytes);
        return new(1, bytes);
    }

    private static RistrettoPoint Decode(byte[] bytes)
    {
        Require(RistrettoPoint.TryParse(bytes, out RistrettoPoint point));
        return point;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The sum is wrong.");
        }
    }
}
