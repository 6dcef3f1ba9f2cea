using System.Security.Cryptography;
using Candor.Market.Definitions;
using Candor.Wire.Definitions;
using Candor.Wire.Tests.Support;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Wire.Tests.Definitions;

public sealed class DefinitionMessagesTests
{
    [Fact]
    public void Definition_Written_ReadsBack()
    {
        V1.MarketDefinition golden = GoldenTranscript.Definition;

        Assert.True(DefinitionMessages.TryRead(golden, out MarketDefinition? rules, out var faults));
        Assert.Empty(faults);
        Assert.True(DefinitionMessages.TryWrite(rules, out V1.MarketDefinition? written, out _));
        Assert.Equal(golden, written);
    }

    [Fact]
    public void Definition_WithTraining_ReadsBackWithAllThatItSays()
    {
        string[] keys = [.. Enumerable.Range(0, 5).Select(static _ =>
            Convert.ToBase64String(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfo()))];
        string json = TrainingMarkets.Unaudited(keys[0], keys[1..]).ToJsonString();
        V1.MarketDefinition given = JsonParser.Default.Parse<V1.MarketDefinition>(json);

        Assert.True(DefinitionMessages.TryRead(given, out MarketDefinition? rules, out var faults), string.Join('\n', faults));
        Assert.Equal("outcome", rules.Training!.Rules.Target);
        Assert.True(DefinitionMessages.TryWrite(rules, out V1.MarketDefinition? written, out _));
        Assert.Equal(given, written);
    }

    [Fact]
    public void Definition_WithImpossibleTimes_NamesThem()
    {
        V1.MarketDefinition definition = GoldenTranscript.Definition;
        definition.CommitmentDeadline = new Timestamp { Nanos = -1 };
        definition.ReportDeadline = new Timestamp { Seconds = long.MaxValue };

        Assert.Equal(["commitmentDeadline", "reportDeadline"], FaultsOf(definition));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Definition_WithNumbersThatAreNone_NamesThem(double number)
    {
        V1.MarketDefinition definition = GoldenTranscript.Definition;
        definition.Valuation.Linear.Rows[1].Values[2] = number;

        Assert.Equal(["valuation.linear.rows[1].values[2]"], FaultsOf(definition));
    }

    [Theory]
    [InlineData(1.1e300)]
    [InlineData(-double.MaxValue)]
    public void Definition_WithAnExternalityTooLarge_NamesIt(double alpha)
    {
        V1.MarketDefinition rows = GoldenTranscript.Definition;
        rows.Valuation.Linear.Rows[1].Values[2] = alpha;
        V1.MarketDefinition entries = DefinitionVariants.All(GoldenTranscript.Definition)
            .Single(variant => variant.Valuation.Linear?.Entries.Count > 0);
        entries.Valuation.Linear.Entries[1].Alpha = alpha;

        Assert.Equal(["valuation.linear.rows[1].values[2]"], FaultsOf(rows));
        Assert.Equal(["valuation.linear.entries[1].alpha"], FaultsOf(entries));
    }

    [Fact]
    public void Definition_WithNumbersOfNoChoice_NamesThem()
    {
        V1.MarketDefinition definition = GoldenTranscript.Definition;
        definition.Allocation = (V1.AllocationRule)99;
        definition.Payment = (V1.PaymentRule)(-1);
        definition.TranscriptAccess = (V1.TranscriptAccess)99;

        Assert.Equal(["allocation", "payment", "transcriptAccess"], FaultsOf(definition));
    }

    [Fact]
    public void Definition_ThatIsNone_IsAFault()
    {
        Assert.Equal([""], FaultsOf(null));
        Assert.NotEmpty(FaultsOf(new V1.MarketDefinition()));
    }

    [Fact]
    public void Definition_WithHalfACharacter_IsAFault()
    {
        V1.MarketDefinition definition = GoldenTranscript.Definition;
        definition.DisplayName = "\ud800";

        Assert.Equal([""], FaultsOf(definition));
    }

    [Fact]
    public void SignedMarket_OfTheGoldenMarket_Holds()
    {
        var created = (Market.Events.MarketCreated)GoldenTranscript.Events[0];

        Assert.True(SignedMarket.TryRead(created.Envelope, out SignedMarket? market, out _));
        Assert.Equal(created.Market, market.Name);
        Assert.Equal(
            Market.MarketState.Apply(null, created).DefinitionDigest.ToArray(), market.DefinitionDigest.ToArray());
    }

    public static TheoryData<string> Curves => KindsOf(V1.QualityCurve.Descriptor);

    public static TheoryData<string> Valuations => KindsOf(V1.Valuation.Descriptor);

    // A kind of the contract that the reader does not know would be a fault of the definition itself, not of a parameter.
    [Theory]
    [MemberData(nameof(Curves))]
    public void Curve_OfEachKindOfTheContract_IsKnownToTheReader(string kind)
    {
        var curve = new V1.QualityCurve();
        SetEmpty(curve, kind);
        V1.MarketDefinition definition = GoldenTranscript.Definition;
        definition.Quality = curve;

        Assert.DoesNotContain("quality", FaultsOf(definition));
    }

    [Theory]
    [MemberData(nameof(Valuations))]
    public void Valuation_OfEachKindOfTheContract_IsKnownToTheReader(string kind)
    {
        var valuation = new V1.Valuation();
        SetEmpty(valuation, kind);
        V1.MarketDefinition definition = GoldenTranscript.Definition;
        definition.Valuation = valuation;

        Assert.DoesNotContain("valuation", FaultsOf(definition));
    }

    private static TheoryData<string> KindsOf(MessageDescriptor descriptor) =>
        [.. descriptor.Oneofs.Single().Fields.Select(static field => field.JsonName)];

    private static void SetEmpty(IMessage message, string kind)
    {
        FieldDescriptor field = message.Descriptor.Fields.InDeclarationOrder().Single(field => field.JsonName == kind);
        field.Accessor.SetValue(message, field.MessageType.Parser.ParseFrom(ByteString.Empty));
    }

    private static IEnumerable<string> FaultsOf(V1.MarketDefinition? definition)
    {
        bool isRead = DefinitionMessages.TryRead(definition, out MarketDefinition? rules, out var faults);
        Assert.Equal((isRead, isRead), (rules is not null, faults.IsEmpty));
        return faults.Select(fault => fault.Path);
    }
}
