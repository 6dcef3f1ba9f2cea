using System.Collections.Concurrent;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Platform.Tests.Faults;

/// <summary>A market whose companies live their lives while the server dies under them, and a ledger of every answer
/// they got.</summary>
internal sealed class MarketUnderFire(string id, int companies, RestartingServer server, DateTimeOffset deadline)
    : IDisposable
{
    private const int MaxReplacements = 90;

    private readonly ConcurrentDictionary<ulong, string> _ledger = new();

    public MarketOwner Owner { get; } = new(id, companies, deadline);

    /// <summary>Every answer: the event's number, and what it is.</summary>
    public IReadOnlyDictionary<ulong, string> Ledger => _ledger;

    /// <summary>What the market's stream told, over all its interruptions.</summary>
    public List<WatchMarketResponse> Seen { get; } = [];

    /// <summary>What a company reports: the same in every run.</summary>
    public static ulong Size(int company) => 100 + (37 * (ulong)company);

    /// <summary>Lives from creation to settlement.</summary>
    /// <param name="replace">While it holds, companies go on replacing their commitments.</param>
    public async Task RunAsync(Func<bool> replace)
    {
        CreateMarketRequest create = Owner.CreateRequest();
        CreateMarketResponse created = await server.CallAsync(
            async channel => await new MarketService.MarketServiceClient(channel).CreateMarketAsync(create));
        Owner.Digest = created.Market.DefinitionDigest;
        Record(1, "created");
        Task watching = WatchAsync();
        await Task.WhenAll(Enumerable.Range(0, companies).Select(i => LiveAsync(i, replace)));
        await watching;
    }

    /// <summary>What everyone is assigned.</summary>
    public async Task<Assignment[]> ReadAssignmentsAsync(DateTimeOffset expiry) => await Task.WhenAll(
        Enumerable.Range(0, companies).Select(i => server.CallAsync(async channel =>
        {
            Company company = Owner.Company(i, channel);
            using var call = company.Client.WatchAssignment(company.WatchRequest(expiry));
            Assignment? assignment = null;
            await foreach (WatchAssignmentResponse update in call.ResponseStream.ReadAllAsync())
            {
                assignment = update.Assignment;
            }

            return assignment!;
        })));

    /// <summary>The log as the server tells it to somebody new.</summary>
    public Task<List<WatchMarketResponse>> ReadLogAsync() => server.CallAsync(async channel =>
    {
        using var call = new MarketService.MarketServiceClient(channel)
            .WatchMarket(new WatchMarketRequest { Name = Owner.Name });
        var log = new List<WatchMarketResponse>();
        await foreach (WatchMarketResponse next in call.ResponseStream.ReadAllAsync())
        {
            log.Add(next);
        }

        return log;
    });

    public static string Describe(WatchMarketResponse e) => e.EventCase switch
    {
        WatchMarketResponse.EventOneofCase.MarketCreated => "created",
        WatchMarketResponse.EventOneofCase.ParticipantJoined => $"joined {e.ParticipantJoined.Participant}",
        WatchMarketResponse.EventOneofCase.CommitmentAccepted => Committed(
            e.CommitmentAccepted.Participant, e.CommitmentAccepted.Commitment),
        WatchMarketResponse.EventOneofCase.ReportAccepted => $"reported {e.ReportAccepted.Participant}",
        WatchMarketResponse.EventOneofCase.MarketSettled => "settled",
        _ => throw new InvalidOperationException($"Unexpected event {e.EventCase}."),
    };

    public void Dispose() => Owner.Dispose();

    private static string Committed(string participant, ByteString commitment) =>
        $"committed {participant} {Convert.ToHexStringLower(commitment.Span)}";

    private async Task LiveAsync(int index, Func<bool> replace)
    {
        // Requests are made once; each sending of one is the same bytes. The channel in here sends nothing.
        Company company = Owner.Company(index, await server.ChannelAsync());
        JoinMarketRequest join = company.JoinRequest();
        Record(
            (await server.CallAsync(async c => await Client(c).JoinMarketAsync(join))).Event, $"joined {company.Name}");
        int replacements = 0;
        do
        {
            SubmitCommitmentPayload payload = company.CommitmentPayload(Size(index));
            SubmitCommitmentRequest commit = company.Request(payload);
            company.Committed = await server.CallAsync(async c => await Client(c).SubmitCommitmentAsync(commit));
            Record(company.Committed.Event, Committed(company.Name, payload.Commitment));
        }
        while (replace() && ++replacements < MaxReplacements);
        SubmitReportRequest report = company.Request(company.ReportPayload(Size(index)));
        Record(
            (await server.CallAsync(async c => await Client(c).SubmitReportAsync(report))).Event,
            $"reported {company.Name}");
    }

    private async Task WatchAsync()
    {
        while (Seen.Count == 0 || Seen[^1].EventCase != WatchMarketResponse.EventOneofCase.MarketSettled)
        {
            GrpcChannel channel = await server.ChannelAsync();
            try
            {
                using var call = new MarketService.MarketServiceClient(channel).WatchMarket(new WatchMarketRequest
                {
                    Name = Owner.Name,
                    ResumeToken = Seen.Count == 0 ? "" : Seen[^1].ResumeToken,
                });
                await foreach (WatchMarketResponse next in call.ResponseStream.ReadAllAsync())
                {
                    Seen.Add(next);
                }
            }
            catch (Exception e) when (RestartingServer.IsLost(e))
            {
                // Resumed after the last event that was read.
            }
        }
    }

    private static ParticipantService.ParticipantServiceClient Client(GrpcChannel channel) => new(channel);

    private void Record(ulong sequence, string what) => Assert.True(
        _ledger.TryAdd(sequence, what), $"Event {sequence} of {Owner.Name} was acknowledged twice: {what}.");
}
