using Candor.Wire.Times;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Wire.Tests.Times;

public sealed class TimeTests
{
    public static TheoryData<long, int> Impossible => new()
    {
        { -62_135_596_801, 0 },
        { 253_402_300_800, 0 },
        { long.MinValue, 0 },
        { long.MaxValue, 0 },
        { 0, -1 },
        { 0, 1_000_000_000 },
        { 0, int.MinValue },
        { 0, int.MaxValue },
    };

    [Theory]
    [InlineData(-62_135_596_800, 0)]
    [InlineData(253_402_300_799, 999_999_999)]
    [InlineData(0, 0)]
    public void Time_ThatACalendarHas_IsRead(long seconds, int nanos)
    {
        var message = new Timestamp { Seconds = seconds, Nanos = nanos };

        Assert.True(Timestamps.TryRead(message, out DateTimeOffset time));
        Assert.Equal(message.ToDateTimeOffset(), time);
        Assert.Empty(ImpossibleTimes.In(new V1.MarketDefinition { ReportDeadline = message }));
        _ = JsonFormatter.Default.Format(message);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Time_ThatNoCalendarHas_IsNotRead(long seconds, int nanos) =>
        Assert.False(Timestamps.TryRead(new Timestamp { Seconds = seconds, Nanos = nanos }, out _));

    [Theory]
    [MemberData(nameof(Impossible))]
    public void ImpossibleTimes_OfEveryDepth_AreNamedWithTheirPaths(long seconds, int nanos)
    {
        var time = new Timestamp { Seconds = seconds, Nanos = nanos };
        var answer = new V1.ListMarketsResponse
        {
            Markets = { new V1.MarketSummary(), new V1.MarketSummary { CreateTime = time, ReportDeadline = time } },
        };
        var market = new V1.GetMarketResponse
        {
            Market = new V1.Market { Definition = new V1.MarketDefinition { CommitmentDeadline = time } },
        };

        Assert.Equal(
            ["markets[1].createTime", "markets[1].reportDeadline"],
            ImpossibleTimes.In(answer).Select(fault => fault.Field));
        Assert.Equal(["market.definition.commitmentDeadline"], ImpossibleTimes.In(market).Select(fault => fault.Field));
        Assert.Equal(
            $"found {seconds} seconds and {nanos} nanoseconds, expected a time between the years 1 and 9999",
            ImpossibleTimes.In(market).Single().Description);
    }

    [Fact]
    public void Time_Written_ReadsBack()
    {
        DateTimeOffset time = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));

        Assert.True(Timestamps.TryRead(Timestamps.ToMessage(time), out DateTimeOffset read));
        Assert.Equal((time.UtcDateTime, TimeSpan.Zero), (read.UtcDateTime, read.Offset));
        Assert.False(Timestamps.TryRead(null, out _));
    }
}
