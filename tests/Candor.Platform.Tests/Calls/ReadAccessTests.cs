using System.Text;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Candor.Platform.Tests.Calls;

/// <summary>Who reads what in a market whose definition says that only its members may: to everybody else it does
/// not exist.</summary>
public sealed class ReadAccessTests : IAsyncLifetime
{
    // Names of one length, so that answers about them differ in nothing else.
    private const string Closed = "markets/closed";
    private const string Absent = "markets/absent";

    private readonly SigningKey _validator = new();
    private readonly SigningKey _stranger = new();
    private RunningServer _server = null!;
    private MarketOwner _owner = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = NewMarket("closed");
        _owner.Definition.Validation = new Validation
        {
            Records = new RecordFormat
            {
                Columns = { new RecordColumn { Name = "age", Number = new RecordColumn.Types.Number() } },
            },
            Validators = { new V1.Validator { Id = "lab", PublicKey = ByteString.CopyFrom(_validator.PublicKey) } },
        };
        await _owner.CreateAsync(_server.Channel);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        _validator.Dispose();
        _stranger.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Every call that reads a market, with an envelope or without.</summary>
    public static TheoryData<string> Readings { get; } =
        ["GetMarket", "GetCommitment", "WatchMarket", "GetCheckpoint", "ListEntries", "ProveInclusion", "ProveConsistency"];

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Read_EveryMember_IsAnswered(string call)
    {
        foreach (SigningKey member in (SigningKey[])[_owner.Key, .. _owner.CompanyKeys, _validator])
        {
            await ReadAsync(call, Closed, Signed(call, member, Closed));
        }
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Read_WhoIsNotShownToBeAMember_IsToldThatThereIsNoSuchMarket(string call)
    {
        Envelope forged = Signed(call, _stranger, Closed);
        forged.Signatures[0].Keyid = _owner.CompanyKeys[0].KeyId;
        Envelope twice = Signed(call, _owner.Key, Closed);
        twice.Signatures.Add(twice.Signatures[0]);
        var envelopes = new List<(Envelope? Closed, Envelope? Absent)>
        {
            (null, null),
            (Signed(call, _stranger, Closed), Signed(call, _stranger, Absent)),
            (forged, Signed(call, _stranger, Absent)),
        };
        if (call != "ListEntries")
        {
            // The transcript's own payload is looked at before any market is.
            envelopes.Add((Signed(call, _owner.Key, Absent), Signed(call, _owner.Key, Closed)));
            envelopes.Add((_owner.Key.Sign(new CancelMarketPayload { Market = Closed }), null));
            envelopes.Add((twice, twice));
            envelopes.Add((new Envelope(), new Envelope()));
        }

        foreach ((Envelope? closed, Envelope? absent) in envelopes)
        {
            await AssertSameAsync(() => ReadAsync(call, Closed, closed), () => ReadAsync(call, Absent, absent));
        }
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Read_MemberWhosePayloadIsTooOld_IsToldSo(string call)
    {
        foreach (double minutes in (double[])[-1, 0, 61])
        {
            await _server.RefusesAsync(
                ErrorReason.PayloadExpired,
                () => ReadAsync(call, Closed, Signed(call, _owner.Key, Closed, minutes)));
        }
    }

    [Fact]
    public async Task Send_WhoIsNoMember_IsToldThatThereIsNoSuchMarket()
    {
        var participants = new ParticipantService.ParticipantServiceClient(_server.Channel);
        await AssertSameAsync(
            () => Settle(Closed), () => Settle(Absent));
        await AssertSameAsync(
            () => Cancel(Closed), () => Cancel(Absent));
        await AssertSameAsync(
            () => Verdict(Closed), () => Verdict(Absent));
        foreach (string id in (string[])[MarketOwner.CompanyId(0), "nobody"])
        {
            await AssertSameAsync(() => Join(Closed, id), () => Join(Absent, id));
            await AssertSameAsync(() => Watch(Closed, id), () => Watch(Absent, id));
        }

        Task Settle(string market) => _server.Markets.SettleMarketAsync(new SettleMarketRequest
        {
            Name = market,
            Envelope = _stranger.Sign(new SettleMarketPayload { Market = market, RequestId = "r" }),
        }).ResponseAsync;

        Task Cancel(string market) => _server.Markets.CancelMarketAsync(new CancelMarketRequest
        {
            Name = market,
            Envelope = _stranger.Sign(new CancelMarketPayload { Market = market, RequestId = "r", Reason = "x" }),
        }).ResponseAsync;

        Task Verdict(string market) => _server.Markets.SubmitVerdictAsync(new SubmitVerdictRequest
        {
            Name = market,
            Envelope = _stranger.Sign(new RefuseCommitmentPayload { Participant = $"{market}/participants/company-0" }),
        }).ResponseAsync;

        Task Join(string market, string id) => participants.JoinMarketAsync(
            new Company(market, id, _stranger, _owner.Digest, _server.Channel).JoinRequest("r")).ResponseAsync;

        Task Watch(string market, string id) => participants.WatchAssignment(
            new Company(market, id, _stranger, _owner.Digest, _server.Channel).WatchRequest(Expiry(10))).ToListAsync();
    }

    [Fact]
    public async Task SubmitVerdict_WhatAMemberHasSignedForAnotherMarket_OpensNothing()
    {
        // Anybody finds these in the transcript of a market that anyone may read.
        const string Other = "markets/others";
        Envelope[] seen =
        [
            _owner.CompanyKeys[0].Sign(new JoinMarketPayload { Participant = $"{Other}/participants/x", RequestId = "r" }),
            _owner.Key.Sign(new CancelMarketPayload { Market = Other, RequestId = "r", Reason = "x" }),
            _validator.Sign(new RefuseCommitmentPayload { Participant = $"{Other}/participants/x" }),
            _validator.Sign(new OverlapPayload { Market = Other, Earlier = "x", Later = "y" }),
        ];

        foreach (Envelope envelope in seen)
        {
            await AssertSameAsync(() => SendAsync(Closed, envelope), () => SendAsync(Absent, envelope));
        }

        await _server.RefusesAsync(ErrorReason.DefinitionMismatch, () => SendAsync(
            Closed, _validator.Sign(new RefuseCommitmentPayload { Participant = $"{Closed}/participants/x" })));

        Task SendAsync(string market, Envelope envelope) => _server.Markets.SubmitVerdictAsync(
            new SubmitVerdictRequest { Name = market, Envelope = envelope }).ResponseAsync;
    }

    [Fact]
    public async Task CreateMarket_NameThatIsTaken_SaysThatItIsAndNothingMore()
    {
        using MarketOwner other = NewMarket("closed");

        RichError error = await _server.RefusesAsync(
            ErrorReason.MarketAlreadyExists, () => other.CreateAsync(_server.Channel));

        Assert.Equal($"A market named '{Closed}' exists.", error.Message);
    }

    [Fact]
    public async Task ListMarkets_MarketsThatAreNotListed_StayOutAlsoAfterARestart()
    {
        for (int i = 0; i < 12; i++)
        {
            using MarketOwner market = NewMarket($"m-{i:d2}");
            market.Definition.Listed = i % 4 == 1;
            await market.CreateAsync(_server.Channel);
        }

        string[] expected = ["markets/m-01", "markets/m-05", "markets/m-09"];
        Assert.Equal(expected, await ListAsync(0));
        Assert.Equal(expected, await ListAsync(1));
        Assert.Equal(expected, await ListAsync(2));
        await _server.RestartAsync();
        Assert.Equal(expected, await ListAsync(1));
        Assert.Equal("", (await _server.Markets.ListMarketsAsync(new ListMarketsRequest { PageSize = 3 })).NextPageToken);
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Read_MarketThatAnyoneMayRead_LooksAtNoEnvelope(string call)
    {
        using MarketOwner open = NewMarket("open");
        open.Definition.ReadAccess = MarketAccess.Anyone;
        await open.CreateAsync(_server.Channel);
        using MarketOwner old = await _server.CreateMarketAsync("old");
        foreach (MarketOwner market in (MarketOwner[])[open, old])
        {
            await ReadAsync(call, market.Name, null);
            if (call != "ListEntries")
            {
                // To the first version the field was unknown, and what is unknown is passed over.
                await ReadAsync(call, market.Name, new Envelope { PayloadType = "x" });
            }
        }
    }

    private MarketOwner NewMarket(string id)
    {
        var owner = new MarketOwner(id, 2, _server.Time.GetUtcNow().AddHours(1));
        owner.Definition.Version = 2;
        return owner;
    }

    private Envelope Signed(string call, SigningKey key, string market, double minutes = 10) => key.Sign(
        call == "ListEntries"
            ? new ReadTranscriptPayload
            {
                Market = market,
                DefinitionDigest = _owner.Digest,
                ExpireTime = Timestamp.FromDateTimeOffset(Expiry(minutes)),
            }
            : new ReadMarketPayload
            {
                Market = market,
                ExpireTime = Timestamp.FromDateTimeOffset(Expiry(minutes)),
            });

    private DateTimeOffset Expiry(double minutes) => _server.Time.GetUtcNow().AddMinutes(minutes);

    private async Task ReadAsync(string call, string market, Envelope? envelope)
    {
        TranscriptService.TranscriptServiceClient transcripts = _server.Transcripts;
        switch (call)
        {
            case "GetMarket":
                await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = market, Envelope = envelope });
                break;
            case "GetCommitment":
                await _server.Markets.GetCommitmentAsync(new GetCommitmentRequest
                {
                    Participant = $"{market}/participants/{MarketOwner.CompanyId(0)}",
                    Envelope = envelope,
                });
                break;
            case "WatchMarket":
                using (var watch = _server.Markets.WatchMarket(
                    new WatchMarketRequest { Name = market, Envelope = envelope }))
                {
                    await watch.TakeAsync(1);
                }

                break;
            case "GetCheckpoint":
                await transcripts.GetCheckpointAsync(new GetCheckpointRequest { Name = market, Envelope = envelope });
                break;
            case "ListEntries":
                await transcripts.ListEntriesAsync(new ListEntriesRequest { Name = market, Envelope = envelope });
                break;
            case "ProveInclusion":
                await transcripts.ProveInclusionAsync(
                    new ProveInclusionRequest { Name = market, Size = 1, Envelope = envelope });
                break;
            default:
                await transcripts.ProveConsistencyAsync(
                    new ProveConsistencyRequest { Name = market, FirstSize = 1, SecondSize = 1, Envelope = envelope });
                break;
        }
    }

    // All that travels is compared, the name aside.
    private static async Task AssertSameAsync(Func<Task> closed, Func<Task> absent)
    {
        RpcException one = await Assert.ThrowsAsync<RpcException>(closed);
        RpcException other = await Assert.ThrowsAsync<RpcException>(absent);
        Assert.Equal("MARKET_NOT_FOUND", RichError.From(one).Reason);
        Assert.Equal(DescribeAll(other), DescribeAll(one).Replace(Closed, Absent, StringComparison.Ordinal));
    }

    private static string DescribeAll(RpcException error) => $"{error.Status.StatusCode} {error.Status.Detail} "
        + $"{Encoding.Latin1.GetString(error.GetRpcStatus()!.ToByteArray())} {string.Join(',', error.Trailers.Select(t => t.Key).Order())}";

    private async Task<List<string>> ListAsync(int pageSize)
    {
        var names = new List<string>();
        var request = new ListMarketsRequest { PageSize = pageSize };
        do
        {
            ListMarketsResponse page = await _server.Markets.ListMarketsAsync(request);
            names.AddRange(page.Markets.Select(market => market.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return names;
    }
}
