using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Settlement;
using Candor.Market.Signing;

namespace Candor.Market.Tests.Events;

/// <summary>Freezes the persisted form of every event. A file under <c>golden/</c> never changes: a log written today
/// must read forever. A new version of an event gets a new name and a new file.</summary>
public sealed class EventCodecTests
{
    private static readonly DateTimeOffset s_time = new(2030, 1, 1, 12, 0, 0, 125, TimeSpan.Zero);

    private static readonly SignedEnvelope s_envelope = new(
        "application/vnd.candor.v1.JoinMarketPayload+protobuf",
        new byte[] { 1, 2, 3 },
        new string('a', 64),
        new byte[] { 4, 5 });

    private static readonly Dictionary<string, MarketEvent> s_events = new(StringComparer.Ordinal)
    {
        ["market-created.1"] = new MarketCreated(
            s_time,
            "markets/hospitals",
            StoredDefinition.Read(JsonElement.Parse("""{"displayName":"Spitäler","recordsPerUnit":100}""")),
            s_envelope),
        ["participant-joined.1"] = new ParticipantJoined(s_time, "p0", s_envelope),
        ["participant-joined.1.request"] = new ParticipantJoined(s_time, "p0", s_envelope, "request-1"),
        ["commitment-accepted.1"] = new CommitmentAccepted(
            s_time, "p0", new byte[32], Enumerable.Repeat((byte)7, 32).ToArray(), new byte[96], new byte[32], s_envelope),
        ["commitment-accepted.1.dataset"] = new CommitmentAccepted(
            s_time,
            "p0",
            new byte[32],
            Enumerable.Repeat((byte)7, 32).ToArray(),
            new byte[96],
            new byte[32],
            s_envelope,
            Enumerable.Repeat((byte)8, 32).ToArray()),
        ["commitment-accepted.1.request"] = new CommitmentAccepted(
            s_time,
            "p0",
            new byte[32],
            Enumerable.Repeat((byte)7, 32).ToArray(),
            new byte[96],
            new byte[32],
            s_envelope,
            Enumerable.Repeat((byte)8, 32).ToArray(),
            "request-2"),
        ["commitment-validated.1"] = new CommitmentValidated(s_time, "p0", 3, "platform", s_envelope),
        ["commitment-refused.1"] = new CommitmentRefused(
            s_time, "p0", 3, "platform", AuditRefusal.InvalidRecord, s_envelope),
        ["overlap-checked.1"] = new OverlapChecked(
            s_time, "p0", 3, "p1", 5, ulong.MaxValue, 2, "platform", s_envelope),
        ["report-accepted.1"] = new ReportAccepted(s_time, "p0", uint.MaxValue, 3, new byte[] { 9, 9 }, s_envelope),
        ["report-accepted.1.request"] = new ReportAccepted(
            s_time, "p0", uint.MaxValue, 3, new byte[] { 9, 9 }, s_envelope, "request-3"),
        ["market-settled.1"] = new MarketSettled(
            s_time,
            SettlementCause.Deadline,
            new MarketOutcome(
                0.1 + 0.2,
                ImmutableArray.Create(
                    new ParticipantAssignment("p0", 250, 1.0 / 3.0, 1e-300, -1),
                    new ParticipantAssignment("p1", null, 0, 0, long.MaxValue))),
            null),
        ["market-settled.1.operator"] = new MarketSettled(
            s_time, SettlementCause.Operator, new MarketOutcome(0, []), s_envelope),
        ["market-settled.1.digest"] = new MarketSettled(
            s_time,
            SettlementCause.AllReported,
            new MarketOutcome(0, []),
            null,
            Enumerable.Repeat((byte)9, 32).ToArray()),
        ["market-cancelled.1"] = new MarketCancelled(s_time, "no \"quorum\"", s_envelope),
    };

    public static TheoryData<string> Names => [.. s_events.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_Event_GivesTheFrozenBytes(string name) =>
        Assert.Equal(Golden(name), Encoding.UTF8.GetString(EventCodec.Encode(s_events[name])));

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_FrozenBytes_EncodesToThemAgain(string name)
    {
        MarketEvent decoded = EventCodec.Decode(Encoding.UTF8.GetBytes(Golden(name)));
        Assert.Equal(s_events[name].GetType(), decoded.GetType());
        Assert.Equal(Golden(name), Encoding.UTF8.GetString(EventCodec.Encode(decoded)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type":"participant-joined/2","time":"2030-01-01T12:00:00+00:00"}""")]
    [InlineData("""{"type":"participant-joined/1","time":"2030-01-01T12:00:00+00:00","participant":"p0"}""")]
    [InlineData("""{"type":"participant-joined/1","time":"2030-01-01T12:00:00+00:00","participant":null,"envelope":null}""")]
    public void Decode_NotAnEventOfThisVersion_IsAFormatError(string text) =>
        Assert.Throws<FormatException>(() => EventCodec.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Decode_AssignmentThatIsNull_IsAFormatError()
    {
        string text = Golden("market-settled.1.operator")
            .Replace("\"assignments\":[]", "\"assignments\":[null]", StringComparison.Ordinal);
        FormatException refused =
            Assert.Throws<FormatException>(() => EventCodec.Decode(Encoding.UTF8.GetBytes(text)));
        Assert.Contains("assignment", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_DefinitionWithHalfACharacter_IsAFormatError()
    {
        string text = Golden("market-created.1").Replace("Spitäler", @"\ud800", StringComparison.Ordinal);
        FormatException refused =
            Assert.Throws<FormatException>(() => EventCodec.Decode(Encoding.UTF8.GetBytes(text)));
        Assert.Contains("'definition.displayName' is half a character", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_UnknownMember_IsAFormatError()
    {
        string text = Golden("participant-joined.1")
            .Replace("\"participant\"", "\"colour\":1,\"participant\"", StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => EventCodec.Decode(Encoding.UTF8.GetBytes(text)));
    }

    private static string Golden(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name + ".json")).TrimEnd('\n');
}
