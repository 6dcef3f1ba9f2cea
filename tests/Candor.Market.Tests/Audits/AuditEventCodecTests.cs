using System.Text;
using Candor.Market.Audits;
using Candor.Market.Signing;

namespace Candor.Market.Tests.Audits;

/// <summary>Freezes the persisted form of an audit's events. A file under <c>golden/</c> never changes.</summary>
public sealed class AuditEventCodecTests
{
    private static readonly DateTimeOffset s_time = new(2030, 1, 1, 12, 0, 0, 125, TimeSpan.Zero);

    private static readonly SignedEnvelope s_envelope = new(
        "application/vnd.candor.v1.OpenAuditPayload+protobuf",
        new byte[] { 1, 2, 3 },
        new string('a', 64),
        new byte[] { 4, 5 });

    private static readonly Dictionary<string, AuditEvent> s_events = new(StringComparer.Ordinal)
    {
        ["audit-opened.1"] = new AuditOpened(
            s_time,
            "markets/hospitals",
            new byte[32],
            "p0",
            new byte[] { 6 },
            3,
            Enumerable.Repeat((byte)7, 32).ToArray(),
            new byte[32],
            new byte[32],
            10_000,
            50_000,
            40,
            600,
            true,
            s_envelope),
        ["audit-opened.1.rate"] = new AuditOpened(
            s_time,
            "markets/hospitals",
            new byte[32],
            "p0",
            new byte[] { 6 },
            3,
            Enumerable.Repeat((byte)7, 32).ToArray(),
            new byte[32],
            new byte[32],
            10_000,
            50_000,
            40,
            21_600,
            true,
            s_envelope,
            RecordsPerSecond: 1_000),
        ["audit-opened.1.message"] = new AuditOpened(
            s_time,
            "markets/hospitals",
            new byte[32],
            "p0",
            new byte[] { 6 },
            3,
            Enumerable.Repeat((byte)7, 32).ToArray(),
            new byte[32],
            new byte[32],
            10_000,
            50_000,
            40,
            600,
            true,
            s_envelope,
            Enumerable.Repeat((byte)8, 32).ToArray()),
        ["audit-opened.1.training"] = new AuditOpened(
            s_time,
            "markets/hospitals",
            new byte[32],
            "p0",
            new byte[] { 6 },
            3,
            Enumerable.Repeat((byte)7, 32).ToArray(),
            new byte[32],
            new byte[32],
            10_000,
            50_000,
            40,
            600,
            true,
            s_envelope,
            Trains: true),
        ["sample-drawn.1.training"] = new SampleDrawn(
            s_time, new byte[32], [0, 17, ulong.MaxValue], Enumerable.Repeat((byte)9, 32).ToArray()),
        ["audit-passed.1.training"] = new AuditPassed(s_time, s_envelope, new byte[] { 1, 0, 0, 0 }),
        ["audit-renewed.1.training"] = new AuditRenewed(
            s_time, 3, s_envelope, Enumerable.Repeat((byte)9, 32).ToArray(), new byte[] { 1, 0, 0, 0 }),
        ["projections-opened.1"] = new ProjectionsOpened(
            s_time, Enumerable.Repeat((byte)9, 32).ToArray(), 1_000, new byte[] { 1, 2 }, s_envelope),
        ["nearness-judged.1"] = new NearnessJudged(s_time, true, s_envelope),
        ["nearness-judged.1.answer"] = new NearnessJudged(s_time, false, s_envelope, s_envelope, new byte[] { 1, 2 }),
        ["nearness-concluded.1"] = new NearnessConcluded(s_time, 12, null),
        ["nearness-concluded.1.declined"] = new NearnessConcluded(s_time, null, "STEP_OVER"),
        ["sample-drawn.1"] = new SampleDrawn(s_time, new byte[32], [0, 17, ulong.MaxValue]),
        ["audit-passed.1"] = new AuditPassed(s_time, s_envelope),
        ["audit-renewed.1"] = new AuditRenewed(s_time, 3, s_envelope),
        ["audit-refused.1"] = new AuditRefused(s_time, AuditRefusal.InvalidRecord, 17, s_envelope),
        ["audit-refused.1.silence"] = new AuditRefused(s_time, AuditRefusal.NoResponse, null, s_envelope),
        ["verdict-delivered.1"] = new VerdictDelivered(s_time, 9),
        ["verdict-declined.1"] = new VerdictDeclined(s_time, "MARKET_SETTLED"),
        ["comparisons-opened.1"] = new OverlapChecksOpened(s_time, 3),
    };

    private static readonly Dictionary<string, OverlapEvent> s_overlapEvents = new(StringComparer.Ordinal)
    {
        ["overlap-due.1"] = new OverlapDue(s_time, "markets/hospitals", new byte[32], "p0", 3, "p1", 5, 600),
        ["overlap-due.1.messages"] = new OverlapDue(
            s_time,
            "markets/hospitals",
            new byte[32],
            "p0",
            3,
            "p1",
            5,
            600,
            Enumerable.Repeat((byte)8, 32).ToArray(),
            Enumerable.Repeat((byte)9, 32).ToArray()),
        ["double-tags-taken.1"] = new DoubleTagsTaken(s_time, "p1"),
        ["overlap-counted.1"] = new OverlapCounted(s_time, 7, 2, s_envelope),
        ["overlap-void.1"] = new OverlapVoid(s_time, [s_envelope]),
        ["overlap-concluded.1"] = new OverlapConcluded(s_time, true),
    };

    public static TheoryData<string> Names => [.. s_events.Keys];

    public static TheoryData<string> OverlapNames => [.. s_overlapEvents.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_Event_GivesTheFrozenBytes(string name) =>
        Assert.Equal(Golden(name), Encoding.UTF8.GetString(AuditEventCodec.Encode(s_events[name])));

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_FrozenBytes_EncodesToThemAgain(string name)
    {
        AuditEvent decoded = AuditEventCodec.Decode(Encoding.UTF8.GetBytes(Golden(name)));
        Assert.Equal(s_events[name].GetType(), decoded.GetType());
        Assert.Equal(Golden(name), Encoding.UTF8.GetString(AuditEventCodec.Encode(decoded)));
    }

    [Theory]
    [MemberData(nameof(OverlapNames))]
    public void Encode_OverlapEvent_GivesTheFrozenBytes(string name)
    {
        Assert.Equal(Golden(name), Encoding.UTF8.GetString(OverlapEventCodec.Encode(s_overlapEvents[name])));
        OverlapEvent decoded = OverlapEventCodec.Decode(Encoding.UTF8.GetBytes(Golden(name)));
        Assert.Equal(s_overlapEvents[name].GetType(), decoded.GetType());
        Assert.Equal(Golden(name), Encoding.UTF8.GetString(OverlapEventCodec.Encode(decoded)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type":"verdict-delivered/2","time":"2030-01-01T12:00:00+00:00","event":1}""")]
    [InlineData("""{"type":"verdict-delivered/1","time":"2030-01-01T12:00:00+00:00"}""")]
    [InlineData("""{"type":"verdict-delivered/1","time":"2030-01-01T12:00:00+00:00","event":1,"colour":2}""")]
    public void Decode_NotAnEventOfThisVersion_IsAFormatError(string text)
    {
        Assert.True(Refuses(AuditEventCodec.Decode) && Refuses(OverlapEventCodec.Decode));

        bool Refuses<T>(Decoder<T> decode)
        {
            Assert.Throws<FormatException>(() => decode(Encoding.UTF8.GetBytes(text)));
            return true;
        }
    }

    private delegate T Decoder<out T>(ReadOnlySpan<byte> encoded);

    private static string Golden(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name + ".json")).TrimEnd('\n');
}
