using System.Security.Cryptography;
using Google.Protobuf;

namespace Candor.Client.Tests;

/// <summary>A definition file may be written in the dialect of scenario files; what is signed is the same.</summary>
public sealed class MarketDefinitionDialectTests
{
    private const string Contract = """
        "quality": { "table": { "points": [{ "size": 1, "quality": 0.5 }, { "size": 4, "quality": 0.75 }] } },
        "valuation": { "linear": { "rows": [{ "values": [2, -0.3] }, { "values": [0, 0.8] }] } },
        "allocation": "ALLOCATION_RULE_BEST", "payment": "PAYMENT_RULE_FREE", "optOut": "OPT_OUT_RULE_PARTICIPANTS"
        """;

    private const string Dialect = """
        "quality": { "kind": "table", "points": [[1, 0.5], [4, 0.75]] }, // measured
        "valuation": { "kind": "linear", "alpha": [[2, -0.3], [0, 0.8]] },
        "allocation": "best", "payment": "free", "optOut": "participants",
        """;

    private const string SeparableContract = """
        "quality": { "sigmoid": {} },
        "valuation": { "separable": {
          "own": [{ "points": [{ "quality": 1, "value": 1 }] }, { "points": [{ "quality": 1, "value": 2 }] }],
          "effects": [{ "column": 1, "curve": { "points": [{}, { "quality": 1, "value": -0.5 }] } }] } },
        "allocation": "ALLOCATION_RULE_EFFICIENT", "payment": "PAYMENT_RULE_MEP"
        """;

    private const string SeparableDialect = """
        "quality": { "kind": "sigmoid" },
        "valuation": { "kind": "separable", "own": [[[1, 1]], [[1, 2]]],
          "others": [[null, [[0, 0], [1, -0.5]]], [null, null]] },
        "allocation": "efficient", "payment": "mep"
        """;

    private static readonly string[] s_keys = [.. Enumerable.Range(0, 3).Select(static _ => NewKey())];

    [Theory]
    [InlineData(Contract, Dialect)]
    [InlineData(SeparableContract, SeparableDialect)]
    public void Parse_EitherSpelling_GivesTheSameMessageToSign(string contract, string dialect) => Assert.Equal(
        MarketDefinitionFile.Parse(Definition(contract)).ToByteArray(),
        MarketDefinitionFile.Parse(Definition(dialect)).ToByteArray());

    [Fact]
    public void Parse_FaultInTheDialect_NamesThePathThatTheAuthorWrote()
    {
        var refused = Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Parse(
            Definition(Dialect.Replace("0.8", "-0.8", StringComparison.Ordinal))));

        Assert.Equal("valuation.alpha[1][1]", Assert.Single(refused.Violations).Field);
    }

    private static string Definition(string rules) => $$"""
        { "displayName": "Rivals", "operator": { "id": "operator", "publicKey": "{{s_keys[0]}}" },
          "roster": [{ "id": "a", "displayName": "A", "publicKey": "{{s_keys[1]}}" },
            { "id": "b", "displayName": "B", "publicKey": "{{s_keys[2]}}" }],
          "recordsPerUnit": 100, "currency": "EUR", "reportDeadline": "2030-01-31T12:00:00Z",
          {{rules}}
        }
        """;

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
