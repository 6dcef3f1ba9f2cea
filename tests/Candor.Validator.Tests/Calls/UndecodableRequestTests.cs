using Candor.Client.Participation;
using Candor.Server.Testing;
using Candor.Validator.Tests.Audits;
using Candor.Validator.Tests.Support;

namespace Candor.Validator.Tests.Calls;

/// <summary>Streams of what is no message. The transport finds that before any of our code is asked, and the answer has a
/// reason all the same.</summary>
public sealed class UndecodableRequestTests
{
    private static readonly byte[] s_undecodable = [0x0a, 0xff, 0x01];

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
