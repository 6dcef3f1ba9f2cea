using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Candor.Server.Testing;

/// <summary>An operator with a market of companies, all keys at hand.</summary>
public sealed class MarketOwner : IDisposable
{
    private readonly bool _ownsKeys;
    private int _requests;

    /// <param name="id">The market's id.</param>
    /// <param name="companies">How many companies.</param>
    /// <param name="deadline">Until when they report.</param>
    /// <param name="keysOf">Whose keys these are; null for new ones.</param>
    public MarketOwner(string id, int companies, DateTimeOffset deadline, MarketOwner? keysOf = null)
    {
        Name = $"markets/{id}";
        _ownsKeys = keysOf is null;
        Key = keysOf?.Key ?? new SigningKey();
        CompanyKeys = keysOf?.CompanyKeys ?? [.. Enumerable.Range(0, companies).Select(_ => new SigningKey())];
        Definition = new MarketDefinition
        {
            DisplayName = $"Market {id}",
            Operator = new Operator { Id = "operator", PublicKey = ByteString.CopyFrom(Key.PublicKey) },
            RecordsPerUnit = 100,
            Quality = new QualityCurve { Sigmoid = new QualityCurve.Types.Sigmoid() },
            Valuation = new Valuation { Linear = Externalities(companies) },
            Allocation = AllocationRule.Efficient,
            Payment = PaymentRule.Mep,
            OptOut = OptOutRule.Everyone,
            Currency = "EUR",
            ReportDeadline = Timestamp.FromDateTimeOffset(deadline),
        };
        for (int i = 0; i < companies; i++)
        {
            Definition.Roster.Add(new Participant
            {
                Id = CompanyId(i),
                DisplayName = $"Company {i}",
                PublicKey = ByteString.CopyFrom(CompanyKeys[i].PublicKey),
            });
        }
    }

    public SigningKey Key { get; }

    public string Name { get; }

    public SigningKey[] CompanyKeys { get; }

    public MarketDefinition Definition { get; }

    /// <summary>Known once the market is created.</summary>
    public ByteString Digest { get; set; } = ByteString.Empty;

    public static string CompanyId(int index) => $"company-{index}";

    public string NewRequestId() => $"{Key.KeyId[..8]}-{Interlocked.Increment(ref _requests)}";

    public CreateMarketRequest CreateRequest(string? requestId = null) => new()
    {
        Envelope = Key.Sign(new CreateMarketPayload
        {
            Market = Name,
            RequestId = requestId ?? NewRequestId(),
            Definition = Definition,
        }),
    };

    public SettleMarketRequest SettleRequest(string? requestId = null, SigningKey? key = null) => new()
    {
        Name = Name,
        Envelope = (key ?? Key).Sign(new SettleMarketPayload
        {
            Market = Name,
            RequestId = requestId ?? NewRequestId(),
            DefinitionDigest = Digest,
        }),
    };

    public CancelMarketRequest CancelRequest(string? requestId = null, string reason = "no quorum") => new()
    {
        Name = Name,
        Envelope = Key.Sign(new CancelMarketPayload
        {
            Market = Name,
            RequestId = requestId ?? NewRequestId(),
            DefinitionDigest = Digest,
            Reason = reason,
        }),
    };

    public async Task<CreateMarketResponse> CreateAsync(ChannelBase channel)
    {
        CreateMarketResponse response = await new MarketService.MarketServiceClient(channel)
            .CreateMarketAsync(CreateRequest());
        Digest = response.Market.DefinitionDigest;
        return response;
    }

    public Company Company(int index, ChannelBase channel) =>
        new(Name, CompanyId(index), CompanyKeys[index], Digest, channel);

    public void Dispose()
    {
        if (!_ownsKeys)
        {
            return;
        }

        Key.Dispose();
        foreach (SigningKey key in CompanyKeys)
        {
            key.Dispose();
        }
    }

    /// <summary>Each company values its own model at 1, loses a little by its right neighbour's and wins a little by
    /// its left one's. Sparse, so that large rosters fit into a message.</summary>
    private static Valuation.Types.LinearExternalities Externalities(int companies)
    {
        var linear = new Valuation.Types.LinearExternalities();
        for (int i = 0; i < companies; i++)
        {
            Add(i, i, 1);
            if (companies > 2)
            {
                Add(i, (i + 1) % companies, -0.25);
                Add(i, (i + companies - 1) % companies, 0.125);
            }
        }

        return linear;

        void Add(int row, int column, double alpha) => linear.Entries.Add(
            new Valuation.Types.Entry { Row = (uint)row, Column = (uint)column, Alpha = alpha });
    }
}
