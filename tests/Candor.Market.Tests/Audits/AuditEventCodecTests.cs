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
        ["sample-drawn.1"] = new SampleDrawn(s_time, new byte[32], [0, 17, ulong.MaxValue]),
        ["audit-passed.1"] = new AuditPassed(s_time, s_envelope),
        ["audit-refused.1"] = new AuditRefused(s_time, AuditRefusal.InvalidRecord, 17, s_envelope),
        ["audit-refused.1.silence"] = new AuditRefused(s_time, AuditRefusal.NoResponse, null, s_envelope),
        ["verdict-delivered.1"] = new VerdictDelivered(s_time, 9),
        ["verdict-declined.1"] = new VerdictDeclined(s_time, "MARKET_SETTLED"),
    };

    public static TheoryData<string> Names => [.. s_events.Keys];

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
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type":"verdict-delivered/2","time":"2030-01-01T12:00:00+00:00","event":1}""")]
    [InlineData("""{"type":"verdict-delivered/1","time":"2030-01-01T12:00:00+00:00"}""")]
    [InlineData("""{"type":"verdict-delivered/1","time":"2030-01-01T12:00:00+00:00","event":1,"colour":2}""")]
    public void Decode_NotAnEventOfThisVersion_IsAFormatError(string text) =>
        Assert.Throws<FormatException>(() => AuditEventCodec.Decode(Encoding.UTF8.GetBytes(text)));

    private static string Golden(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name + ".json")).TrimEnd('\n');
}
