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

/// <summary>Payments are what can be paid, and never more than the mechanism says.</summary>
public sealed class PayableAmountTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new(), new()];

    // Just below a micro-unit the product with a million rounds up to it, and its floor is one too many.
    [Theory]
    [InlineData(0.0000009999999999999999, 0)]
    [InlineData(1.0000009999999999, 1000000)]
    [InlineData(4503.599627370496, 4503599627)]
    [InlineData(0.29, 289999)]
    [InlineData(-0.29, -290000)]
    [InlineData(1.1, 1100000)]
    [InlineData(-1.1, -1100001)]
    [InlineData(-1e-300, -1)]
    [InlineData(-double.Epsilon, -1)]
    [InlineData(double.Epsilon, 0)]
    [InlineData(-0.0, 0)]
    [InlineData(9223372036854.773, 9223372036854773437)]
    [InlineData(-9223372036854.773, -9223372036854773438)]
    public void Floor_ByOneMicroUnit_IsThatOfTheExactProduct(double payment, long expected) =>
        Assert.Equal(expected, PayableAmount.Floor(payment, 1));

    [Theory]
    [InlineData(12.349999, 10_000, 12_340_000)]
    [InlineData(-12.340001, 10_000, -12_350_000)]
    [InlineData(-12.34, 10_000, -12_340_000)]
    [InlineData(12.3456789, 1_000, 12_345_000)]
    [InlineData(999.999999, 1_000_000, 999_000_000)]
    [InlineData(-0.000001, 1_000_000, -1_000_000)]
    [InlineData(5, 1_000_000_000_000, 0)]
    public void Floor_ByAUnit_GoesTowardsMinusInfinity(double payment, long unit, long expected) =>
        Assert.Equal(expected, PayableAmount.Floor(payment, unit));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_000_001)]
    public void Floor_NoUnit_IsRefused(long unit) =>
        Assert.Equal("unit", Assert.Throws<ArgumentOutOfRangeException>(() => PayableAmount.Floor(1, unit)).ParamName);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e13)]
    [InlineData(double.MinValue)]
    public void Floor_WhatDoesNotFit_Overflows(double payment) =>
        Assert.Throws<OverflowException>(() => PayableAmount.Floor(payment, 1));

    [Fact]
    public void Floor_AnyDouble_IsTheLargestMultipleOfTheUnitNotAboveIt() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        double payment = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-80, 40));
        long unit = (long)Math.Pow(10, random.Next(0, 13));
        BigInteger floor = PayableAmount.Floor(payment, unit);

        // payment · 10^6 in units of 2^-140, of which every such double is a multiple.
        BigInteger exact = new BigInteger(Math.ScaleB(payment, 140)) * 1_000_000;
        return floor % unit == 0 && floor << 140 <= exact && (floor + unit) << 140 > exact;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>A market of version 3 loses less than a payment unit a participant of the mechanism's revenue, and gains
    /// none.</summary>
    [Fact]
    public void Settle_AnyReports_KeepsRevenueWithinAUnitAParticipant() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        long unit = (long)Math.Pow(10, random.Next(0, 8));
        MarketDefinition definition = Read("3", unit);
        ImmutableArray<uint?> reports =
            [.. s_keys.Select(_ => random.Next(4) == 0 ? (uint?)null : (uint)random.Next(400))];
        ImmutableArray<double> payments = definition.Mechanism.Settle(
            Profile.Of([.. reports.Select(report => MarketSettlement.ToUnits(definition, report))])).Payments;
        ImmutableArray<ParticipantAssignment> settled = MarketSettlement.Settle(definition, reports).Assignments;
        BigInteger exact = payments.Aggregate(
            BigInteger.Zero, static (sum, payment) => sum + (new BigInteger(Math.ScaleB(payment, 140)) * 1_000_000));
        BigInteger revenue = settled.Aggregate(BigInteger.Zero, static (sum, one) => sum + one.PaymentMicros);
        return settled.All(one => one.PaymentMicros % unit == 0)
            && revenue << 140 <= exact && (revenue + (unit * settled.Length)) << 140 > exact;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void ToMicros_ByVersion_FloorsTheRoundedProductOrTheExactOne()
    {
        const double JustBelow = 0.29;
        Assert.Equal(290_000, MarketSettlement.ToMicros(Read("2", null), JustBelow));
        Assert.Equal(289_999, MarketSettlement.ToMicros(Read("3", null), JustBelow));
        Assert.Equal(280_000, MarketSettlement.ToMicros(Read("3", 10_000), JustBelow));
    }

    private static MarketDefinition Read(string version, long? unit)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["version"] = JsonNode.Parse(version);
        if (unit is { } given)
        {
            text["paymentUnit"] = $"{given}";
        }

        Assert.True(
            MarketDefinitionReader.TryRead(
                text.ToJsonString(), out MarketDefinition? definition, out ImmutableArray<DefinitionFault> faults),
            string.Join("; ", faults));
        Assert.Equal(unit ?? 1, definition.PaymentUnit);
        return definition;
    }
}
