using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Candor.Commitments.Group;
using Candor.Commitments.RangeProofs;
using Candor.Commitments.Statements;
using Candor.Commitments.Transcripts;

namespace Candor.Commitments.Tests.Statements;

/// <summary>
/// Both statements, frozen byte for byte: a change that breaks one of these breaks every proof already recorded. The
/// transcripts are spelt out here a second time, item by item, so that each item can be left out or changed.
/// </summary>
public sealed class GoldenStatementTests
{
    private static readonly JsonElement Golden = TestFiles.Golden("statements-v1.json");
    private static readonly JsonElement OpeningPart = Golden.GetProperty("opening");
    private static readonly JsonElement ReportPart = Golden.GetProperty("report");
    private static readonly StatementContext Context = ReadContext();
    private static readonly Commitment C = ReadCommitment();

    private static readonly (string Label, byte[] Message)[] ContextItems =
    [
        ("version", Le64(1)),
        ("generators", "ristretto255/dalek-bulletproofs-v1"u8.ToArray()),
        ("market", Encoding.UTF8.GetBytes(Context.Market)),
        ("definition", Context.DefinitionDigest.ToArray()),
        ("participant", Encoding.UTF8.GetBytes(Context.Participant)),
        ("participant-key", Context.ParticipantKey.ToArray()),
    ];

    private static readonly (string Label, byte[] Message)[] OpeningItems =
    [
        .. ContextItems,
        ("dataset-root", Golden.GetProperty("datasetRoot").Hex()),
        ("commitment", C.ToArray()),
    ];

    private static readonly (string Label, byte[] Message)[] ReportItems =
    [
        .. ContextItems,
        ("commitment-event", Le64(ReportPart.GetProperty("commitmentEvent").GetUInt64())),
        ("dataset-root", Golden.GetProperty("datasetRoot").Hex()),
        ("commitment", C.ToArray()),
        ("report", Le64(ReportPart.GetProperty("report").GetUInt64())),
        ("nonce", ReportPart.GetProperty("nonce").Hex()),
    ];

    [Fact]
    public void Commit_GoldenOpening_IsTheGoldenCommitment() => Assert.Equal(C, ReadOpening().Commit());

    [Fact]
    public void OpeningStatement_Golden_IsReproducedAndVerifies()
    {
        using var rng = new SeededRandom(OpeningPart.GetProperty("seed").GetUInt64());
        byte[] root = Golden.GetProperty("datasetRoot").Hex();
        byte[] proof = OpeningPart.GetProperty("proof").Hex();
        Assert.Equal(ProofFailure.None, OpeningStatement.Verify(Context, C, root, proof));
        Assert.Equal(proof, OpeningStatement.Prove(Context, ReadOpening(), root, rng));
    }

    [Fact]
    public void ReportStatement_Golden_IsReproducedAndVerifies()
    {
        using var rng = new SeededRandom(ReportPart.GetProperty("seed").GetUInt64());
        byte[] proof = ReportPart.GetProperty("proof").Hex();
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(ReadTerms(), proof));
        Assert.Equal(proof, ReportStatement.Prove(ReadTerms(), ReadOpening(), rng));
    }

    [Fact]
    public void OpeningTranscript_EveryItemLeftOutMovedOrChanged_BreaksTheProof() => AssertEveryItemCounts(
        "candor/opening", OpeningItems, VerifyOpening);

    [Fact]
    public void ReportTranscript_EveryItemLeftOutMovedOrChanged_BreaksTheProof() => AssertEveryItemCounts(
        "candor/report", ReportItems, VerifyReport);

    [Fact]
    public void ReportTranscript_Challenges_AreTheGoldenOnes()
    {
        MerlinTranscript transcript = Absorb("candor/report", ReportItems);
        JsonElement challenges = ReportPart.GetProperty("challenges");
        byte[] proof = ReportPart.GetProperty("proof").Hex();
        byte[] Element(int i) => proof[(32 * i)..(32 * (i + 1))];
        void AssertChallenge(string label, JsonElement expected) =>
            Assert.Equal(expected.GetString(), Hex(transcript.ChallengeScalar(Encoding.ASCII.GetBytes(label))));
        void Append(string label, byte[] message) => transcript.Append(Encoding.ASCII.GetBytes(label), message);

        Append("dom-sep", "rangeproof v1"u8.ToArray());
        Append("n", Le64(32));
        Append("m", Le64(1));
        Append("V", ReportPart.GetProperty("remainder").Hex());
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
    public void OpeningTranscript_Challenge_IsTheGoldenOne()
    {
        MerlinTranscript transcript = Absorb("candor/opening", OpeningItems);
        transcript.Append("A"u8, OpeningPart.GetProperty("proof").Hex().AsSpan(0, 32));
        Assert.Equal(
            OpeningPart.GetProperty("challenges").GetProperty("e").GetString(), Hex(transcript.ChallengeScalar("e"u8)));
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
        byte[] proof = OpeningPart.GetProperty("proof").Hex();
        transcript.Append("A"u8, proof.AsSpan(0, 32));
        Scalar e = transcript.ChallengeScalar("e"u8);
        Assert.True(Scalar.TryParse(proof.AsSpan(32, 32), out Scalar responseOfValue));
        Assert.True(Scalar.TryParse(proof.AsSpan(64, 32), out Scalar responseOfBlinding));
        Assert.True(RistrettoPoint.TryParse(proof.AsSpan(0, 32), out RistrettoPoint a));
        RistrettoPoint left = PedersenGenerators.Commit(responseOfValue, responseOfBlinding);
        return left.Equals(a + SecretMultiplication.Multiply(e, C.Point));
    }

    private static bool VerifyReport(MerlinTranscript transcript)
    {
        Assert.True(RistrettoPoint.TryParse(ReportPart.GetProperty("remainder").Hex(), out RistrettoPoint remainder));
        byte[] proof = ReportPart.GetProperty("proof").Hex();
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
        JsonElement context = Golden.GetProperty("context");
        return new(
            context.GetProperty("market").GetString()!,
            context.GetProperty("definitionDigest").Hex(),
            context.GetProperty("participant").GetString()!,
            context.GetProperty("participantKey").Hex());
    }

    private static ReportTerms ReadTerms() => new(
        Context,
        ReportPart.GetProperty("commitmentEvent").GetUInt64(),
        Golden.GetProperty("datasetRoot").Hex(),
        C,
        ReportPart.GetProperty("report").GetUInt32(),
        ReportPart.GetProperty("nonce").Hex());

    private static CommitmentOpening ReadOpening()
    {
        Assert.True(CommitmentOpening.TryImport(
            Golden.GetProperty("value").GetUInt64(),
            Golden.GetProperty("blinding").Hex(),
            out CommitmentOpening? opening));
        return opening;
    }

    private static Commitment ReadCommitment()
    {
        Assert.True(Commitment.TryParse(Golden.GetProperty("commitment").Hex(), out Commitment commitment, out _));
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
