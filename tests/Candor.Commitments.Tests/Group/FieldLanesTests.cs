using System.Numerics;
using System.Runtime.Intrinsics;
using Candor.Commitments.Group;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests.Group;

/// <summary>The four elements side by side against the one by itself, which is tested against others' fields.</summary>
public sealed class FieldLanesTests
{
    private static readonly Arbitrary<FieldElement[]> s_quadruples = Arb.From(
        from words in Generators.Words.Generator.ArrayOf(4)
        select words.Select(word => FieldElement.FromBytesMasked(word)).ToArray());

    private static readonly Arbitrary<RistrettoPoint> s_points = Arb.From(Gen.Frequency(
        (6, Generators.WideWords.Generator.Select(bytes => RistrettoPoint.FromUniformBytes(bytes))),
        (1, Gen.Constant(RistrettoPoint.Identity)),
        (1, Gen.Constant(new RistrettoPoint(
            FieldElement.SqrtMinusOne, FieldElement.Zero, FieldElement.One, FieldElement.Zero)))));

    [LanesFact]
    public void Operations_OnAnyElements_AgreeWithFieldElement() => Generators.Check(Prop.ForAll(
        s_quadruples,
        s_quadruples,
        (a, b) =>
        {
            FieldLanes.Multiply(Pack(a), Pack(b), out FieldLanes product);
            FieldLanes.Square(Pack(a), out FieldLanes square);
            for (int lane = 0; lane < FieldLanes.Count; lane++)
            {
                Assert.Equal(a[lane], Pack(a)[lane]);
                Assert.Equal(a[lane] * b[lane], product[lane]);
                Assert.Equal(a[lane].Square(), square[lane]);
            }

            // What was multiplied is tight enough to be squared: debug builds assert it.
            FieldLanes.Square(product, out FieldLanes squareOfProduct);
            Assert.Equal((a[3] * b[3]).Square(), squareOfProduct[3]);
        }));

    [LanesFact]
    public void PowP58_OfAnyElements_AgreesWithFieldElement() => Generators.Check(
        Prop.ForAll(
            s_quadruples,
            s_quadruples,
            (a, b) =>
            {
                FieldLanes low = Pack(a);
                FieldLanes high = Pack(b);
                FieldLanes.PowP58(ref low, ref high);
                for (int lane = 0; lane < FieldLanes.Count; lane++)
                {
                    Assert.Equal(a[lane].PowP58(), low[lane]);
                    Assert.Equal(b[lane].PowP58(), high[lane]);
                }
            }),
        50);

    [LanesFact]
    public void Multiply_FactorsAtTheirLargestLimbs_IsExact()
    {
        // The most a factor may have: one less than three times the bounds of a tight element.
        const ulong Even = (3 * ((1UL << 26) + (1UL << 17))) - 1;
        const ulong Odd = (3 * ((1UL << 25) + (1UL << 17))) - 1;
        Vector256<uint> limbs = Vector256.Create(Even | (Odd << 32)).AsUInt32();
        var largest = new FieldLanes(limbs, limbs, limbs, limbs, limbs);
        FieldLanes.Multiply(largest, largest, out FieldLanes product);
        BigInteger value = Enumerable.Range(0, 5).Aggregate(
            BigInteger.Zero, (sum, k) => sum + ((Even + (new BigInteger(Odd) << 26)) << (51 * k)));
        byte[] expected = Generators.Bytes(value * value % Generators.FieldPrime, FieldElement.Size);
        for (int lane = 0; lane < FieldLanes.Count; lane++)
        {
            Assert.Equal(FieldElement.FromBytesMasked(expected), product[lane]);
        }
    }

    [LanesFact]
    public void Add_AnyPoints_AgreesWithRistrettoPoint() => Generators.Check(
        Prop.ForAll(
            s_points,
            s_points,
            (p, q) =>
            {
                Assert.Equal(p + q, Sum(new(p), new LaneAddend(q)));
                Assert.Equal(p - q, Sum(new(p), -new LaneAddend(q)));
                Assert.Equal(p + q, Sum(new(p), new LanePoint(q).ToAddend()));
                Assert.Equal(p + p, Sum(new(p), new LaneAddend(p)));
                Assert.True(Sum(new(p), -new LaneAddend(p)).IsIdentity);
                Assert.Equal(p, new LanePoint(p).ToPoint());
            }),
        100);

    private static RistrettoPoint Sum(LanePoint a, LaneAddend b)
    {
        LanePoint.Add(a, b, out LanePoint sum);
        return sum.ToPoint();
    }

    private static FieldLanes Pack(FieldElement[] elements) =>
        new(elements[0], elements[1], elements[2], elements[3]);
}
