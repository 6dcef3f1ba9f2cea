using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Records;
using Candor.Market.Settlement;

namespace Candor.Client.Tests.Transcripts;

/// <summary>The golden market's files: made by this code, frozen, and verified by another implementation in
/// tests/interop/python. tests/golden/transcripts/README.md says what is in them.</summary>
public sealed class GoldenMarketTests
{
    // The transcript as a reader could have seen it before its last entries.
    private const ulong EarlierSize = 11;

    private static readonly GoldenMarket s_market = new();
    private static readonly GoldenMarket s_chained = new(version: 2);
    private static readonly GoldenMarket s_tabled = new(version: 3);

    private static readonly JsonSerializerOptions s_readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Transcript_MadeAgain_IsTheGoldenFile(int version)
    {
        List<byte[]> entries = EntriesOf(MarketOf(version));
        MerkleTree tree = TreeOf(entries);
        using var file = new MemoryStream();
        TranscriptFile.Write(
            file,
            new TranscriptHeader(
                GoldenMarket.Name, GoldenMarket.Origin, GoldenMarket.Log.Key.ToString(), CheckpointOf(tree, tree.Size)),
            entries.Select((entry, i) => TranscriptEntry.Open((ulong)i, entry)));

        AssertGolden($"market-v{version}.jsonl", Encoding.UTF8.GetString(file.ToArray()));
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
    public void Transcript_GoldenOfVersion2_Holds()
    {
        using FileStream file = File.OpenRead(PathOf("market-v2.jsonl"));
        TranscriptVerification verification = TranscriptVerifier.Verify(file);

        Assert.Null(verification.Fault);
        Assert.Equal((2, MarketPhase.Settled), (verification.State!.Definition.Version, verification.State.Phase));
        Assert.Equal((23, 22), (verification.Counts.Entries, verification.Counts.Signatures));
        Assert.Equal(
            (4, 1, 5),
            (verification.Counts.Attestations, verification.Counts.Refusals, verification.Counts.Overlaps));

        // In the order of the roster: north has come again as the last, and what it had before is credited to nobody.
        Assert.Equal([2ul, 1ul, 0ul], verification.State.Participants.Select(p => p.Commitment!.Debited));
    }

    [Fact]
    public void Transcript_GoldenOfVersion3_HoldsAndAllocatesAQualityInBetween()
    {
        using FileStream file = File.OpenRead(PathOf("market-v3.jsonl"));
        TranscriptVerification verification = TranscriptVerifier.Verify(file);

        Assert.Null(verification.Fault);
        Assert.Equal((3, MarketPhase.Settled), (verification.State!.Definition.Version, verification.State.Phase));
        MarketOutcome outcome = verification.State.Outcome!;
        Assert.Equal(6, outcome.BestQuality);
        Assert.Equal([6.0, 6.0, 2.0], outcome.Assignments.Select(assignment => assignment.AllocatedQuality));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Proofs_MadeAgain_AreTheGoldenFile(int version)
    {
        MerkleTree tree = TreeOf(EntriesOf(MarketOf(version)));
        var lines = new List<object> { new { checkpoint = Encoding.UTF8.GetString(CheckpointOf(tree, EarlierSize)) } };
        for (ulong index = 0; index < tree.Size; index++)
        {
            ulong size = index < EarlierSize ? EarlierSize : tree.Size;
            lines.Add(new { index, size, inclusion = Hex(tree.ProveInclusion(index, size)) });
        }

        for (ulong first = 1; first <= tree.Size; first++)
        {
            lines.Add(new
            {
                first,
                second = tree.Size,
                firstRoot = Convert.ToHexStringLower(tree.Root(first)),
                consistency = Hex(tree.ProveConsistency(first, tree.Size)),
            });
        }

        AssertGolden($"market-proofs-v{version}.jsonl", Lines(lines));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Secrets_MadeAgain_AreTheGoldenFile(int version)
    {
        GoldenMarket market = MarketOf(version);
        IEnumerable<object> participants = market.Participants.Select(participant => (object)new
        {
            participant = participant.Id,
            recordKey = Convert.ToHexStringLower(participant.Key.Export()),
            blinding = Convert.ToHexStringLower(participant.Opening.ExportBlinding()),
            rows = participant.Rows,
            records = Hex(participant.Records(market.Format)),
        });

        AssertGolden($"market-secrets-v{version}.jsonl", Lines(participants));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Overlaps_OfTheGoldenRecords_AreThoseOfTheTranscript(int version)
    {
        GoldenMarket market = MarketOf(version);
        Dictionary<string, HashSet<string>> records = market.Participants.ToDictionary(
            participant => participant.Id, participant => Hex(participant.Records(market.Format)).ToHashSet());

        foreach (OverlapChecked overlap in market.Events.OfType<OverlapChecked>())
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

    private static GoldenMarket MarketOf(int version) => version switch
    {
        1 => s_market,
        2 => s_chained,
        _ => s_tabled,
    };

    private static List<byte[]> EntriesOf(GoldenMarket market) => [.. market.Events.Select(EventCodec.Encode)];

    private static byte[] CheckpointOf(MerkleTree tree, ulong size) =>
        GoldenMarket.Log.Sign(new Checkpoint(GoldenMarket.Origin, size, tree.Root(size)).ToString());

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
