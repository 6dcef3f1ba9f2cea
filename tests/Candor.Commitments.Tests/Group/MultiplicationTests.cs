using Candor.Commitments.Group;
using Candor.Commitments.RangeProofs;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests.Group;

/// <summary>Every way of multiplying gives the result of doubling and adding.</summary>
public sealed class MultiplicationTests
{
    private static readonly RistrettoPoint s_point = PedersenGenerators.Blinding.Point;

    [Fact]
    public void EveryMultiplication_ByAnyScalar_AgreesWithDoubleAndAdd() => Generators.Check(
        Prop.ForAll(
            Generators.WideWords,
            x =>
            {
                Scalar scalar = Scalar.FromWideBytes(x);
                RistrettoPoint expected = DoubleAndAdd(scalar, s_point);
                Generator[] bases = [PedersenGenerators.Blinding];
                Assert.Equal(expected, SecretMultiplication.Multiply(scalar, s_point));
                Assert.Equal(expected, PedersenGenerators.Blinding.Multiply(scalar));
                Assert.Equal(expected, SecretMultiplication.Sum([scalar], bases));
                Assert.Equal(expected, MultiscalarMultiplication.Straus([scalar], bases, [], []));
                Assert.Equal(expected, MultiscalarMultiplication.Straus([], [], [scalar], [s_point]));
                Assert.Equal(expected, BucketMultiplication.Sum([scalar], bases, [], []));
                Assert.Equal(expected, BucketMultiplication.Sum([], [], [scalar], [s_point]));
                Assert.Equal(expected, BucketMultiplication.SumWithoutLanes([scalar], bases, [], []));
                Assert.Equal(expected, BucketMultiplication.SumWithoutLanes([], [], [scalar], [s_point]));
            }),
        60);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 0)]
    [InlineData(16, 40)]
    [InlineData(64, 300)]
    [InlineData(2, 900)]
    public void Sum_OfManyTerms_IsTheSumOfProducts(int fixedTerms, int terms)
    {
        using var rng = new SeededRandom((ulong)(fixedTerms + terms));
        Generator[] bases = BulletproofGenerators.For(new RangeShape(64, 1)).All[..fixedTerms];
        Scalar[] fixedScalars = [.. bases.Select(_ => Scalar.Random(rng))];
        Scalar[] scalars = [.. Enumerable.Range(0, terms).Select(_ => Scalar.Random(rng))];

        // Points whose logarithms are known, so that one multiplication gives the expected sum.
        Scalar[] logarithms = [.. scalars.Select(_ => Scalar.Random(rng))];
        RistrettoPoint[] points = [.. logarithms.Select(k => PedersenGenerators.Value.Multiply(k))];
        RistrettoPoint expected = PedersenGenerators.Value.Multiply(ScalarVectors.InnerProduct(scalars, logarithms));
        for (int i = 0; i < fixedTerms; i++)
        {
            expected += bases[i].Multiply(fixedScalars[i]);
        }

        Assert.Equal(expected, MultiscalarMultiplication.Sum(fixedScalars, bases, scalars, points));
        Assert.Equal(expected, MultiscalarMultiplication.Straus(fixedScalars, bases, scalars, points));
        Assert.Equal(expected, BucketMultiplication.Sum(fixedScalars, bases, scalars, points));
        Assert.Equal(expected, BucketMultiplication.SumWithoutLanes(fixedScalars, bases, scalars, points));
    }

    [Fact]
    public void Sum_OfNothing_IsTheIdentity()
    {
        Assert.True(MultiscalarMultiplication.Sum([], [], [], []).IsIdentity);
        Assert.True(BucketMultiplication.Sum([], [], [], []).IsIdentity);
        Assert.True(BucketMultiplication.SumWithoutLanes([], [], [], []).IsIdentity);
        Assert.True(SecretMultiplication.Sum([], []).IsIdentity);
    }

    [Fact]
    public void Sum_MismatchedLengths_Throws()
    {
        Generator[] bases = [PedersenGenerators.Value];
        Assert.Throws<ArgumentException>(() => MultiscalarMultiplication.Sum([], bases, [], []));
        Assert.Throws<ArgumentException>(() => MultiscalarMultiplication.Sum([], [], [Scalar.One], []));
        Assert.Throws<ArgumentException>(() => SecretMultiplication.Sum([], bases));
    }

    private static RistrettoPoint DoubleAndAdd(Scalar scalar, RistrettoPoint point)
    {
        RistrettoPoint sum = RistrettoPoint.Identity;
        byte[] bytes = scalar.ToArray();
        for (int bit = 255; bit >= 0; bit--)
        {
            sum = sum.Double();
            sum = ((bytes[bit / 8] >> (bit % 8)) & 1) != 0 ? sum + point : sum;
        }

        return sum;
    }
}
