using System.Text;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Client.Tests.Transcripts;

/// <summary>What a participant sees that kept a receipt or a checkpoint, where the platform drops a message, dates the
/// settlement forward and signs anew.</summary>
public sealed class TranscriptEvidenceTests
{
    // The report of c is entry 11, and the settlement entry 12.
    private const ulong Dropped = 11;

    // A minute after the market settled; the forgery dates its settlement nearly four hours after this.
    private static readonly DateTimeOffset s_after = new(2026, 11, 27, 18, 8, 34, TimeSpan.Zero);

    private readonly List<TranscriptEntry> _honest = [.. Open("honest").ReadEntries()];
    private readonly ReadOnlyMemory<byte> _note = Open("honest").Header.Checkpoint;

    [Fact]
    public void Verify_HonestTranscript_HoldsWithEveryReceiptAndCheckpoint()
    {
        var receipts = Enumerable.Range(0, 13).Select(i => ReceiptOf((ulong)i)).ToList();

        TranscriptVerification verification = Verify("honest", receipts, [_note]);

        Assert.Null(verification.Fault);
        Assert.Equal(Enumerable.Range(0, 13).Select(i => (ulong?)i), verification.Receipts.Select(found => found.Entry));
        Assert.Equal<TranscriptEvidence>([new TranscriptEvidence(null, 13, null)], verification.Checkpoints);
        Assert.Null(verification.TimesAhead);
    }

    [Fact]
    public void Verify_ReportDroppedAndSignedAnew_HoldsForWhoKeepsNeitherReceiptNorCheckpoint()
    {
        TranscriptVerification verification = Verify("forged-01", [], [], s_after.AddHours(4));

        Assert.True(verification.Holds, verification.Fault?.Message);
        Assert.Null(verification.TimesAhead);
    }

    [Fact]
    public void Verify_ReportDropped_IsSeenWithItsReceipt()
    {
        TranscriptVerification verification = Verify("forged-01", [ReceiptOf(4), ReceiptOf(Dropped)], []);

        Assert.Equal((TranscriptCheck.Evidence, 4ul), (verification.Fault!.Check, verification.Fault.Index));
        Assert.Equal(
            "Receipt 1 is not of this transcript: its signed note covers 13 entries; the transcript has 12.",
            verification.Fault.Message);
        string expected = Convert.ToBase64String(_honest[(int)Dropped].LeafHash.Span);
        string found = Convert.ToBase64String(Open("forged-01").ReadEntries().Last().LeafHash.Span);
        Assert.Equal(
            $"it is for entry 11, ReportAccepted with leaf hash {expected}; the transcript has MarketSettled with leaf "
            + $"hash {found} there",
            verification.Receipts[1].Fault);
    }

    [Fact]
    public void Verify_ReceiptOfAnEntryBeyondTheEnd_NamesBothSides()
    {
        TranscriptVerification verification = Verify("forged-01", [ReceiptOf(12)], []);

        Assert.Equal((TranscriptCheck.Evidence, 12ul), (verification.Fault!.Check, verification.Fault.Index));
        Assert.Equal(
            "Receipt 1 is not of this transcript: it is for entry 12, MarketSettled; the transcript has 12 entries.",
            verification.Fault.Message);
    }

    [Fact]
    public void Verify_AnotherTranscriptOfTheSameSize_IsSeenWithTheCheckpoint()
    {
        // What the platform showed this reader, against an honest transcript that is longer.
        ReadOnlyMemory<byte> forged = Open("forged-01").Header.Checkpoint;

        TranscriptVerification verification = Verify("honest", [], [_note, forged]);

        Assert.Equal((TranscriptCheck.Evidence, null), (verification.Fault!.Check, verification.Fault.Index));
        Assert.Equal([true, false], verification.Checkpoints.Select(found => found.Holds));
        Assert.Equal(
            "Checkpoint 2 is not of this transcript: the root that was signed for 12 entries is "
            + $"v/jZh+k6+WFyVl20kkXu7jQyF5h0TEGVNPADNYBdnks=; the first 12 entries of the transcript have {RootOf(12)}.",
            verification.Fault.Message);
        Assert.Equal(
            "its signed note covers 13 entries; the transcript has 12",
            Verify("forged-01", [], [_note]).Checkpoints[0].Fault);
    }

    [Fact]
    public void Verify_EvidenceThatDoesNotHoldByItself_SaysWhy()
    {
        var other = new NoteSigner("candor", new byte[32]);
        byte[] signedByAnother = other.Sign(
            new Checkpoint(Open("honest").Header.Origin, 13, Convert.FromBase64String(RootOf(13))).ToString());
        TranscriptReceipt receipt = ReceiptOf(4);

        Assert.StartsWith(
            "its signed note does not hold (UnknownKey); expected one of 'candor/markets/m1b4f4b3', signed with 'candor+",
            Verify("honest", [], [signedByAnother]).Checkpoints[0].Fault,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "its signed note does not hold (MalformedNote)",
            Verify("honest", [receipt with { Checkpoint = "no note\n"u8.ToArray() }], []).Receipts[0].Fault,
            StringComparison.Ordinal);
        Assert.Equal(
            "its entry 5 is not under its own checkpoint (RootMismatch)",
            Verify("honest", [receipt with { Index = 5 }], []).Receipts[0].Fault);
        Assert.Equal(
            "its entry 4 is not under its own checkpoint (RootMismatch)",
            Verify("honest", [receipt with { Entry = "{}"u8.ToArray() }], []).Receipts[0].Fault);
    }

    [Fact]
    public void Verify_AnEntryThatDoesNotHold_ComesBeforeTheEvidence()
    {
        byte[] text = File.ReadAllBytes(PathOf("honest"));
        string[] lines = Encoding.UTF8.GetString(text).Split('\n');
        (lines[3], lines[4]) = (
            lines[4].Replace("\"index\":3", "\"index\":2", StringComparison.Ordinal),
            lines[3].Replace("\"index\":2", "\"index\":3", StringComparison.Ordinal));
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        TranscriptVerification verification = TranscriptVerifier.Verify(
            file, new TranscriptVerificationOptions { Receipts = [ReceiptOf(3)], TimeProvider = ClockAt(s_after) });

        Assert.Equal((TranscriptCheck.Rules, 3ul), (verification.Fault!.Check, verification.Fault.Index));
        Assert.False(verification.Receipts[0].Holds);
    }

    [Fact]
    public void Verify_TimesAheadOfTheClock_AreNamedAndDoNotFail()
    {
        TranscriptVerification verification = Verify("forged-01", [], []);
        Assert.True(verification.Holds, verification.Fault?.Message);
        Assert.Equal(
            new TranscriptTimesAhead(1, 11, new TimeSpan(3, 58, 50)), verification.TimesAhead);

        // Five minutes are within what clocks differ.
        DateTimeOffset settled = new(2026, 11, 27, 22, 7, 24, TimeSpan.Zero);
        Assert.Null(Verify("forged-01", [], [], settled.AddMinutes(-5)).TimesAhead);
        Assert.NotNull(Verify("forged-01", [], [], settled.AddMinutes(-5).AddTicks(-1)).TimesAhead);
        Assert.Equal(
            (12L, 0ul),
            Verify("forged-01", [], [], DateTimeOffset.UnixEpoch).TimesAhead is { } all ? (all.Entries, all.First) : default);
    }

    private static TranscriptVerification Verify(
        string name,
        IReadOnlyList<TranscriptReceipt> receipts,
        IReadOnlyList<ReadOnlyMemory<byte>> checkpoints,
        DateTimeOffset? now = null)
    {
        using FileStream file = File.OpenRead(PathOf(name));
        return TranscriptVerifier.Verify(file, new TranscriptVerificationOptions
        {
            Receipts = receipts,
            Checkpoints = checkpoints,
            TimeProvider = ClockAt(now ?? s_after),
        });
    }

    private static FakeTimeProvider ClockAt(DateTimeOffset now) => new(now);

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Inputs", $"{name}.transcript");

    private static TranscriptFileReader Open(string name) =>
        TranscriptFile.Read(new MemoryStream(File.ReadAllBytes(PathOf(name))));

    // As the platform answered: under the checkpoint of the whole market.
    private TranscriptReceipt ReceiptOf(ulong index)
    {
        var tree = new MerkleTree();
        _honest.ForEach(entry => tree.Append(entry.Entry!.Value.Span));
        return new TranscriptReceipt(
            index, _honest[(int)index].Entry!.Value, _note, tree.ProveInclusion(index, tree.Size));
    }

    private string RootOf(int size)
    {
        var tree = new MerkleAccumulator();
        _honest.Take(size).ToList().ForEach(entry => tree.AppendHash(entry.LeafHash.Span));
        return Convert.ToBase64String(tree.Root());
    }
}
