using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Market.Tests.Support;
using Candor.Mechanism;

namespace Candor.Market.Tests.Settlement;

/// <summary>A market's settlement by a mechanism that trains: records are counted exactly, whatever the unit.</summary>
public sealed class TrainingSettlementTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new(), new(), new()];

    [Theory]
    [InlineData(97u)]
    [InlineData(3u)]
    [InlineData(4_294_967_295u)]
    public void Settle_OneRecordMoreOrLess_DecidesWhetherItTrains(uint unit)
    {
        MarketDefinition definition = Read(unit);
        MarketMechanism trains = definition.Mechanism.WithTraining(new TrainingRequirement(3, 200, unit));
        ImmutableArray<uint?> enough = [100, 100, 3_000_000_000, null];
        Assert.All(
            MarketSettlement.Settle(definition, trains, enough).Assignments.Take(3),
            static one => Assert.True(one.AllocatedQuality > 0));
        MarketOutcome voided = MarketSettlement.Settle(definition, trains, [100, 99, 3_000_000_000, null]);
        Assert.All(voided.Assignments, static one => Assert.Equal((0, 0), (one.AllocatedQuality, one.PaymentMicros)));

        // Where the step that training has come to asks for a fourth, the same reports no longer train.
        MarketMechanism later = trains.WithTraining(new TrainingRequirement(4, 200, unit));
        Assert.All(
            MarketSettlement.Settle(definition, later, enough).Assignments,
            static one => Assert.Equal((0, 0), (one.AllocatedQuality, one.PaymentMicros)));
    }

    [Fact]
    public void Settle_MechanismOfAnotherUnit_IsRefused()
    {
        MarketDefinition definition = Read(97);
        ArgumentException error = Assert.Throws<ArgumentException>("mechanism", () => MarketSettlement.Settle(
            definition, definition.Mechanism.WithTraining(new TrainingRequirement(3, 200)), [1, 1, 1, 1]));
        Assert.StartsWith(
            "Found training that counts 1 records a unit, expected the definition's 97.", error.Message, StringComparison.Ordinal);
    }

    private static MarketDefinition Read(uint unit)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["version"] = 3;
        text["recordsPerUnit"] = unit;
        Assert.True(
            MarketDefinitionReader.TryRead(
                text.ToJsonString(), out MarketDefinition? definition, out ImmutableArray<DefinitionFault> faults),
            string.Join("; ", faults));
        return definition;
    }
}
