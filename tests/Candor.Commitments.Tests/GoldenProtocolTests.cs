using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Commitments.Overlap;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Tests;

/// <summary>
/// Statements 3 to 6, frozen byte for byte. Their proof transcripts are spelt out here a second time, item by item, so
/// that each item can be left out or changed.
/// </summary>
public sealed class GoldenProtocolTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("datasets-v1.json");
    private static readonly JsonElement s_inputs = s_golden.GetProperty("inputs");
    private static readonly JsonElement s_outputs = s_golden.GetProperty("outputs");
    private static readonly JsonElement s_challenges = s_golden.GetProperty("challenges");
    private static readonly GoldenProtocol s_protocol = new(s_inputs);

    private static readonly (string Label, byte[] Message)[] s_contextItems =
    [
        ("version", Le64(1)),
        ("generators", "ristretto255/dalek-bulletproofs-v1"u8.ToArray()),
        ("market", Utf8(s_inputs.GetProperty("market"))),
        ("definition", s_inputs.GetProperty("definitionDigest").Hex()),
        ("participant", Utf8(s_inputs.GetProperty("participant"))),
        ("participant-key", s_inputs.GetProperty("participantKey").Hex()),
    ];

    private static readonly (string Label, byte[] Message)[] s_datasetItems =
    [
        .. s_contextItems,
        ("dataset-root", s_outputs.GetProperty("datasetRoot").Hex()),
        ("commitment", s_outputs.GetProperty("commitment").Hex()),
        ("record-key", s_outputs.GetProperty("recordKey").Hex()),
        ("size", Le64((ulong)s_outputs.GetProperty("tags").GetArrayLength())),
    ];

    [Fact]
    public void Outputs_OfTheGoldenInputs_AreTheGoldenOnes()
    {
        JsonObject actual = s_protocol.Outputs();
        Assert.Equal(s_outputs.EnumerateObject().Select(member => member.Name), actual.Select(member => member.Key));
        foreach (JsonProperty member in s_outputs.EnumerateObject())
        {
            JsonNode expected = JsonSerializer.SerializeToNode(member.Value)!;
            Assert.True(JsonNode.DeepEquals(expected, actual[member.Name]), $"{member.Name} differs.");
        }
    }

    [Fact]
    public void Verify_GoldenProofs_Hold()
    {
        Assert.Equal(
            ProofFailure.None,
            DatasetStatement.Verify(s_protocol.Terms, s_outputs.GetProperty("datasetProof").Hex()));
        AuditResponse response = s_protocol.AuditResponse() with { Proof = s_outputs.GetProperty("auditProof").Hex() };
        Assert.True(AuditStatement.Verify(s_protocol.Challenge, response, _ => true).Passed);
        var verifier = new DoubleTagVerifier(s_protocol.DoubleTagTerms);
        Assert.Equal(
            DoubleTagFailure.None,
            verifier.Add(new(s_outputs.GetProperty("doubleTags").Hex(), s_outputs.GetProperty("doubleTagProof").Hex())));
        Assert.Equal(DoubleTagFailure.None, verifier.Finish(out _));
        Assert.True(Attestation.TryParse(s_outputs.GetProperty("attestation").Hex(), out _));
    }

    [Fact]
    public void DatasetProofTranscript_EveryItem_Counts()
    {
        byte[] proof = s_outputs.GetProperty("datasetProof").Hex();
        AssertEveryItemCounts(
            "candor/dataset",
            [.. s_datasetItems, ("A_k", proof[..32]), ("A_r", proof[32..64])],
            transcript => transcript.ChallengeScalar("e"u8).ToArray(),
            s_challenges.GetProperty("datasetE").Hex());
    }

    [Fact]
    public void AuditProofTranscript_EveryItem_Counts() => AssertEveryItemCounts(
        "candor/audit", [.. AuditItems()], Context, s_challenges.GetProperty("auditContext").Hex());

    [Fact]
    public void OverlapProofTranscript_EveryItem_Counts() => AssertEveryItemCounts(
        "candor/disjointness",
        [
            .. s_contextItems,
            ("record-key", s_outputs.GetProperty("recordKey").Hex()),
            ("other-participant", Utf8(s_inputs.GetProperty("otherParticipant"))),
            ("other-root", s_outputs.GetProperty("otherDatasetRoot").Hex()),
            ("other-size", Le64((ulong)s_outputs.GetProperty("otherTags").GetArrayLength())),
            ("segment", Le64(0)),
            ("double-tags", MerkleHash.Leaf(s_outputs.GetProperty("doubleTags").Hex())),
        ],
        Context,
        s_challenges.GetProperty("doubleTagContext").Hex());

    [Fact]
    public void Failures_NamesAndNumbers_AreFrozen()
    {
        Assert.Equal(
            "None WrongLength IdentityTag RepeatedTag UnsortedTag WrongSize RootMismatch", Names<TagFailure>());
        Assert.Equal(
            "None MalformedKey WrongCount MalformedTag NotUnderRoot MalformedProof NotTheTagsRecords InvalidRecord " +
            "NoResponse",
            Names<AuditFailure>());
        Assert.Equal(
            "None MalformedKey WrongCount MalformedTag MalformedDoubleTag MalformedProof NotTheKeysMultiples " +
            "Incomplete",
            Names<DoubleTagFailure>());
        Assert.Equal(
            "None WrongHashLength IndexOutOfRange SizesOutOfOrder WrongProofLength RootMismatch EmptyFirstTree",
            Names<MerkleFailure>());
        Assert.Equal(
            "None MalformedNote UnknownKey InvalidSignature MalformedCheckpoint WrongOrigin",
            Names<NoteFailure>());
        Assert.Equal(
            "None OtherOrigin RolledBack Forked Inconsistent WrongSize RootMismatch",
            Names<LogFailure>());
    }

    // Values run from zero without a gap, so that the order of the names fixes the numbers.
    private static string Names<T>()
        where T : struct, Enum
    {
        int[] numbers = [.. Enum.GetValues<T>().Select(value => Convert.ToInt32(value, null))];
        Assert.Equal(Enumerable.Range(0, numbers.Length), numbers);
        return string.Join(' ', Enum.GetNames<T>());
    }

    private static IEnumerable<(string Label, byte[] Message)> AuditItems()
    {
        foreach ((string Label, byte[] Message) item in s_datasetItems)
        {
            yield return item;
        }

        yield return ("bad-share", Le64(s_inputs.GetProperty("badSharePerMillion").GetUInt64()));
        yield return ("security", Le64(s_inputs.GetProperty("securityBits").GetUInt64()));
        yield return ("nonce", s_outputs.GetProperty("auditNonce").Hex());
        foreach (JsonElement position in s_outputs.GetProperty("auditPositions").EnumerateArray())
        {
            int i = position.GetInt32();
            int record = s_outputs.GetProperty("recordPositions")[i].GetInt32();
            yield return ("position", Le64((ulong)i));
            yield return ("record", Utf8(s_inputs.GetProperty("records")[record]));
            yield return ("tag", s_outputs.GetProperty("tags")[i].Hex());
        }
    }

    private static void AssertEveryItemCounts(
        string protocol,
        (string Label, byte[] Message)[] items,
        Func<MerlinTranscript, byte[]> draw,
        byte[] expected)
    {
        Assert.Equal(expected, draw(Absorb(protocol, items)));
        Assert.NotEqual(expected, draw(Absorb(protocol + "x", items)));
        for (int i = 0; i < items.Length; i++)
        {
            (string label, byte[] message) = items[i];
            (string, byte[])[] before = items[..i];
            (string, byte[])[] after = items[(i + 1)..];
            byte[] changed = [.. message];
            changed[^1] ^= 1;
            Assert.NotEqual(expected, draw(Absorb(protocol, [.. before, .. after])));
            Assert.NotEqual(expected, draw(Absorb(protocol, [.. before, (label, changed), .. after])));
            Assert.NotEqual(expected, draw(Absorb(protocol, [.. before, (label + "x", message), .. after])));
        }
    }

    private static byte[] Context(MerlinTranscript transcript)
    {
        byte[] context = new byte[32];
        transcript.Challenge("context"u8, context);
        return context;
    }

    private static MerlinTranscript Absorb(string protocol, (string Label, byte[] Message)[] items)
    {
        var transcript = new MerlinTranscript(Encoding.ASCII.GetBytes(protocol));
        foreach ((string label, byte[] message) in items)
        {
            transcript.Append(Encoding.ASCII.GetBytes(label), message);
        }

        return transcript;
    }

    private static byte[] Utf8(JsonElement text) => Encoding.UTF8.GetBytes(text.GetString()!);

    private static byte[] Le64(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
