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

    private static readonly AuditOpened s_opened = new(
        s_time,
        "markets/hospitals",
        new byte[32],
        "p0",
        new byte[] { 6 },
        3,
        Bytes(7),
        new byte[32],
        new byte[32],
        10_000,
        50_000,
        40,
        600,
        true,
        s_envelope);

    private static readonly SampleDrawn s_drawn = new(s_time, new byte[32], [0, 17, ulong.MaxValue]);

    private static readonly AuditPassed s_passed = new(s_time, s_envelope);

    private static readonly AuditRenewed s_renewed = new(s_time, 3, s_envelope);

    private static readonly OverlapDue s_due = new(s_time, "markets/hospitals", new byte[32], "p0", 3, "p1", 5, 600);

    // After the version of an event's form, what a later generation of it says as well.
    private static readonly Dictionary<string, object> s_events = new(StringComparer.Ordinal)
    {
        ["audit-opened.1"] = s_opened,
        ["audit-opened.1.rate"] = s_opened with { AnswerSeconds = 21_600, RecordsPerSecond = 1_000 },
        ["audit-opened.1.message"] = s_opened with { MessageDigest = Bytes(8) },
        ["audit-opened.1.training"] = s_opened with { Trains = true },
        ["sample-drawn.1"] = s_drawn,
        ["sample-drawn.1.training"] = s_drawn with { ProjectionsSeed = Bytes(9) },
        ["audit-passed.1"] = s_passed,
        ["audit-passed.1.training"] = s_passed with { Moments = new byte[] { 1, 0, 0, 0 } },
        ["audit-renewed.1"] = s_renewed,
        ["audit-renewed.1.training"] = s_renewed with { ProjectionsSeed = Bytes(9), Moments = new byte[] { 1, 0, 0, 0 } },
        ["projections-opened.1"] = new ProjectionsOpened(
            s_time, Bytes(9), 1_000, new byte[] { 1, 2 }, s_envelope),
        ["nearness-judged.1"] = new NearnessJudged(s_time, true, s_envelope),
        ["nearness-judged.1.answer"] = new NearnessJudged(s_time, false, s_envelope, s_envelope, new byte[] { 1, 2 }),
        ["nearness-concluded.1"] = new NearnessConcluded(s_time, 12, null),
        ["nearness-concluded.1.declined"] = new NearnessConcluded(s_time, null, "STEP_OVER"),
        ["audit-refused.1"] = new AuditRefused(s_time, AuditRefusal.InvalidRecord, 17, s_envelope),
        ["audit-refused.1.silence"] = new AuditRefused(s_time, AuditRefusal.NoResponse, null, s_envelope),
        ["verdict-delivered.1"] = new VerdictDelivered(s_time, 9),
        ["verdict-declined.1"] = new VerdictDeclined(s_time, "MARKET_SETTLED"),
        ["comparisons-opened.1"] = new OverlapChecksOpened(s_time, 3),
        ["overlap-due.1"] = s_due,
        ["overlap-due.1.messages"] = s_due with { EarlierMessageDigest = Bytes(8), LaterMessageDigest = Bytes(9) },
        ["double-tags-taken.1"] = new DoubleTagsTaken(s_time, "p1"),
        ["overlap-counted.1"] = new OverlapCounted(s_time, 7, 2, s_envelope),
        ["overlap-void.1"] = new OverlapVoid(s_time, [s_envelope]),
        ["overlap-concluded.1"] = new OverlapConcluded(s_time, true),
    };

    public static TheoryData<string> Names => [.. s_events.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_EventOfAnyGeneration_GivesTheFrozenBytesAndReadsThemBack(string name)
    {
        Assert.Equal(Golden(name), Encode(s_events[name]));
        object decoded = s_events[name] is AuditEvent
            ? AuditEventCodec.Decode(Encoding.UTF8.GetBytes(Golden(name)))
            : OverlapEventCodec.Decode(Encoding.UTF8.GetBytes(Golden(name)));
        Assert.Equal(s_events[name].GetType(), decoded.GetType());
        Assert.Equal(Golden(name), Encode(decoded));
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

    private static string Encode(object next) => Encoding.UTF8.GetString(
        next is AuditEvent audit ? AuditEventCodec.Encode(audit) : OverlapEventCodec.Encode((OverlapEvent)next));

    private static byte[] Bytes(byte value) => [.. Enumerable.Repeat(value, 32)];

    private delegate T Decoder<out T>(ReadOnlySpan<byte> encoded);

    private static string Golden(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name + ".json")).TrimEnd('\n');
}
