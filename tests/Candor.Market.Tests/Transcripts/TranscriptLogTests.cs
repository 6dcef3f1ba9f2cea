using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Market.Transcripts;

namespace Candor.Market.Tests.Transcripts;

public sealed class TranscriptLogTests
{
    private const string Market = "markets/hospitals";

    private static readonly TranscriptSigner s_signer = new("candor.example", new byte[32]);

    private static readonly byte[][] s_entries = [.. Enumerable.Range(0, 20).Select(i => new byte[] { (byte)i, 7 })];

    [Fact]
    public void Checkpoint_AfterEachEntry_IsSignedAndOfThisMarketAndCoversAll()
    {
        var log = new TranscriptLog(Market, s_signer);
        var expected = new MerkleAccumulator();
        foreach (byte[] entry in s_entries)
        {
            log.Append([entry]);
            expected.Append(entry);

            SizedCheckpoint note = log.Checkpoint();
            Checkpoint checkpoint = Open(note.Note);

            Assert.Equal((expected.Size, expected.Size), (note.Size, checkpoint.Size));
            Assert.Equal(expected.Root(), checkpoint.Root.ToArray());
            Assert.True(note.Note.Span.SequenceEqual(log.Checkpoint().Note.Span));
        }
    }

    [Fact]
    public void AppendHashes_IsTheSameAsAppendingTheEntries()
    {
        TranscriptLog log = LogOf(5);
        log.AppendHashes([.. s_entries[5..].Select(static entry => MerkleHash.Leaf(entry))]);

        Assert.True(LogOf(20).Checkpoint().Note.Span.SequenceEqual(log.Checkpoint().Note.Span));
    }

    [Fact]
    public void Prove_EveryIndexAndPairOfSizes_Holds()
    {
        TranscriptLog log = LogOf(20);
        Checkpoint[] checkpoints =
            [.. Enumerable.Range(0, 21).Select(size => Open(LogOf(size).Checkpoint().Note))];
        for (ulong size = 1; size <= 20; size++)
        {
            for (ulong index = 0; index < size; index++)
            {
                EntryProof proof = log.ProveInclusion(index, size);
                Assert.Equal(
                    MerkleFailure.None,
                    new Receipt(index, checkpoints[size], proof.Siblings).Verify(s_entries[index]));
                Assert.Equal(log.LeafHash(index), proof.LeafHash.ToArray());
            }

            for (ulong first = 1; first <= size; first++)
            {
                Assert.Equal(
                    LogFailure.None,
                    SeenCheckpoint.CheckGrowth(
                        checkpoints[first], checkpoints[size], log.ProveConsistency(first, size)));
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    [InlineData(1, 6)]
    public void ProveConsistency_SizesThatAreNot_IsRefused(ulong first, ulong second) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LogOf(5).ProveConsistency(first, second));

    [Fact]
    public async Task Readers_WhileTheWriterAppends_SeeOneGrowingLog()
    {
        var log = new TranscriptLog(Market, s_signer);
        log.Append(s_entries[..1]);
        using var done = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            Checkpoint seen = Open(log.Checkpoint().Note);
            while (!done.IsCancellationRequested)
            {
                Checkpoint next = Open(log.Checkpoint().Note);
                Assert.Equal(
                    LogFailure.None,
                    SeenCheckpoint.CheckGrowth(seen, next, log.ProveConsistency(seen.Size, next.Size)));
                seen = next;
            }
        }))];
        for (int i = 1; i < 300; i++)
        {
            log.Append([[(byte)i, (byte)(i >> 8)]]);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(300UL, log.Size);
    }

    private static TranscriptLog LogOf(int size)
    {
        var log = new TranscriptLog(Market, s_signer);
        log.Append(s_entries[..size]);
        return log;
    }

    private static Checkpoint Open(ReadOnlyMemory<byte> note)
    {
        Assert.True(NoteKey.TryParse(s_signer.LogKey, out NoteKey? key));
        Assert.Equal(
            NoteFailure.None,
            Checkpoint.TryOpen(note.Span, "candor.example/markets/hospitals", key, out Checkpoint? checkpoint));
        return checkpoint!;
    }
}
