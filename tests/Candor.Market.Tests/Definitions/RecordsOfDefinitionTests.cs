using System.Collections.Immutable;
using Candor.Market.Definitions;
using Candor.Market.Records;

namespace Candor.Market.Tests.Definitions;

/// <summary>What a record is, read alone from definitions that lack the rest.</summary>
public sealed class RecordsOfDefinitionTests
{
    [Fact]
    public void TryReadRecords_SampleWithoutKeysAndValidators_IsRead()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "markets", "audited-hospitals.json"));

        Assert.True(MarketDefinitionReader.TryReadRecords(text, out RecordFormat? records, out var faults));

        Assert.Empty(faults);
        Assert.Equal(
            ["patient", "age", "radius", "stage", "malignant"], records.Columns.Select(static column => column.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"validation\": null, ")]
    public void TryReadRecords_TrainingThatNobodyAudits_IsRead(string before)
    {
        string text = "{ \"version\": 3, " + before + "\"training\": { \"records\": " + TrainingMarkets.Records + " } }";

        Assert.True(MarketDefinitionReader.TryReadRecords(text, out RecordFormat? records, out var faults));

        Assert.Empty(faults);
        Assert.Equal(
            ["id", "age", "weight", "visits", "ward", "outcome"], records.Columns.Select(static column => column.Name));
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("{}", "validation")]
    [InlineData("""{ "validation": null }""", "validation")]
    [InlineData("""{ "validation": {} }""", "validation.records")]
    [InlineData("""{ "validation": { "records": { "columns": [] } } }""", "validation.records.columns")]
    [InlineData(
        """{ "validation": { "records": { "columns": [{ "name": "a", "numbr": {} }] } } }""",
        "validation.records.columns[0].numbr")]
    [InlineData("""{ "version": 3, "training": null }""", "validation")]
    [InlineData("""{ "version": 3, "training": {} }""", "training.records")]
    [InlineData("""{ "version": 2, "training": { "records": { "columns": [{ "name": "a", "number": {} }] } } }""", "training")]
    [InlineData("""{ "version": 3, "training": { "records": { "columns": [] } } }""", "training.records.columns")]
    [InlineData(
        """{ "version": 3, "validation": {}, "training": { "records": { "columns": [{ "name": "a", "text": {} }] } } }""",
        "validation.records")]
    [InlineData(
        """{ "version": 99, "validation": { "records": { "columns": [{ "name": "a", "number": {} }] } } }""", "version")]
    public void TryReadRecords_Fault_NamesItsPath(string json, string path)
    {
        Assert.False(MarketDefinitionReader.TryReadRecords(
            json, out RecordFormat? records, out ImmutableArray<DefinitionFault> faults));

        Assert.Null(records);
        Assert.Contains(path, faults.Select(static fault => fault.Path));
    }
}
