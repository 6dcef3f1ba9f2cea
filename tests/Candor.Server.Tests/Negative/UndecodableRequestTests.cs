using Candor.Client.Participation;
using Candor.Server.Tests.Mutations;
using Candor.Server.Tests.Support;
using Candor.Server.Tests.Validation;
using Grpc.Core;

namespace Candor.Server.Tests.Negative;

/// <summary>Requests that are no messages. The transport finds that before any of our code is asked, and the answer has
/// a reason all the same.</summary>
public sealed class UndecodableRequestTests
{
    private static readonly byte[] s_undecodable = [0x0a, 0xff, 0x01];

    [Theory]
    [InlineData("candor.v1.ParticipantService/JoinMarket")]
    [InlineData("candor.v1.MarketService/GetMarket")]
    [InlineData("candor.v1.TranscriptService/GetCheckpoint")]
    public async Task Call_RequestThatDoesNotDecode_IsAnInvalidRequest(string method)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var calls = new RawCalls(server.Channel);

        RpcException refused = await calls.RefusedAsync(method, s_undecodable);

        Server.Testing.RichError error = Server.Testing.RichError.From(refused);
        Assert.Equal(("INVALID_REQUEST", StatusCode.InvalidArgument), (error.Reason, refused.StatusCode));
        Assert.Equal(("candor.v1", refused.Status.Detail), (error.Domain, error.Message));
        Assert.Equal("request", error.Violations.Single().Field);
        await server.CreateMarketAsync();
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Stream_MessageThatDoesNotDecode_IsAnInvalidRequest()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, AuditLifeTests.Range(0, 4));
        await market.OpenAsync(0, await market.CommitAsync(0, records), records);
        var calls = new RawCalls(market.Server.Channel);

        Assert.Equal(
            "INVALID_REQUEST",
            await calls.StreamRefusalAsync("candor.v1.ValidatorService/SubmitTags", s_undecodable));
        await market.SendTagsAsync(0, ValidationFixture.TagsOf(records));
    }
}
