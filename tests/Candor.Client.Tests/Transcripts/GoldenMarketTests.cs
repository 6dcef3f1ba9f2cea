using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Records;

namespace Candor.Client.Tests.Transcripts;

/// <summary>The golden market's files: made by this code, frozen, and verified by another implementation in
/// tests/interop/python. tests/golden/transcripts/README.md says what is in them.</summary>
public sealed class GoldenMarketTests
{
    // The transcript as a reader could have seen it before its last entries.
    private const ulong EarlierSize = 11;

    private static readonly GoldenMarket s_market = new();
    private static readonly List<byte[]> s_entries = [.. s_market.Events.Select(EventCodec.Encode)];
    private static readonly MerkleTree s_tree = TreeOf(s_entries);

    private static readonly JsonSerializerOptions s_readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void Transcript_MadeAgain_IsTheGoldenFile()
    {
        using var file = new MemoryStream();
        TranscriptFile.Write(
            file,
            new TranscriptHeader(
                GoldenMarket.Name, GoldenMarket.Origin, GoldenMarket.Log.Key.ToString(), CheckpointOf(s_tree.Size)),
            s_entries.Select((entry, i) => TranscriptEntry.Open((ulong)i, entry)));

        AssertGolden("market-v1.jsonl", Encoding.UTF8.GetString(file.ToArray()));
    }

    [Fact]
    public void Transcript_Golden_Holds()
    {
        using FileStream file = File.OpenRead(PathOf("market-v1.jsonl"));
        TranscriptVerification verification = TranscriptVerifier.Verify(file);

        Assert.Null(verification.Fault);
        Assert.True(verification.IsLogKeyVouchedFor);
        Assert.Equal(MarketPhase.Settled, verification.State!.Phase);
        Assert.Equal((19, 18), (verification.Counts.Entries, verification.Counts.Signatures));
        Assert.Equal((4, 3), (verification.Counts.OpeningProofs, verification.Counts.RangeProofs));
        Assert.Equal(
            (3, 1, 3),
            (verification.Counts.Attestations, verification.Counts.Refusals, verification.Counts.Overlaps));
    }

    [Fact]
    public void Proofs_MadeAgain_AreTheGoldenFile()
    {
        var lines = new List<object> { new { checkpoint = Encoding.UTF8.GetString(CheckpointOf(EarlierSize)) } };
        for (ulong index = 0; index < s_tree.Size; index++)
        {
            ulong size = index < EarlierSize ? EarlierSize : s_tree.Size;
            lines.Add(new { index, size, inclusion = Hex(s_tree.ProveInclusion(index, size)) });
        }

        for (ulong first = 1; first <= s_tree.Size; first++)
        {
            lines.Add(new
            {
                first,
                second = s_tree.Size,
                firstRoot = Convert.ToHexStringLower(s_tree.Root(first)),
                consistency = Hex(s_tree.ProveConsistency(first, s_tree.Size)),
            });
        }

        AssertGolden("market-proofs-v1.jsonl", Lines(lines));
    }

    [Fact]
    public void Secrets_MadeAgain_AreTheGoldenFile()
    {
        IEnumerable<object> participants = s_market.Participants.Select(participant => (object)new
        {
            participant = participant.Id,
            recordKey = Convert.ToHexStringLower(participant.Key.Export()),
            blinding = Convert.ToHexStringLower(participant.Opening.ExportBlinding()),
            rows = participant.Rows,
            records = Hex(participant.Records(s_market.Format)),
        });

        AssertGolden("market-secrets-v1.jsonl", Lines(participants));
    }

    [Fact]
    public void Overlaps_OfTheGoldenRecords_AreThoseOfTheTranscript()
    {
        Dictionary<string, HashSet<string>> records = s_market.Participants.ToDictionary(
            participant => participant.Id, participant => Hex(participant.Records(s_market.Format)).ToHashSet());

        foreach (OverlapChecked overlap in s_market.Events.OfType<OverlapChecked>())
        {
            Assert.Equal(
                (ulong)records[overlap.Earlier].Intersect(records[overlap.Later]).Count(), overlap.SharedRecords);
        }
    }

    [Fact]
    public void Cells_Golden_HaveTheirCanonicalBytes()
    {
        string[] lines = File.ReadAllLines(PathOf("cells-v1.jsonl"));
        Assert.Equal(31, lines.Length);
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement golden = document.RootElement;
            RecordColumn column = golden.GetProperty("kind").GetString() switch
            {
                "number" => new NumberColumn("cell", isOptional: true),
                "integer" => new IntegerColumn("cell", isOptional: true),
                "text" => new TextColumn("cell", isOptional: true, maxBytes: 16),
                _ => new CategoryColumn("cell", ["ja", "nein"], isOptional: true),
            };
            var encoder = new RecordEncoder();
            string? fault = column.Append(Encoding.UTF8.GetBytes(golden.GetProperty("cell").GetString()!), encoder);
            string? canonical = fault is null ? Convert.ToHexStringLower(encoder.Written.Span) : null;
            Assert.True(canonical == golden.GetProperty("canonical").GetString(), $"{line} gives {canonical}");
        }
    }

    private static byte[] CheckpointOf(ulong size) =>
        GoldenMarket.Log.Sign(new Checkpoint(GoldenMarket.Origin, size, s_tree.Root(size)).ToString());

    private static MerkleTree TreeOf(List<byte[]> entries)
    {
        var tree = new MerkleTree();
        entries.ForEach(entry => tree.Append(entry));
        return tree;
    }

    private static IEnumerable<string> Hex(IEnumerable<ReadOnlyMemory<byte>> parts) =>
        parts.Select(part => Convert.ToHexStringLower(part.Span));

    private static string Lines(IEnumerable<object> lines) =>
        string.Concat(lines.Select(line => JsonSerializer.Serialize(line, s_readable) + "\n"));

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "golden", "transcripts", name);

    private static void AssertGolden(string name, string made) => Assert.Equal(File.ReadAllText(PathOf(name)), made);
}
