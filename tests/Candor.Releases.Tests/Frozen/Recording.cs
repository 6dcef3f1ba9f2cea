using System.Globalization;
using System.Text.Json;

namespace Candor.Releases.Tests.Frozen;

/// <summary>All recorded calls, in the order in which the server took them.</summary>
/// <param name="UntilOpen">Those before the database <see cref="Release.Open"/> was kept.</param>
/// <param name="FromOpen">Those after it, until the database <see cref="Release.Settled"/>.</param>
internal sealed record Recording(IReadOnlyList<RecordedCall> UntilOpen, IReadOnlyList<RecordedCall> FromOpen)
{
    private static readonly Lazy<Recording> s_whole = new(Load);

    /// <summary>The recording.</summary>
    internal static Recording Whole => s_whole.Value;

    /// <summary>Every call.</summary>
    internal IEnumerable<RecordedCall> All => UntilOpen.Concat(FromOpen);

    private static Recording Load()
    {
        JsonElement[] first = Read("1-until-open.jsonl");
        JsonElement[] lines = [.. first, .. Read("2-from-open.jsonl")];
        RecordedCall[] calls = [.. lines.Select(line => ToCall(line, lines))];
        return new Recording(calls[..first.Length], calls[first.Length..]);
    }

    private static JsonElement[] Read(string file) =>
        [.. File.ReadLines(Release.PathOf("calls", file)).Select(line => JsonDocument.Parse(line).RootElement)];

    private static RecordedCall ToCall(JsonElement line, JsonElement[] lines) => new(
        line.GetProperty("index").GetInt32(),
        DateTimeOffset.Parse(line.GetProperty("clock").GetString()!, CultureInfo.InvariantCulture),
        line.GetProperty("caller").GetString()!,
        line.GetProperty("method").GetString()!,
        Messages(line.GetProperty("requests")),
        ToAnswer(line),
        FinalOf(line, lines));

    // A final answer that another call has too is written once.
    private static RecordedAnswer FinalOf(JsonElement line, JsonElement[] lines) =>
        !line.TryGetProperty("again", out JsonElement again) ? ToAnswer(line)
        : again.TryGetProperty("as", out JsonElement index) ? FinalOf(lines[index.GetInt32()], lines)
        : ToAnswer(again);

    private static RecordedAnswer ToAnswer(JsonElement answer) => new(
        Messages(answer.GetProperty("responses")),
        answer.GetProperty("status").GetInt32(),
        answer.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null);

    private static byte[][] Messages(JsonElement messages) =>
        [.. messages.EnumerateArray().Select(message => message.GetBytesFromBase64())];
}
