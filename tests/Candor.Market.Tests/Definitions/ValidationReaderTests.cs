using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public sealed class ValidationReaderTests
{
    private const string LogKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    // All of it is right but the key, the curve's neutral element: under that anyone can sign.
    private const string SmallOrderLogKey = "\"log.example+10aaa924+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"";

    private static readonly TestKey s_operator = new();
    private static readonly TestKey s_validator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    [Fact]
    public void TryRead_Absent_IsOnTrust()
    {
        MarketDefinition read = Read(DefinitionText.For(s_operator, s_keys));
        Assert.Null(read.Validation);
        Assert.Null(read.LogKey);
        Assert.Equal(TranscriptAccess.Members, read.TranscriptAccess);
    }

    [Fact]
    public void TryRead_Whole_ReadsEveryMember()
    {
        JsonObject text = Text();
        text["commitmentDeadline"] = "2030-01-30T12:00:00Z";
        text["validation"]!["overlap"] = "OVERLAP_POLICY_CREDIT_EARLIER";
        text["validation"]!["audit"] = JsonNode.Parse(
            """{"badSharePerMillion": 1400, "securityBits": 128, "answerSeconds": 10}""");
        text["logKey"] = LogKey;
        text["transcriptAccess"] = "TRANSCRIPT_ACCESS_PUBLIC";

        MarketDefinition read = Read(text);

        ValidationRules rules = read.Validation!;
        Assert.Equal(OverlapPolicy.CreditEarlier, rules.Overlap);
        Assert.Equal((1400, 128), (rules.Audit.BadSharePerMillion, rules.Audit.SecurityBits));
        Assert.Equal(TimeSpan.FromSeconds(10), rules.AnswerTime);
        Assert.Equal(
            new ValidatorIdentity("registry", s_validator.Public, "https://validator.example.org:7443"),
            Assert.Single(rules.Validators));
        Assert.Same(rules.Validators[0], rules.Find(s_validator.Public.KeyId));
        Assert.Equal(LogKey, read.LogKey!.ToString());
        Assert.Equal(TranscriptAccess.Public, read.TranscriptAccess);
        Assert.Collection(
            rules.Records.Columns,
            column => Assert.Equal((0.5, null), Bounds(Assert.IsType<NumberColumn>(column))),
            column =>
            {
                var integer = Assert.IsType<IntegerColumn>(column);
                Assert.Equal((long.MinValue, 130), (integer.Minimum, integer.Maximum));
            },
            column =>
            {
                var note = Assert.IsType<TextColumn>(column);
                Assert.Equal(("[a-z]*", 20, true), (note.Pattern, note.MaxBytes, note.IsOptional));
            },
            column => Assert.Equal((string[])["ja", "nein"], Assert.IsType<CategoryColumn>(column).Values));
        Assert.Equal(["radius", "age", "note", "label"], rules.Records.Columns.Select(column => column.Name));
    }

    [Fact]
    public void TryRead_WhatProtobufLeavesOut_HasItsDefault()
    {
        JsonObject text = Text();
        text["validation"]!["audit"] = JsonNode.Parse(
            """{"badSharePerMillion": 0, "securityBits": 0, "answerSeconds": 0}""");
        text["validation"]!["records"]!["columns"]![2] = JsonNode.Parse(
            """{"name": "note", "text": {"pattern": "", "maxBytes": 0}}""");
        text["validation"]!["validators"]![0]!["address"] = "";
        text["logKey"] = "";
        foreach (string? audit in new[] { "given", null })
        {
            if (audit is null)
            {
                text["validation"]!.AsObject().Remove("audit");
            }

            MarketDefinition read = Read(text);
            ValidationRules rules = read.Validation!;
            Assert.Null(read.LogKey);
            Assert.Equal((50_000, 40), (rules.Audit.BadSharePerMillion, rules.Audit.SecurityBits));
            Assert.Equal(TimeSpan.FromSeconds(600), rules.AnswerTime);
            Assert.Equal(OverlapPolicy.None, rules.Overlap);
            Assert.Equal(string.Empty, rules.Validators[0].Address);
            var note = Assert.IsType<TextColumn>(rules.Records.Columns[2]);
            Assert.Equal((null, 65_536, false), (note.Pattern, note.MaxBytes, note.IsOptional));
        }
    }

    [Fact]
    public void TryRead_TheOperatorValidates_IsAllowed()
    {
        JsonObject text = Text();
        text["validation"]!["validators"]![0]!["publicKey"] = s_operator.Base64;
        Assert.Equal(s_operator.Public, Read(text).Validation!.Validators[0].Key);
    }

    // A path of members and indices; the last one is set to the value, or removed where the value is "-".
    [Theory]
    [InlineData("validation", "{}", "validation.records", "what a record is")]
    [InlineData("validation", "[]", "validation", "an object")]
    [InlineData("validation/colour", "1", "validation.colour", "one of")]
    [InlineData("validation/records", "{}", "validation.records.columns", "1 to 1000 columns")]
    [InlineData("validation/records/colour", "1", "validation.records.colour", "one of")]
    [InlineData("validation/records/columns", "[]", "validation.records.columns", "1 to 1000 columns")]
    [InlineData("validation/records/columns/1/name", "\"radius\"", "validation.records.columns[1].name", "of its own")]
    [InlineData("validation/records/columns/0/name", "\" a\"", "validation.records.columns[0].name", "white space")]
    [InlineData("validation/records/columns/0/name", "-", "validation.records.columns[0].name", "1 to 200 UTF-16 code units")]
    [InlineData("validation/records/columns/0/number", "-", "validation.records.columns[0]", "exactly one of number")]
    [InlineData("validation/records/columns/0/text", "{}", "validation.records.columns[0]", "exactly one of number")]
    [InlineData(
        "validation/records/columns/0/optional", "1", "validation.records.columns[0].optional", "true or false")]
    [InlineData(
        "validation/records/columns/0/number/minimum",
        "\"x\"",
        "validation.records.columns[0].number.minimum",
        "finite")]
    [InlineData(
        "validation/records/columns/0/number/minimum",
        "\"-Infinity\"",
        "validation.records.columns[0].number.minimum",
        "finite")]
    [InlineData(
        "validation/records/columns/0/number/maximum",
        "0.25",
        "validation.records.columns[0].number.minimum",
        "not above the maximum")]
    [InlineData(
        "validation/records/columns/0/number/pattern",
        "\"x\"",
        "validation.records.columns[0].number.pattern",
        "one of")]
    [InlineData(
        "validation/records/columns/1/integer/minimum",
        "\"-9223372036854775809\"",
        "validation.records.columns[1].integer.minimum",
        "a whole number")]
    [InlineData(
        "validation/records/columns/1/integer/minimum",
        "\"-01\"",
        "validation.records.columns[1].integer.minimum",
        "without leading zeros")]
    [InlineData(
        "validation/records/columns/1/integer/minimum",
        "-9223372036854775808",
        "validation.records.columns[1].integer.minimum",
        "-9007199254740992")]
    [InlineData(
        "validation/records/columns/1/integer/minimum",
        "0.5",
        "validation.records.columns[1].integer.minimum",
        "whole")]
    [InlineData(
        "validation/records/columns/1/integer/minimum",
        "131",
        "validation.records.columns[1].integer.minimum",
        "not above the maximum")]
    [InlineData(
        "validation/records/columns/2/text/pattern",
        "\"(\"",
        "validation.records.columns[2].text.pattern",
        "a regular expression")]
    [InlineData(
        "validation/records/columns/2/text/maxBytes", "65537", "validation.records.columns[2].text.maxBytes", "65536")]
    [InlineData(
        "validation/records/columns/3/category/values",
        "[]",
        "validation.records.columns[3].category.values",
        "1 to 10000")]
    [InlineData(
        "validation/records/columns/3/category/values",
        "-",
        "validation.records.columns[3].category.values",
        "1 to 10000")]
    [InlineData(
        "validation/records/columns/3/category/values/1",
        "\"ja\"",
        "validation.records.columns[3].category.values[1]",
        "each value once")]
    [InlineData(
        "validation/records/columns/3/category/values/1",
        "\"ja \"",
        "validation.records.columns[3].category.values[1]",
        "a value that a record can have")]
    [InlineData("validation/validators", "-", "validation.validators", "1 to 16 validators")]
    [InlineData("validation/validators", "[]", "validation.validators", "1 to 16 validators")]
    [InlineData("validation/validators/0/id", "\"Registry\"", "validation.validators[0].id", "lower-case")]
    [InlineData("validation/validators/0/publicKey", "\"AAAA\"", "validation.validators[0].publicKey", "91 bytes")]
    [InlineData("validation/validators/0/address", "\"ftp://x\"", "validation.validators[0].address", "http")]
    [InlineData("validation/validators/0/address", "\"x\"", "validation.validators[0].address", "http")]
    [InlineData("validation/validators/0/colour", "1", "validation.validators[0].colour", "one of")]
    [InlineData("validation/audit", "{\"badSharePerMillion\": 1399}", "validation.audit.badSharePerMillion", "1400")]
    [InlineData(
        "validation/audit", "{\"badSharePerMillion\": 1000001}", "validation.audit.badSharePerMillion", "1000000")]
    [InlineData("validation/audit", "{\"securityBits\": 129}", "validation.audit.securityBits", "128")]
    [InlineData("validation/audit", "{\"answerSeconds\": 9}", "validation.audit.answerSeconds", "10")]
    [InlineData("validation/audit", "{\"answerSeconds\": 86401}", "validation.audit.answerSeconds", "86400")]
    [InlineData("validation/audit", "{\"colour\": 1}", "validation.audit.colour", "one of")]
    [InlineData("validation/overlap", "\"REFUSE\"", "validation.overlap", "OVERLAP_POLICY_REFUSE_LATER")]
    [InlineData("validation/overlap", "\"OVERLAP_POLICY_REFUSE_LATER\"", "commitmentDeadline", "before reportDeadline")]
    [InlineData("logKey", "\"x\"", "logKey", "note verifier key")]
    [InlineData("logKey", "7", "logKey", "note verifier key")]
    [InlineData("logKey", SmallOrderLogKey, "logKey", "note verifier key")]
    [InlineData("transcriptAccess", "\"PUBLIC\"", "transcriptAccess", "TRANSCRIPT_ACCESS_PUBLIC")]
    public void TryRead_OneFault_NamesItsPathAndReason(string member, string value, string path, string expected)
    {
        JsonObject text = Text();
        JsonChange.Apply(text, member, value);
        ImmutableArray<DefinitionFault> faults = Refuse(text);
        Assert.Equal(path, faults[0].Path);
        Assert.Contains(expected, faults[0].Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_InvalidPattern_SaysTheReason()
    {
        JsonObject text = Text();
        JsonChange.Apply(text, "validation/records/columns/2/text/pattern", "\"a(?=b)\"");
        Assert.Equal(
            "\"a(?=b)\": there is a group that begins with '(?' and is not '(?:', at offset 1",
            Assert.Single(Refuse(text)).Found);
    }

    [Fact]
    public void TryRead_ValidatorsThatShare_NamesTheSecondAndWhatItShares()
    {
        JsonObject text = Text();
        text["validation"]!["validators"]!.AsArray().Add(Validator("registry", s_validator));
        text["validation"]!["validators"]!.AsArray().Add(Validator("third", s_keys[1]));
        ImmutableArray<DefinitionFault> faults = Refuse(text);
        Assert.Equal(
            [
                ("validation.validators[1].id", "'registry', the id of validators[0]"),
                ("validation.validators[1].publicKey", "the key of validators[0]"),
                ("validation.validators[2].publicKey", "the key of roster[1]"),
            ],
            faults.Select(fault => (fault.Path, fault.Found)));
    }

    [Fact]
    public void TryRead_OverlapPolicy_WantsOneValidatorAndAnEarlierDeadline()
    {
        JsonObject text = Text();
        text["commitmentDeadline"] = "2030-01-31T12:00:00Z";
        text["validation"]!["overlap"] = "OVERLAP_POLICY_REFUSE_LATER";
        text["validation"]!["validators"]!.AsArray().Add(Validator("second", new TestKey()));
        ImmutableArray<DefinitionFault> faults = Refuse(text);
        Assert.Equal(
            [
                ("validation.validators", "2 validators"),
                ("commitmentDeadline", "2030-01-31T12:00:00.0000000+00:00, the report deadline"),
            ],
            faults.Select(fault => (fault.Path, fault.Found)));

        text["commitmentDeadline"] = "2030-01-31T11:59:59Z";
        text["validation"]!["validators"]!.AsArray().RemoveAt(1);
        Assert.Equal(OverlapPolicy.RefuseLater, Read(text).Validation!.Overlap);
    }

    [Fact]
    public void TryRead_MoreThanTheLimits_SaysThem()
    {
        JsonObject text = Text();
        text["validation"]!["validators"] = new JsonArray(
            [.. Enumerable.Range(0, 17).Select(i => Validator($"v{i}", s_validator))]);
        text["validation"]!["records"]!["columns"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(
            i => new JsonObject { ["name"] = $"c{i}", ["text"] = new JsonObject() })]);
        Assert.Equal(
            [("validation.records.columns", "1001 columns"), ("validation.validators", "17 validators")],
            Refuse(text).Select(fault => (fault.Path, fault.Found)));
    }

    private static (double? Minimum, double? Maximum) Bounds(NumberColumn column) => (column.Minimum, column.Maximum);

    private static JsonObject Validator(string id, TestKey key) =>
        new() { ["id"] = id, ["publicKey"] = key.Base64, ["address"] = "https://validator.example.org:7443" };

    private static JsonObject Text()
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["validation"] = new JsonObject
        {
            ["records"] = JsonNode.Parse(
                """
                {
                  "columns": [
                    { "name": "radius", "number": { "minimum": 0.5 } },
                    { "name": "age", "integer": { "minimum": "-9223372036854775808", "maximum": 130 } },
                    { "name": "note", "optional": true, "text": { "pattern": "[a-z]*", "maxBytes": 20 } },
                    { "name": "label", "category": { "values": ["ja", "nein"] } }
                  ]
                }
                """),
            ["validators"] = new JsonArray(Validator("registry", s_validator)),
        };
        return text;
    }

    private static MarketDefinition Read(JsonObject text)
    {
        bool isRead = MarketDefinitionReader.TryRead(
            text.ToJsonString(), out MarketDefinition? read, out ImmutableArray<DefinitionFault> faults);
        Assert.True(isRead, string.Join("; ", faults));
        return read!;
    }

    private static ImmutableArray<DefinitionFault> Refuse(JsonObject text)
    {
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        return faults;
    }
}
