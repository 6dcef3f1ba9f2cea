using System.Text;
using System.Text.Json.Nodes;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Market.Training;

namespace Candor.Market.Tests.Events;

/// <summary>Freezes the persisted form of the training's entries. A file under <c>golden/</c> never changes.</summary>
public sealed class TrainingEventCodecTests
{
    private static readonly DateTimeOffset s_time = new(2030, 1, 1, 12, 0, 0, 125, TimeSpan.Zero);

    private static readonly SignedEnvelope s_envelope = new(
        "application/vnd.candor.v1.MaskPayload+protobuf", new byte[] { 1, 2, 3 }, new string('a', 64), new byte[] { 4, 5 });

    private static readonly Dictionary<string, MarketEvent> s_events = new(StringComparer.Ordinal)
    {
        ["mask-key.1"] = new MaskKeyAccepted(s_time, "p0", Bytes(1), Bytes(2, 64), s_envelope, "request-1"),
        ["training-opened.1"] = new TrainingOpened(s_time, SettlementCause.AllReported, null),
        ["training-opened.1.operator"] = new TrainingOpened(s_time, SettlementCause.Operator, s_envelope),
        ["training-step.1"] = new TrainingStepOpened(s_time, TrainingStep.Mask, ulong.MaxValue, true, []),
        ["training-step.1.dispute"] = new TrainingStepOpened(
            s_time, TrainingStep.Dispute, 1, false, [new DisputedPair(0, 3), new DisputedPair(1, 2)]),
        ["statistics-committed.1"] = new StatisticsCommitted(s_time, "p0", Bytes(3), Bytes(4), s_envelope, "request-2"),
        ["statistics-checked.1"] = new StatisticsChecked(s_time, "p0", false, "auditor", s_envelope),
        ["contribution-accepted.1"] = new ContributionAccepted(
            s_time, "p0", 1, Bytes(5), Bytes(6), Bytes(7), Bytes(8, 96), s_envelope, "request-3"),
        ["contribution-checked.1"] = new ContributionChecked(
            s_time, "p0", 1, Bytes(9, 128), [new DealtShareComplaint("p1", Bytes(10, 96))], s_envelope, "request-4"),
        ["pair-opened.1"] = new PairOpened(s_time, "p0", "p1", 1, Bytes(11, 96), s_envelope, "request-5"),
        ["contributions-unmasked.1"] = new ContributionUnmasked(s_time, "p0", 1, Bytes(12), s_envelope, "request-6"),
        ["points-compared.1"] = new PointsCompared(
            s_time, [new NamedMember("p0", FallCause.MasksFail)], [new DisputedPair(1, 2)]),
        ["seeds-judged.1"] = new SeedsJudged(s_time, [new GuiltySeed("p0", Bytes(13))]),
        ["step-passed.1"] = new StepPassed(s_time),
        ["report-fell.1"] = new ReportFell(s_time, "p0", FallCause.NoVerdict),
        ["models-delivered.1"] = new ModelsDelivered(s_time, new DeliveredModel(Bytes(14), 400, 0.1 + 0.2)),
        ["models-delivered.1.constant"] = new ModelsDelivered(s_time, new DeliveredModel(Bytes(14), 400, 0, true)),
        ["platform-failed.1"] = new PlatformFailed(s_time, [Bytes(15), Bytes(16)]),
        ["training-closed.1"] = new TrainingClosed(s_time, TrainingEnd.SharesMissing),
    };

    public static TheoryData<string> Names => [.. s_events.Keys];

    // Every member of every entry that is an object's, and each of the first element of a list of objects.
    public static TheoryData<string, string> Members
    {
        get
        {
            var members = new TheoryData<string, string>();
            foreach (string name in s_events.Keys)
            {
                foreach (string path in PathsOf(Read(name)))
                {
                    members.Add(name, path);
                }
            }

            return members;
        }
    }

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
    [MemberData(nameof(Names))]
    public void Decode_UnknownMember_IsAFormatError(string name)
    {
        JsonObject text = Read(name);
        text["colour"] = 1;
        FormatException refused = Assert.Throws<FormatException>(() => Decode(text));
        Assert.Contains("colour", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Decode_NullInsteadOfAMember_IsAFormatError(string name, string path)
    {
        JsonObject text = Read(name);
        string[] parts = path.Split('.');
        JsonNode parent = parts[..^1].Aggregate((JsonNode)text, static (at, part) => at is JsonArray list ? list[0]! : at[part]!);
        parent[parts[^1]] = null;
        FormatException refused = Assert.Throws<FormatException>(() => Decode(text));
        Assert.StartsWith("An event", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training-step.1", "step", "99")]
    [InlineData("training-opened.1", "cause", "99")]
    [InlineData("report-fell.1", "cause", "99")]
    [InlineData("training-closed.1", "end", "99")]
    public void Decode_NumberThatHasNoName_IsAFormatError(string name, string member, string value)
    {
        JsonObject text = Read(name);
        text[member] = JsonNode.Parse(value);
        Assert.Contains(value, Assert.Throws<FormatException>(() => Decode(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"AAAA\"")]
    public void Decode_LostDigestThatIsNone_IsAFormatError(string digest)
    {
        JsonObject text = Read("platform-failed.1");
        text["lost"]!.AsArray()[1] = JsonNode.Parse(digest);
        Assert.Contains("lost", Assert.Throws<FormatException>(() => Decode(text)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> PathsOf(JsonObject text)
    {
        foreach ((string member, JsonNode? value) in text)
        {
            // Why the operator closed reports early is optional, and the type is no member of the record.
            if (member is "type" || value is null || text["type"]?.ToString() == "training-opened/1" && member == "envelope")
            {
                continue;
            }

            yield return member;
            IEnumerable<string> below = value switch
            {
                JsonObject inner => PathsOf(inner),
                JsonArray { Count: > 0 } list when list[0] is JsonObject first => PathsOf(first).Select(static path => $"0.{path}"),
                _ => [],
            };
            foreach (string path in below.Where(_ => member != "envelope"))
            {
                yield return $"{member}.{path}";
            }
        }
    }

    private static MarketEvent Decode(JsonObject text) => EventCodec.Decode(Encoding.UTF8.GetBytes(text.ToJsonString()));

    private static JsonObject Read(string name) => JsonNode.Parse(Golden(name))!.AsObject();

    private static byte[] Bytes(byte value, int length = 32) => [.. Enumerable.Repeat(value, length)];

    private static string Golden(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name + ".json")).TrimEnd('\n');
}
