using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Market.Audits;
using Candor.Validator.Overlaps;

namespace Candor.Validator.Tests.Overlaps;

/// <summary>The count of shared records from files, block by block.</summary>
public sealed class SharedCountTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("candor-count-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1 << 20)]
    public void Of_BlocksOfAnySize_CountsWhatWholeListsShare(int blockTags)
    {
        byte[] mine = Tags(0, 100);
        byte[] others = [.. Tags(90, 40), .. Tags(10, 5)];
        string first = Positions("first", 12, 13, 95);
        string second = Positions("second", 0, 1, 12, 99, 500);

        (ulong shared, ulong fresh) = SharedCount.Of(
            Write("mine", mine), Write("others", others), In("shared"), [first, second], default, blockTags);

        Assert.Equal((15ul, 11ul), (shared, fresh));
        Assert.Equal(SharedTags.Find(mine, others), Read("shared"));
    }

    [Fact]
    public void Of_NothingOnASide_CountsNothing()
    {
        string some = Write("some", Tags(0, 10));
        string none = Write("none", []);
        Assert.Equal((0ul, 0ul), SharedCount.Of(some, none, In("shared"), [], default));
        Assert.Equal((0ul, 0ul), SharedCount.Of(none, some, In("shared"), [], default));
        Assert.Empty(Read("shared"));
    }

    [Fact]
    public void Of_ManyRecordsOfEitherSide_AllocatesNoMoreThanForAFew()
    {
        // A block of 512 tags on both occasions; the lists are ten times as long.
        const int Block = 512;
        string few = Write("few", Tags(0, 1_000));
        string many = Write("many", Tags(5_000, 10_000));
        _ = AllocatedBy(few, few);
        long base_ = AllocatedBy(few, few);
        Assert.InRange(AllocatedBy(few, many), 0, base_ + (64 << 10));

        // A list of blocks costs a block at a time: what was allocated is given back, and none is larger than the first.
        long perBlock = AllocatedBy(many, few) / (10_000 / Block);
        Assert.InRange(perBlock, 0, base_);

        long AllocatedBy(string mine, string others)
        {
            string positions = In("counted");
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = SharedCount.Of(mine, others, positions, [], default, Block);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    private string Positions(string name, params ulong[] positions)
    {
        byte[] bytes = new byte[positions.Length * sizeof(ulong)];
        for (int i = 0; i < positions.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), positions[i]);
        }

        return Write(name, bytes);
    }

    private IEnumerable<ulong> Read(string name) =>
        File.ReadAllBytes(In(name)).Chunk(sizeof(ulong)).Select(bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes));

    // Stand-ins for double tags: distinct, and spread as encodings are.
    private static byte[] Tags(int from, int count) =>
        [.. Enumerable.Range(from, count).SelectMany(i => SHA256.HashData(BitConverter.GetBytes(i)))];
}
