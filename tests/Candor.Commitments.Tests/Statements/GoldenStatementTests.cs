using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

/// <summary>
/// Both statements, frozen byte for byte: a change that breaks one of these breaks every proof already recorded. Their
/// proof transcripts are spelt out here a second time, item by item, so that each item can be left out or changed.
/// </summary>
public sealed class GoldenStatementTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("statements-v1.json");
    private static readonly JsonElement s_openingPart = s_golden.GetProperty("opening");
    private static readonly JsonElement s_reportPart = s_golden.GetProperty("report");
    private static readonly StatementContext s_context = ReadContext();
    private static readonly Commitment s_c = ReadCommitment();

    private static readonly (string Label, byte[] Message)[] s_contextItems =
    [
        ("version", Le64(1)),
        ("generators", "ristretto255/dalek-bulletproofs-v1"u8.ToArray()),
        ("market", Encoding.UTF8.GetBytes(s_context.Market)),
        ("definition", s_context.DefinitionDigest.ToArray()),
        ("participant", Encoding.UTF8.GetBytes(s_context.Participant)),
        ("participant-key", s_context.ParticipantKey.ToArray()),
    ];

    private static readonly (string Label, byte[] Message)[] s_openingItems =
    [
        .. s_contextItems,
        ("dataset-root", s_golden.GetProperty("datasetRoot").Hex()),
        ("commitment", s_c.ToArray()),
    ];

    private static readonly (string Label, byte[] Message)[] s_reportItems =
    [
        .. s_contextItems,
        ("commitment-event", Le64(s_reportPart.GetProperty("commitmentEvent").GetUInt64())),
        ("dataset-root", s_golden.GetProperty("datasetRoot").Hex()),
        ("commitment", s_c.ToArray()),
        ("report", Le64(s_reportPart.GetProperty("report").GetUInt64())),
        ("nonce", s_reportPart.GetProperty("nonce").Hex()),
    ];

    [Fact]
    public void Commit_GoldenOpening_IsTheGoldenCommitment() => Assert.Equal(s_c, ReadOpening().Commit());

    [Fact]
    public void OpeningStatement_Golden_IsReproducedAndVerifies()
    {
        using var rng = new SeededRandom(s_openingPart.GetProperty("seed").GetUInt64());
        byte[] root = s_golden.GetProperty("datasetRoot").Hex();
        byte[] proof = s_openingPart.GetProperty("proof").Hex();
        Assert.Equal(ProofFailure.None, OpeningStatement.Verify(s_context, s_c, root, proof));
        Assert.Equal(proof, OpeningStatement.Prove(s_context, ReadOpening(), root, rng));
    }

    [Fact]
    public void ReportStatement_Golden_IsReproducedAndVerifies()
    {
        using var rng = new SeededRandom(s_reportPart.GetProperty("seed").GetUInt64());
        byte[] proof = s_reportPart.GetProperty("proof").Hex();
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(ReadTerms(), proof));
        Assert.Equal(proof, ReportStatement.Prove(ReadTerms(), ReadOpening(), rng));
    }

    [Fact]
    public void OpeningProofTranscript_EveryItemLeftOutMovedOrChanged_BreaksTheProof() => AssertEveryItemCounts(
        "candor/opening", s_openingItems, VerifyOpening);

    [Fact]
    public void ReportProofTranscript_EveryItemLeftOutMovedOrChanged_BreaksTheProof() => AssertEveryItemCounts(
        "candor/report", s_reportItems, VerifyReport);

    [Fact]
    public void ReportProofTranscript_Challenges_AreTheGoldenOnes()
    {
        MerlinTranscript transcript = Absorb("candor/report", s_reportItems);
        JsonElement challenges = s_reportPart.GetProperty("challenges");
        byte[] proof = s_reportPart.GetProperty("proof").Hex();
        byte[] Element(int i) => proof[(32 * i)..(32 * (i + 1))];
        void AssertChallenge(string label, JsonElement expected) =>
            Assert.Equal(expected.GetString(), Hex(transcript.ChallengeScalar(Encoding.ASCII.GetBytes(label))));
        void Append(string label, byte[] message) => transcript.Append(Encoding.ASCII.GetBytes(label), message);

        Append("dom-sep", "rangeproof v1"u8.ToArray());
        Append("n", Le64(32));
        Append("m", Le64(1));
        Append("V", s_reportPart.GetProperty("remainder").Hex());
        Append("A", Element(0));
        Append("S", Element(1));
        AssertChallenge("y", challenges.GetProperty("y"));
        AssertChallenge("z", challenges.GetProperty("z"));
        Append("T_1", Element(2));
        Append("T_2", Element(3));
        AssertChallenge("x", challenges.GetProperty("x"));
        Append("t_x", Element(4));
        Append("t_x_blinding", Element(5));
        Append("e_blinding", Element(6));
        AssertChallenge("w", challenges.GetProperty("w"));
        Append("dom-sep", "ipp v1"u8.ToArray());
        Append("n", Le64(32));
        for (int round = 0; round < 5; round++)
        {
            Append("L", Element(7 + (2 * round)));
            Append("R", Element(8 + (2 * round)));
            AssertChallenge("u", challenges.GetProperty("u")[round]);
        }

        Append("a", Element(17));
        Append("b", Element(18));
        AssertChallenge("c", challenges.GetProperty("c"));
    }

    [Fact]
    public void OpeningProofTranscript_Challenge_IsTheGoldenOne()
    {
        MerlinTranscript transcript = Absorb("candor/opening", s_openingItems);
        transcript.Append("A"u8, s_openingPart.GetProperty("proof").Hex().AsSpan(0, 32));
        Assert.Equal(
            s_openingPart.GetProperty("challenges").GetProperty("e").GetString(),
            Hex(transcript.ChallengeScalar("e"u8)));
    }

    private static void AssertEveryItemCounts(
        string protocol, (string Label, byte[] Message)[] items, Func<MerlinTranscript, bool> verifies)
    {
        Assert.True(verifies(Absorb(protocol, items)));
        Assert.False(verifies(Absorb(protocol + "x", items)));
        for (int i = 0; i < items.Length; i++)
        {
            (string label, byte[] message) = items[i];
            (string, byte[])[] before = items[..i];
            (string, byte[])[] after = items[(i + 1)..];
            byte[] changed = [.. message];
            changed[^1] ^= 1;
            Assert.False(verifies(Absorb(protocol, [.. before, .. after])), $"{label} left out");
            Assert.False(verifies(Absorb(protocol, [.. before, (label, changed), .. after])), $"{label} changed");
            Assert.False(verifies(Absorb(protocol, [.. before, (label + "x", message), .. after])), $"{label} renamed");
            if (after.Length > 0)
            {
                (string, byte[])[] moved = [.. before, after[0], items[i], .. after[1..]];
                Assert.False(verifies(Absorb(protocol, moved)), $"{label} moved");
            }
        }
    }

    private static bool VerifyOpening(MerlinTranscript transcript)
    {
        // z_t·B + z_r·B̃ = A + e·C.
        byte[] proof = s_openingPart.GetProperty("proof").Hex();
        transcript.Append("A"u8, proof.AsSpan(0, 32));
        Scalar e = transcript.ChallengeScalar("e"u8);
        Assert.True(Scalar.TryParse(proof.AsSpan(32, 32), out Scalar responseOfValue));
        Assert.True(Scalar.TryParse(proof.AsSpan(64, 32), out Scalar responseOfBlinding));
        Assert.True(RistrettoPoint.TryParse(proof.AsSpan(0, 32), out RistrettoPoint a));
        RistrettoPoint left = PedersenGenerators.Commit(responseOfValue, responseOfBlinding);
        return left.Equals(a + SecretMultiplication.Multiply(e, s_c.Point));
    }

    private static bool VerifyReport(MerlinTranscript transcript)
    {
        Assert.True(RistrettoPoint.TryParse(s_reportPart.GetProperty("remainder").Hex(), out RistrettoPoint remainder));
        byte[] proof = s_reportPart.GetProperty("proof").Hex();
        return RangeVerifier.Verify(transcript, ReportStatement.Shape, [remainder], proof) == ProofFailure.None;
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

    private static StatementContext ReadContext()
    {
        JsonElement context = s_golden.GetProperty("context");
        return new(
            context.GetProperty("market").GetString()!,
            context.GetProperty("definitionDigest").Hex(),
            context.GetProperty("participant").GetString()!,
            context.GetProperty("participantKey").Hex());
    }

    private static ReportTerms ReadTerms() => new(
        s_context,
        s_reportPart.GetProperty("commitmentEvent").GetUInt64(),
        s_golden.GetProperty("datasetRoot").Hex(),
        s_c,
        s_reportPart.GetProperty("report").GetUInt32(),
        s_reportPart.GetProperty("nonce").Hex());

    private static CommitmentOpening ReadOpening()
    {
        Assert.True(CommitmentOpening.TryImport(
            s_golden.GetProperty("value").GetUInt64(),
            s_golden.GetProperty("blinding").Hex(),
            out CommitmentOpening? opening));
        return opening;
    }

    private static Commitment ReadCommitment()
    {
        Assert.True(Commitment.TryParse(s_golden.GetProperty("commitment").Hex(), out Commitment commitment, out _));
        return commitment;
    }

    private static string Hex(Scalar scalar) => Convert.ToHexStringLower(scalar.ToArray());

    private static byte[] Le64(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
