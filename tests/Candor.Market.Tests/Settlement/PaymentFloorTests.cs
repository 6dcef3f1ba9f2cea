using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Market.Tests.Support;
using Candor.Mechanism;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Market.Tests.Settlement;

public sealed class PaymentFloorTests
{
    private const int Shift = 1074;

    private static readonly long[] s_units = [1, 7, 1_000, 10_000, 1_000_000, 1_000_000_000_000];
    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new(), new()];
    private static readonly MarketDefinition s_version2 = Definition(2);
    private static readonly MarketDefinition s_version3 = Definition(3);
    private static readonly Dictionary<long, MarketDefinition> s_byUnit =
        s_units.ToDictionary(static unit => unit, static unit => Definition(3, unit));

    // Each double lies just below the decimal that it is written as, and its product with a million is rounded up.
    [Theory]
    [InlineData(0.3, 300_000, 299_999)]
    [InlineData(0.7, 700_000, 699_999)]
    [InlineData(1.1, 1_100_000, 1_100_000)]
    [InlineData(2.3, 2_300_000, 2_299_999)]
    [InlineData(0.000007, 7, 6)]
    [InlineData(-0.1, -100_000, -100_001)]
    [InlineData(-0.3, -300_000, -300_000)]
    [InlineData(0.25, 250_000, 250_000)]
    [InlineData(-double.Epsilon, -1, -1)]
    [InlineData(double.Epsilon, 0, 0)]
    [InlineData(-0.0, 0, 0)]
    public void ToMicros_NearAWholeMicro_IsRoundedFromTheDoubleItselfFromVersion3On(
        double payment, long before, long exact)
    {
        Assert.Equal(before, MarketSettlement.ToMicros(s_version2, payment));
        Assert.Equal(exact, MarketSettlement.ToMicros(s_version3, payment));
    }

    [Fact]
    public void ToMicros_OfDecimals_OftenRoundsUpBeforeVersion3AndNeverFrom3On()
    {
        int roundedUp = 0;
        for (int micros = 1; micros <= 100_000; micros++)
        {
            double payment = micros / 1e6;
            long exact = MarketSettlement.ToMicros(s_version3, payment);
            Assert.Equal(ExactFloor(payment, 1), exact);
            roundedUp += MarketSettlement.ToMicros(s_version2, payment) != exact ? 1 : 0;
        }

        Assert.InRange(roundedUp, 30_000, 70_000);
    }

    [Fact]
    public void ToMicros_FromVersion3On_IsTheFloorOfTheRational() => Prop
        .ForAll(Payments, Units, (payment, unit) =>
            PayableOf(payment, unit) == ExactFloor(payment, unit)
            && PayableOf(-payment, unit) == ExactFloor(-payment, unit))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e13)]
    [InlineData(-1e13)]
    [InlineData(double.MaxValue)]
    public void ToMicros_BeyondSixtyFourBits_Overflows(double payment)
    {
        Assert.Throws<OverflowException>(() => MarketSettlement.ToMicros(s_version2, payment));
        Assert.Throws<OverflowException>(() => MarketSettlement.ToMicros(s_version3, payment));
    }

    // The bound on a definition's payments is half of 64 bits; a payment unit may not carry it over.
    [Fact]
    public void ToMicros_AtTheBoundOfADefinition_FitsWithTheLargestUnit()
    {
        const double Most = long.MaxValue / 2.0 / MarketOutcome.MicrosPerUnit;
        MarketDefinition coarse = Definition(3, 1_000_000_000_000);
        Assert.Equal(-4_611_687_000_000_000_000, MarketSettlement.ToMicros(coarse, -Most));
        Assert.Equal(4_611_686_000_000_000_000, MarketSettlement.ToMicros(coarse, Most));
    }

    [Fact]
    public void Settle_InCents_RoundsEveryPaymentDownToACent()
    {
        ImmutableArray<uint?> reports = [120, 60, 10];
        long[] micros = [.. MarketSettlement.Settle(s_version3, reports).Assignments.Select(a => a.PaymentMicros)];
        long[] cents = [.. MarketSettlement.Settle(s_byUnit[10_000], reports).Assignments.Select(a => a.PaymentMicros)];
        Assert.Equal([122_051, 414_847, 685_127], micros);
        Assert.Equal([120_000, 410_000, 680_000], cents);
    }

    [Fact]
    public void Settle_WithAPaymentUnit_CostsLessThanOneUnitAParticipant() => Prop
        .ForAll(
            Gen.Choose(0, 300).Three().ToArbitrary(),
            Units,
            (sizes, unit) =>
            {
                MarketDefinition definition = s_byUnit[unit];
                ImmutableArray<uint?> reports = [(uint)sizes.Item1, (uint)sizes.Item2, (uint)sizes.Item3];
                Candor.Mechanism.Outcome outcome = definition.Mechanism.Settle(
                    Profile.Of([.. reports.Select(records => MarketSettlement.ToUnits(definition, records))]));
                MarketOutcome settled = MarketSettlement.Settle(definition, reports);
                BigInteger shifted = outcome.Payments.Select(Scaled).Aggregate(BigInteger.Add);
                BigInteger revenue = settled.Assignments.Aggregate(
                    BigInteger.Zero, static (sum, assignment) => sum + assignment.PaymentMicros) << Shift;
                BigInteger most = (BigInteger)(reports.Length * unit) << Shift;
                return revenue <= shifted && revenue > shifted - most
                    && settled.Assignments.All(assignment => assignment.PaymentMicros % unit == 0);
            })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Arbitrary<long> Units => Gen.Elements(s_units).ToArbitrary();

    // Of every magnitude up to the bound, and right beside whole micro-units, where a product may be rounded up.
    private static Arbitrary<double> Payments => Gen.OneOf(
            from bits in ArbMap.Default.GeneratorFor<long>()
            from exponent in Gen.Choose(1, 1064)
            select BitConverter.Int64BitsToDouble((bits & ((1L << 52) - 1)) | ((long)exponent << 52)),
            from micros in Gen.Choose(0, int.MaxValue)
            from neighbour in Gen.Choose(-1, 1)
            select neighbour < 0 ? Math.BitDecrement(micros / 1e6)
                : neighbour > 0 ? Math.BitIncrement(micros / 1e6)
                : micros / 1e6)
        .ToArbitrary();

    private static long PayableOf(double payment, long unit) => MarketSettlement.ToMicros(s_byUnit[unit], payment);

    private static BigInteger ExactFloor(double payment, long unit)
    {
        BigInteger divisor = (BigInteger)unit << Shift;
        BigInteger quotient = BigInteger.DivRem(Scaled(payment), divisor, out BigInteger remainder);
        return (remainder.Sign < 0 ? quotient - 1 : quotient) * unit;
    }

    // A payment in micro-units times 2^1074, which is whole for every double.
    private static BigInteger Scaled(double payment)
    {
        int exponent = payment == 0 ? 0 : Math.Max(Math.ILogB(payment), -1022) - 52;
        var significand = (BigInteger)Math.ScaleB(Math.ScaleB(payment, -exponent / 2), -exponent - (-exponent / 2));
        return (significand * MarketOutcome.MicrosPerUnit) << (Shift + exponent);
    }

    private static MarketDefinition Definition(int version, long unit = 1)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["version"] = version;
        if (unit > 1)
        {
            text["paymentUnit"] = unit;
        }

        Assert.True(
            MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? read, out var faults),
            string.Join("; ", faults));
        return read;
    }
}
