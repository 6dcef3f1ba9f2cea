using Candor.Server.Testing;
using Grpc.Core;

namespace Candor.Platform.Tests.Training;

/// <summary>A market whose members the server has no room for is refused when it is created, not when they upload.</summary>
public sealed class BulkAdmissionTests
{
    [Fact]
    public async Task CreateMarket_WithMoreBulkThanTheServerKeeps_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { MaxMemberBulkBytes = 1 << 20 });
        using var owner = new MarketOwner("m", TrainingSetting.Members, server.Time.GetUtcNow().AddHours(1));
        TrainingSetting.Define(owner.Definition);
        owner.Definition.Training.Map.Ramps = 200;

        RichError error = RichError.From(
            await Assert.ThrowsAsync<RpcException>(() => owner.CreateAsync(server.Channel)));

        Assert.Equal("DEFINITION_INVALID", error.Reason);
        Assert.Contains("bytes of uploads of a member in an epoch", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected at most 1048576", error.Message, StringComparison.Ordinal);
    }
}
