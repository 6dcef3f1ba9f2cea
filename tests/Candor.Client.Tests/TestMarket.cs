using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Client.Tests;

/// <summary>An operator, three companies with keys, and the market they share.</summary>
public sealed class TestMarket : IDisposable
{
    public const string Id = "hospitals";
    public const string Name = "markets/hospitals";

    private static readonly string[] s_ids = ["north", "south", "west"];

    public SigningKey OperatorKey { get; } = SigningKey.Create();

    public IReadOnlyList<SigningKey> Keys { get; } = [.. s_ids.Select(_ => SigningKey.Create())];

    public static string NameOf(int index) => $"{Name}/participants/{s_ids[index]}";

    public static string IdOf(int index) => s_ids[index];

    /// <summary>The rules: sigmoid, 100 records a unit, MEP.</summary>
    public MarketDefinition Definition()
    {
        var definition = new MarketDefinition
        {
            DisplayName = "Five hospitals",
            Operator = new Operator { Id = "registry", PublicKey = ByteString.FromBase64(OperatorKey.PublicKey) },
            RecordsPerUnit = 100,
            Quality = new QualityCurve { Sigmoid = new QualityCurve.Types.Sigmoid() },
            Valuation = new Valuation { Linear = new Valuation.Types.LinearExternalities() },
            Allocation = AllocationRule.Efficient,
            Payment = PaymentRule.Mep,
            OptOut = OptOutRule.Everyone,
            Currency = "EUR",
            ReportDeadline = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero).ToTimestamp(),
        };
        for (int i = 0; i < s_ids.Length; i++)
        {
            definition.Roster.Add(new Participant
            {
                Id = s_ids[i],
                DisplayName = s_ids[i],
                PublicKey = ByteString.FromBase64(Keys[i].PublicKey),
            });
            var row = new Valuation.Types.Row();
            row.Values.AddRange(Enumerable.Range(0, s_ids.Length).Select(j => i == j ? 1.0 : -0.1));
            definition.Valuation.Linear.Rows.Add(row);
        }

        return definition;
    }

    /// <summary>The rules as a person writes them.</summary>
    public string Json() => $$"""
        {
          // The registry runs it.
          "displayName": "Five hospitals",
          "operator": { "id": "registry", "publicKey": "{{OperatorKey.PublicKey}}" },
          "roster": [
            { "id": "north", "displayName": "north", "publicKey": "{{Keys[0].PublicKey}}" },
            { "id": "south", "displayName": "south", "publicKey": "{{Keys[1].PublicKey}}" },
            { "id": "west", "displayName": "west", "publicKey": "{{Keys[2].PublicKey}}" },
          ],
          "recordsPerUnit": 100,
          "quality": { "sigmoid": {} },
          "valuation": { "linear": { "rows": [
            { "values": [1, -0.1, -0.1] }, { "values": [-0.1, 1, -0.1] }, { "values": [-0.1, -0.1, 1] },
          ] } },
          "allocation": "ALLOCATION_RULE_EFFICIENT",
          "payment": "PAYMENT_RULE_MEP",
          "optOut": "OPT_OUT_RULE_EVERYONE",
          "currency": "EUR", /* euros */
          "reportDeadline": "2040-01-01T00:00:00Z",
        }
        """;

    public void Dispose()
    {
        OperatorKey.Dispose();
        foreach (SigningKey key in Keys)
        {
            key.Dispose();
        }
    }
}
