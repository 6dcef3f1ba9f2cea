using Candor.Server.Testing;
using Grpc.Core;

namespace Candor.Hosting.Tests.Edge;

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

        RichError error = RichError.From(refused);
        Assert.Equal(("INVALID_REQUEST", StatusCode.InvalidArgument), (error.Reason, refused.StatusCode));
        Assert.Equal(("candor.v1", refused.Status.Detail), (error.Domain, error.Message));
        Assert.Equal("request", error.Violations.Single().Field);
        await server.CreateMarketAsync();
        Assert.Equal(1, server.Connections);
    }
}
