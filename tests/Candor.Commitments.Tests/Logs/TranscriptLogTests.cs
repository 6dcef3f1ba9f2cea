using System.Text;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;

namespace Candor.Commitments.Tests.Logs;

/// <summary>A market's transcript as its participants see it, and every way a server could bend it.</summary>
public sealed class TranscriptLogTests
{
    private const string Origin = "candor.example/markets/hospitals";

    private static readonly NoteSigner s_server = new("candor.example", new byte[32]);
    private static readonly ReadOnlyMemory<byte>[] s_entries =
        [.. Enumerable.Range(0, 13).Select(i => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes($"entry {i}"))];

    private static readonly MerkleTree s_tree = NewTree(s_entries);

    [Fact]
    public void TryOpen_SignedCheckpoint_GivesSizeAndRoot()
    {
        Assert.Equal(NoteFailure.None, Checkpoint.TryOpen(Sign(13), Origin, s_server.Key, out Checkpoint? checkpoint));
        Assert.Equal(13UL, checkpoint!.Size);
        Assert.Equal(s_tree.Root(), checkpoint.Root);
        Assert.Equal($"{Origin}\n13\n{Convert.ToBase64String(s_tree.Root())}\n", checkpoint.ToString());
    }

    [Fact]
    public void TryOpen_AnotherKeyOriginOrText_IsRefused()
    {
        var other = new NoteSigner("candor.example", [1, .. new byte[31]]);
        Assert.Equal(NoteFailure.UnknownKey, Checkpoint.TryOpen(Sign(13), Origin, other.Key, out Checkpoint? none));
        Assert.Null(none);
        Assert.Equal(NoteFailure.WrongOrigin, Checkpoint.TryOpen(Sign(13), "another log", s_server.Key, out _));
        Assert.Equal(NoteFailure.MalformedNote, Checkpoint.TryOpen([], Origin, s_server.Key, out _));
        Assert.Equal(
            NoteFailure.MalformedCheckpoint,
            Checkpoint.TryOpen(s_server.Sign("not a checkpoint\n"), Origin, s_server.Key, out _));
        string grown = Encoding.UTF8.GetString(Sign(13)).Replace("\n13\n", "\n14\n", StringComparison.Ordinal);
        Assert.Equal(
            NoteFailure.InvalidSignature,
            Checkpoint.TryOpen(Encoding.UTF8.GetBytes(grown), Origin, s_server.Key, out _));
    }

    [Theory]
    [InlineData("origin\n013\n{0}\n")]
    [InlineData("origin\n-1\n{0}\n")]
    [InlineData("origin\n18446744073709551616\n{0}\n")]
    [InlineData("origin\n13\nAAAA\n")]
    [InlineData("origin\n13\n{0}")]
    [InlineData("origin\n13\n")]
    [InlineData("\n13\n{0}\n")]
    [InlineData("origin\n13\n{0}\n\n")]
    [InlineData("origin\n13\n{0}=\n")]
    public void TryParse_MalformedCheckpoint_IsRefused(string format)
    {
        string root = Convert.ToBase64String(new byte[32]);
        Assert.True(Checkpoint.TryParse($"origin\n13\n{root}\nan extension\n", out _));
        Assert.False(Checkpoint.TryParse(format.Replace("{0}", root, StringComparison.Ordinal), out _));
    }

    [Fact]
    public void Advance_GrowingLog_Follows()
    {
        var seen = new SeenCheckpoint(At(0));
        for (ulong size = 1; size <= 13; size += 3)
        {
            Assert.Equal(LogFailure.None, seen.Advance(At(size), s_tree.ProveConsistency(seen.Latest.Size, size)));
            Assert.Equal(size, seen.Latest.Size);
        }

        Assert.Equal(LogFailure.None, seen.Advance(At(13), []));
    }

    [Fact]
    public void Advance_RolledBackForkedOrAnotherLog_IsRefusedAndForgotten()
    {
        var seen = new SeenCheckpoint(At(7));
        Assert.Equal(LogFailure.RolledBack, seen.Advance(At(6), s_tree.ProveConsistency(6, 7)));
        Assert.Equal(LogFailure.Forked, seen.Advance(new(Origin, 7, s_tree.Root(6)), []));
        Assert.Equal(LogFailure.OtherOrigin, seen.Advance(new("another log", 13, s_tree.Root()), []));
        Assert.Equal(LogFailure.Inconsistent, seen.Advance(At(13), []));
        Assert.Equal(LogFailure.Inconsistent, seen.Advance(At(13), s_tree.ProveConsistency(6, 13)));
        Assert.Equal(7UL, seen.Latest.Size);
        Assert.Equal(LogFailure.None, seen.Advance(At(13), s_tree.ProveConsistency(7, 13)));
    }

    [Fact]
    public void CheckGrowth_TwoPeopleWithASplitView_FindIt()
    {
        // The server hides entry 3 from one of them, and signs both logs.
        MerkleTree other = NewTree([.. s_entries.Take(3), .. s_entries.Skip(4)]);
        Checkpoint shown = At(13);
        var shownToOther = new Checkpoint(Origin, 12, other.Root());
        Assert.Equal(
            LogFailure.Inconsistent,
            SeenCheckpoint.CheckGrowth(shownToOther, shown, s_tree.ProveConsistency(12, 13)));
        Assert.Equal(LogFailure.Forked, SeenCheckpoint.CheckGrowth(shownToOther, At(12), []));
    }

    [Fact]
    public void CheckEntries_AlteredRemovedReorderedOrInserted_IsRefused()
    {
        Checkpoint checkpoint = At(13);
        ReadOnlyMemory<byte> forged = Encoding.ASCII.GetBytes("forged");
        Assert.Equal(LogFailure.None, SeenCheckpoint.CheckEntries(s_entries, checkpoint));
        for (int i = 0; i < s_entries.Length; i++)
        {
            ReadOnlyMemory<byte>[] before = s_entries[..i];
            ReadOnlyMemory<byte>[] after = s_entries[(i + 1)..];
            Assert.Equal(
                LogFailure.RootMismatch, SeenCheckpoint.CheckEntries([.. before, forged, .. after], checkpoint));
            Assert.Equal(LogFailure.WrongSize, SeenCheckpoint.CheckEntries([.. before, .. after], checkpoint));
            Assert.Equal(
                LogFailure.WrongSize, SeenCheckpoint.CheckEntries([.. before, forged, .. s_entries[i..]], checkpoint));
            if (i > 0)
            {
                ReadOnlyMemory<byte>[] swapped = [.. s_entries[..(i - 1)], s_entries[i], s_entries[i - 1], .. after];
                Assert.Equal(LogFailure.RootMismatch, SeenCheckpoint.CheckEntries(swapped, checkpoint));
            }
        }
    }

    [Fact]
    public void Receipt_OfAnEntry_HoldsForItAlone()
    {
        var receipt = new Receipt(4, At(13), s_tree.ProveInclusion(4, 13));
        Assert.Equal(MerkleFailure.None, receipt.Verify(s_entries[4].Span));
        Assert.Equal(MerkleFailure.RootMismatch, receipt.Verify(s_entries[5].Span));
        Assert.Equal(MerkleFailure.RootMismatch, (receipt with { Index = 5 }).Verify(s_entries[4].Span));
        Assert.Equal(MerkleFailure.WrongProofLength, (receipt with { Checkpoint = At(5) }).Verify(s_entries[4].Span));
        Assert.Equal(MerkleFailure.IndexOutOfRange, (receipt with { Checkpoint = At(4) }).Verify(s_entries[4].Span));
    }

    private static Checkpoint At(ulong size) => new(Origin, size, s_tree.Root(size));

    private static byte[] Sign(ulong size) => s_server.Sign(At(size).ToString());

    private static MerkleTree NewTree(ReadOnlyMemory<byte>[] entries)
    {
        var tree = new MerkleTree();
        foreach (ReadOnlyMemory<byte> entry in entries)
        {
            tree.Append(entry.Span);
        }

        return tree;
    }
}
