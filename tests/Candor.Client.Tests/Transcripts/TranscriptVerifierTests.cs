using System.Text;
using System.Text.Json.Nodes;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Settlement;

namespace Candor.Client.Tests.Transcripts;

/// <summary>What an offline check of a transcript finds, also where the platform itself lies and signs its lie.</summary>
public sealed class TranscriptVerifierTests : ClientTestBase
{
    private static readonly NoteSigner s_log = new("candor", new byte[32]);

    private List<byte[]> _entries = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
        for (int i = 0; i < Market.Keys.Count; i++)
        {
            await ReportAsync(i, (uint)(100 * (i + 1)));
        }

        _entries = [.. Server.Log.Events.Select(EventCodec.Encode)];
    }

    [Fact]
    public void Verify_HonestTranscript_HoldsAndCountsWhatItChecked()
    {
        TranscriptVerification verification = Verify(_entries);

        Assert.Null(verification.Fault);
        Assert.Equal(MarketPhase.Settled, verification.State!.Phase);
        Assert.Equal<ParticipantAssignment>(
            Server.Log.State!.Outcome!.Assignments, verification.State.Outcome!.Assignments);
        int n = Market.Keys.Count;
        Assert.Equal((3 * n) + 2, verification.Counts.Entries);
        Assert.Equal((3 * n) + 1, verification.Counts.Signatures);
        Assert.Equal((n, n, 1), (
            verification.Counts.OpeningProofs, verification.Counts.RangeProofs, verification.Counts.Outcomes));
        Assert.False(verification.IsLogKeyVouchedFor);
        Assert.True(Verify(_entries, pinned: s_log.Key).IsLogKeyVouchedFor);
    }

    [Fact]
    public void Verify_EachSignatureAltered_NamesItsEntry()
    {
        for (int i = 0; i < _entries.Count - 1; i++)
        {
            List<byte[]> altered = Alter(i, entry =>
            {
                byte[] signature = Convert.FromBase64String((string)entry["envelope"]!["signature"]!);
                signature[^1] ^= 1;
                entry["envelope"]!["signature"] = Convert.ToBase64String(signature);
            });
            Assert.Equal((TranscriptCheck.Signature, (ulong)i), FaultOf(altered));
        }
    }

    [Fact]
    public void Verify_EachSignedMessageAltered_NamesItsEntry()
    {
        for (int i = 0; i < _entries.Count - 1; i++)
        {
            List<byte[]> altered = Alter(i, entry =>
            {
                // The last byte of the last field: the message still decodes, so that the signature has to tell.
                byte[] payload = Convert.FromBase64String((string)entry["envelope"]!["payload"]!);
                payload[^1] ^= 1;
                entry["envelope"]!["payload"] = Convert.ToBase64String(payload);
            });
            Assert.Equal((ulong)i, FaultOf(altered).Index);
        }
    }

    [Fact]
    public void Verify_EntrySaysOtherThanItsSignedMessage_NamesIt()
    {
        int report = Index<ReportAccepted>();
        Assert.Equal(
            (TranscriptCheck.Rules, (ulong)report),
            FaultOf(Alter(report, entry => entry["records"] = 99)));
        Assert.Equal(
            (TranscriptCheck.Rules, 1ul),
            FaultOf(Alter(1, entry => entry["participant"] = TestMarket.IdOf(1))));
        Assert.Equal(
            (TranscriptCheck.Rules, 0ul),
            FaultOf(Alter(0, entry => entry["definition"]!["recordsPerUnit"] = 7)));
    }

    [Fact]
    public void Verify_OutcomeThatDoesNotFollow_NamesTheSettlement()
    {
        int last = _entries.Count - 1;
        foreach (string member in (string[])["paymentMicros", "allocatedQuality", "ownQuality"])
        {
            List<byte[]> altered = Alter(last, entry =>
            {
                JsonNode first = entry["outcome"]!["assignments"]![0]!;
                first[member] = member == "paymentMicros" ? (long)first[member]! + 1 : 0.5;
            });
            Assert.Equal((TranscriptCheck.Outcome, (ulong)last), FaultOf(altered));
        }

        Assert.Equal(
            (TranscriptCheck.Outcome, (ulong)last),
            FaultOf(Alter(last, entry => entry["outcome"]!["bestQuality"] = 0.123)));
        Assert.Equal(
            (TranscriptCheck.Outcome, (ulong)last),
            FaultOf(Alter(last, entry => entry["cause"] = nameof(SettlementCause.Deadline))));
        Assert.Equal((TranscriptCheck.Outcome, null), FaultOf(_entries[..last]));
    }

    [Fact]
    public void Verify_NonceOfTheServerAltered_IsFoundByTheProofMadeUnderIt()
    {
        int commitment = Index<CommitmentAccepted>();
        List<byte[]> altered = Alter(
            commitment, entry => entry["nonce"] = Convert.ToBase64String(new byte[32]));
        Assert.Equal((TranscriptCheck.Proof, (ulong)Index<ReportAccepted>()), FaultOf(altered));
    }

    [Fact]
    public void Verify_EntriesRemovedReorderedOrRepeated_AreFoundEvenUnderASignedRoot()
    {
        int commitment = Index<CommitmentAccepted>();
        int report = Index<ReportAccepted>();
        Assert.Equal((TranscriptCheck.Rules, 0ul), FaultOf(_entries[1..]));
        for (int i = 1; i < _entries.Count - 1; i++)
        {
            List<byte[]> removed = [.. _entries[..i], .. _entries[(i + 1)..]];
            List<byte[]> repeated = [.. _entries[..i], _entries[i], .. _entries[i..]];
            Assert.NotNull(FaultOf(removed).Index);
            Assert.NotNull(FaultOf(repeated).Index);
        }

        List<byte[]> reordered = [.. _entries];
        (reordered[commitment], reordered[report]) = (reordered[report], reordered[commitment]);
        Assert.Equal((TranscriptCheck.Rules, (ulong)commitment), FaultOf(reordered));
        Assert.Equal(
            (TranscriptCheck.Rules, (ulong)_entries.Count), FaultOf([.. _entries, _entries[1]]));
    }

    [Fact]
    public void Verify_SettlementWithoutCause_IsRefused()
    {
        List<byte[]> early = [.. _entries[..^2], _entries[^1]];
        Assert.Equal((TranscriptCheck.Rules, (ulong)early.Count - 1), FaultOf(early));
        List<byte[]> deadline = Alter(_entries.Count - 1, entry => entry["cause"] = nameof(SettlementCause.Deadline));
        List<byte[]> beforeIt = [.. deadline[..^2], deadline[^1]];
        Assert.Equal((TranscriptCheck.Rules, (ulong)beforeIt.Count - 1), FaultOf(beforeIt));
    }

    [Fact]
    public void Verify_TimesThatGoBack_AreRefused() => Assert.Equal(
        (TranscriptCheck.Rules, 2ul),
        FaultOf(Alter(2, entry => entry["time"] = "2001-01-01T00:00:00+00:00")));

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("null")]
    public void Verify_EntryThatIsNoEvent_IsNamed(string text)
    {
        List<byte[]> altered = [.. _entries];
        altered[2] = Encoding.UTF8.GetBytes(text);
        Assert.Equal((TranscriptCheck.Encoding, 2ul), FaultOf(altered));
    }

    [Fact]
    public void Verify_EntryWrittenInAnotherForm_IsNamed()
    {
        List<byte[]> altered = [.. _entries];
        altered[1] = [.. altered[1], (byte)' '];
        Assert.Equal((TranscriptCheck.Encoding, 1ul), FaultOf(altered));
    }

    [Fact]
    public void Verify_EntriesThatAreNotThoseOfTheCheckpoint_AreFound()
    {
        // Times are the server's own word: nothing but the root binds them.
        List<byte[]> later = Alter(_entries.Count - 1, entry => entry["time"] = "2031-01-01T00:00:00+00:00");
        List<byte[]> both = [.. later];
        both[^2] = Change(both[^2], entry => entry["time"] = "2031-01-01T00:00:00+00:00");
        Assert.NotNull(FaultOf(later).Index);
        TranscriptVerification verification = Verify(_entries, signed: both);
        Assert.Equal((TranscriptCheck.Root, null), (verification.Fault!.Check, verification.Fault.Index));
        verification = Verify(_entries, signed: _entries[..3]);
        Assert.Equal((TranscriptCheck.Root, null), (verification.Fault!.Check, verification.Fault.Index));
    }

    [Fact]
    public void Verify_CheckpointThatDoesNotHold_IsRefused()
    {
        var other = new NoteSigner("candor", Enumerable.Repeat((byte)1, 32).ToArray());
        string origin = $"candor/{TestMarket.Name}";
        AssertCheckpoint(HeaderOf(_entries) with { LogKey = other.Key.ToString() }, null);
        AssertCheckpoint(HeaderOf(_entries), other.Key);
        AssertCheckpoint(HeaderOf(_entries) with { LogKey = "candor" }, null);
        AssertCheckpoint(HeaderOf(_entries) with { Origin = "candor/markets/other" }, null);
        AssertCheckpoint(HeaderOf(_entries) with { Market = "markets/other" }, null);
        AssertCheckpoint(HeaderOf(_entries) with { Checkpoint = new byte[10] }, null);
        AssertCheckpoint(
            HeaderOf(_entries) with
            {
                Checkpoint = s_log.Sign(
                    new Checkpoint(origin + "x", (ulong)_entries.Count, RootOf(_entries)).ToString()),
            },
            null);

        void AssertCheckpoint(TranscriptHeader header, NoteKey? pinned)
        {
            TranscriptVerification verification = Verify(header, Open(_entries), pinned);
            Assert.Null(verification.Fault!.Index);

            // What has not even the form of a checkpoint is refused with the file.
            Assert.Contains(verification.Fault.Check, new[] { TranscriptCheck.Checkpoint, TranscriptCheck.File });
            Assert.False(verification.Holds);
        }
    }

    [Fact]
    public void Verify_WithheldEntry_SaysThatTheRestCannotBeChecked()
    {
        int report = Index<ReportAccepted>();
        TranscriptEntry[] entries = [.. Open(_entries)];
        entries[report] = TranscriptEntry.Withheld((ulong)report, entries[report].LeafHash);
        TranscriptVerification verification = Verify(HeaderOf(_entries), entries, null);
        Assert.Equal(
            (TranscriptCheck.Withheld, (ulong)report), (verification.Fault!.Check, verification.Fault.Index));
        Assert.Equal(report, verification.Counts.Entries);
    }

    [Fact]
    public void Verify_FileThatIsNone_SaysSo()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("hello\n"));
        TranscriptVerification verification = TranscriptVerifier.Verify(stream);
        Assert.Equal((TranscriptCheck.File, null), (verification.Fault!.Check, verification.Fault.Index));
        using var empty = new MemoryStream();
        Assert.Equal(TranscriptCheck.File, TranscriptVerifier.Verify(empty).Fault!.Check);
    }

    private int Index<T>() => Server.Log.Events.FindIndex(e => e is T);

    private List<byte[]> Alter(int index, Action<JsonObject> change)
    {
        List<byte[]> altered = [.. _entries];
        altered[index] = Change(altered[index], change);
        return altered;
    }

    // Written again as the market writes it, so that the encoding is not what gives the change away.
    private static byte[] Change(byte[] entry, Action<JsonObject> change)
    {
        JsonObject node = JsonNode.Parse(entry)!.AsObject();
        change(node);
        return EventCodec.Encode(EventCodec.Decode(Encoding.UTF8.GetBytes(node.ToJsonString())));
    }

    private static (TranscriptCheck Check, ulong? Index) FaultOf(List<byte[]> entries)
    {
        TranscriptFault? fault = Verify(entries).Fault;
        Assert.NotNull(fault);
        return (fault.Check, fault.Index);
    }

    private static TranscriptVerification Verify(
        List<byte[]> entries, NoteKey? pinned = null, List<byte[]>? signed = null) =>
        Verify(HeaderOf(signed ?? entries), Open(entries), pinned);

    private static TranscriptVerification Verify(
        TranscriptHeader header, IEnumerable<TranscriptEntry> entries, NoteKey? pinned)
    {
        using var file = new MemoryStream();
        TranscriptFile.Write(file, header, entries);
        file.Position = 0;
        return TranscriptVerifier.Verify(file, pinned);
    }

    private static IEnumerable<TranscriptEntry> Open(List<byte[]> entries) =>
        entries.Select((entry, i) => TranscriptEntry.Open((ulong)i, entry));

    private static TranscriptHeader HeaderOf(List<byte[]> entries)
    {
        string origin = $"candor/{TestMarket.Name}";
        return new TranscriptHeader(
            TestMarket.Name,
            origin,
            s_log.Key.ToString(),
            s_log.Sign(new Checkpoint(origin, (ulong)entries.Count, RootOf(entries)).ToString()));
    }

    private static byte[] RootOf(List<byte[]> entries)
    {
        var tree = new MerkleAccumulator();
        entries.ForEach(entry => tree.Append(entry));
        return tree.Root();
    }
}
