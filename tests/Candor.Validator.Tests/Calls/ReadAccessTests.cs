using Candor.Client;
using Candor.Client.Internal;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Tests.Support;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RichError = Candor.Server.Testing.RichError;
using SigningKey = Candor.Client.SigningKey;

namespace Candor.Validator.Tests.Calls;

/// <summary>A market that shows itself to its members alone shows nothing of itself at its validator either, where a
/// stranger could otherwise ask for its roster, name by name.</summary>
public sealed class ReadAccessTests : IDisposable
{
    private const string Absent = "markets/nowhere";

    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _stranger = SigningKey.Create();

    public void Dispose()
    {
        _stranger.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Audit_AskedForByAStranger_IsAnsweredAsInAMarketThatDoesNotExist()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            static definition => definition.Version = 2);
        string file = _folder.File("p0.csv");
        await File.WriteAllTextAsync(file, "id\n1\n2\n3\n");
        ParticipantHandle first = market.Participant(0);
        Dataset dataset = await first.TagDatasetAsync(file, cancellationToken: market.Limit);
        await first.JoinAsync(market.Limit);
        CommitmentReceipt receipt = await first.CommitAsync(dataset, market.Limit);
        Assert.True(
            (await first.ValidateAsync(receipt, dataset, cancellationToken: market.Limit)).IsAttested);

        foreach (string id in (string[])[ValidationFixture.IdOf(0), ValidationFixture.IdOf(1), "nobody"])
        {
            await AssertSameAsync("MARKET_NOT_FOUND", name => OpenAsync(market, name), id);
            await AssertSameAsync("AUDIT_NOT_FOUND", name => GetAsync(market, name), id);
        }

        // The participant itself is told what is wrong with its message.
        RpcException mine = await Assert.ThrowsAsync<RpcException>(
            () => OpenAsync(market, ValidationFixture.NameOf(0), market.Keys[0]));
        Assert.Equal("DEFINITION_MISMATCH", RichError.From(mine).Reason);
    }

    [Fact]
    public async Task AwaitedAnswers_AskedForByAStranger_AreThoseOfAMarketThatDoesNotExist()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            static definition => definition.Version = 2);

        RpcException closed = await Assert.ThrowsAsync<RpcException>(() => AskAsync(ValidationFixture.Market));
        RpcException absent = await Assert.ThrowsAsync<RpcException>(() => AskAsync(Absent));

        Assert.Equal("MARKET_NOT_FOUND", RichError.From(closed).Reason);
        Assert.Equal(
            absent.GetRpcStatus()!.ToString(),
            closed.GetRpcStatus()!.ToString().Replace(ValidationFixture.Market, Absent, StringComparison.Ordinal));

        Task AskAsync(string name) => market.Validator.ListAwaitedAnswersAsync(new ListAwaitedAnswersRequest
        {
            Market = name,
            Envelope = _stranger.SignMessage(new ReadMarketPayload
            {
                Market = name,
                ExpireTime = Timestamp.FromDateTimeOffset(market.Server.Time.GetUtcNow().AddMinutes(5)),
            }),
        }).ResponseAsync;
    }

    private Task<OpenAuditResponse> OpenAsync(ValidationFixture market, string name, SigningKey? key = null) =>
        market.Validator.OpenAuditAsync(new OpenAuditRequest
        {
            Participant = name,
            Envelope = (key ?? _stranger).SignMessage(new OpenAuditPayload
            {
                Participant = name,
                RequestId = "r",
                CommitmentEvent = 99,
                Size = 3,
            }),
        }).ResponseAsync;

    private Task<GetAuditResponse> GetAsync(ValidationFixture market, string name) =>
        market.Validator.GetAuditAsync(new GetAuditRequest
        {
            Participant = name,
            Envelope = _stranger.SignMessage(new AccessAuditPayload
            {
                Participant = name,
                DefinitionDigest = market.Digest,
                ExpireTime = Timestamp.FromDateTimeOffset(market.Server.Time.GetUtcNow().AddMinutes(5)),
            }),
        }).ResponseAsync;

    private static async Task AssertSameAsync(string reason, Func<string, Task> ask, string id)
    {
        RpcException one = await Assert.ThrowsAsync<RpcException>(
            () => ask($"{ValidationFixture.Market}/participants/{id}"));
        RpcException other = await Assert.ThrowsAsync<RpcException>(() => ask($"{Absent}/participants/{id}"));
        Assert.Equal(reason, RichError.From(one).Reason);
        Assert.Equal(
            DescribeAll(other), DescribeAll(one).Replace(ValidationFixture.Market, Absent, StringComparison.Ordinal));
    }

    private static string DescribeAll(RpcException error) => $"{error.Status.StatusCode} {error.Status.Detail} "
        + RichError.From(error).Reason
        + string.Join(',', RichError.From(error).Metadata.OrderBy(pair => pair.Key));
}
