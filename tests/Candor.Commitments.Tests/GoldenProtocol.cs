using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Logs;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests;

/// <summary>
/// Makes statements 3 to 6 and a signed checkpoint from the inputs of a golden file, as the file writes them.
/// </summary>
internal sealed class GoldenProtocol
{
    private readonly JsonElement _inputs;

    internal GoldenProtocol(JsonElement inputs)
    {
        _inputs = inputs;
        Context = new(
            Text("market"), inputs.GetProperty("definitionDigest").Hex(), Text("participant"), Hex("participantKey"));
        Key = Import(Hex("recordKey"));
        OtherKey = Import(Hex("otherRecordKey"));
        Records = [.. inputs.GetProperty("records").EnumerateArray().Select(Bytes)];
        Dataset = DatasetTagging.Tag(Context, Key, Records);
        OtherDataset = DatasetTagging.Tag(
            Context, OtherKey, inputs.GetProperty("otherRecords").EnumerateArray().Select(Bytes));
        Assert.True(CommitmentOpening.TryImport(Dataset.Size, Hex("blinding"), out CommitmentOpening? opening));
        Opening = opening;
        Terms = new(Context, Dataset.Root, Key.PublicKey, Dataset.Size, opening.Commit());
        Policy = new()
        {
            BadSharePerMillion = inputs.GetProperty("badSharePerMillion").GetInt32(),
            SecurityBits = inputs.GetProperty("securityBits").GetInt32(),
        };
        using SeededRandom draw = Seeded("auditDrawSeed");
        Challenge = AuditChallenge.Draw(Terms, Policy, draw);
        DoubleTagTerms = new(Context, Key.PublicKey, Text("otherParticipant"), CommittedTags.Of(OtherDataset));
    }

    internal StatementContext Context { get; }

    internal RecordKey Key { get; }

    internal RecordKey OtherKey { get; }

    internal ReadOnlyMemory<byte>[] Records { get; }

    internal TaggedDataset Dataset { get; }

    internal TaggedDataset OtherDataset { get; }

    internal CommitmentOpening Opening { get; }

    internal DatasetTerms Terms { get; }

    internal AuditPolicy Policy { get; }

    internal AuditChallenge Challenge { get; }

    internal DoubleTagTerms DoubleTagTerms { get; }

    internal byte[] DatasetProof()
    {
        using SeededRandom rng = Seeded("datasetSeed");
        return DatasetStatement.Prove(Terms, Key, Opening, rng);
    }

    internal AuditResponse AuditResponse()
    {
        using SeededRandom rng = Seeded("auditProofSeed");
        ReadOnlyMemory<byte>[] asked =
            [.. Challenge.Positions.Select(position => Records[Dataset.RecordPosition(position)])];
        return AuditStatement.Open(Challenge, Dataset, asked, Key, rng);
    }

    internal DoubleTagSegment DoubleTags()
    {
        using SeededRandom rng = Seeded("doubleTagSeed");
        return DoubleTagging.Multiply(DoubleTagTerms, Key, rng).Single();
    }

    /// <summary>Every output that the file freezes.</summary>
    internal JsonObject Outputs()
    {
        AuditResponse response = AuditResponse();
        DoubleTagSegment segment = DoubleTags();
        var signer = new NoteSigner(Text("noteKeyName"), Hex("noteSecretKey"));
        var checkpoint = new Checkpoint(
            Text("origin"), Dataset.Size, Dataset.Root.Span);
        return new()
        {
            ["recordKey"] = Hex(Key.PublicKey),
            ["otherRecordKey"] = Hex(OtherKey.PublicKey),
            ["tags"] = Tags(Dataset),
            ["recordPositions"] = RecordPositions(),
            ["datasetRoot"] = Hex(Dataset.Root),
            ["commitment"] = Terms.Commitment.ToString(),
            ["datasetProof"] = Hex(DatasetProof()),
            ["auditNonce"] = Hex(Challenge.Nonce),
            ["auditPositions"] = new JsonArray([.. Challenge.Positions.Select(p => JsonValue.Create(p))]),
            ["auditInclusionProofs"] = new JsonArray(
                [.. response.Openings.Select(opening => new JsonArray(
                    [.. opening.InclusionProof.Select(hash => JsonValue.Create(Hex(hash)))]))]),
            ["auditProof"] = Hex(response.Proof),
            ["attestation"] = Hex(Attestation.Of(Challenge).ToPayload()),
            ["otherTags"] = Tags(OtherDataset),
            ["otherDatasetRoot"] = Hex(OtherDataset.Root),
            ["doubleTags"] = Hex(segment.DoubleTags),
            ["doubleTagProof"] = Hex(segment.Proof),
            ["noteKey"] = signer.Key.ToString(),
            ["checkpoint"] = Encoding.UTF8.GetString(signer.Sign(checkpoint.ToString())),
        };
    }

    private JsonArray RecordPositions() =>
        new([.. Records.Select((_, i) => JsonValue.Create(Dataset.RecordPosition((ulong)i)))]);

    private static JsonArray Tags(TaggedDataset dataset)
    {
        byte[] tags = new byte[dataset.Size * TagVerifier.TagSize];
        dataset.CopyTags(0, tags);
        return new([.. tags.Chunk(TagVerifier.TagSize).Select(tag => JsonValue.Create(Hex(tag)))]);
    }

    private static RecordKey Import(byte[] secret)
    {
        Assert.True(RecordKey.TryImport(secret, out RecordKey? key));
        return key;
    }

    private static ReadOnlyMemory<byte> Bytes(JsonElement text) => Encoding.UTF8.GetBytes(text.GetString()!);

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    private string Text(string name) => _inputs.GetProperty(name).GetString()!;

    private byte[] Hex(string name) => _inputs.GetProperty(name).Hex();

    private SeededRandom Seeded(string name) => new(_inputs.GetProperty(name).GetUInt64());
}
