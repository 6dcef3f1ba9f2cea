using System.Buffers.Binary;
using Candor.Commitments.Merkle;

namespace Candor.Commitments.Tests.Merkle;

/// <summary>All trees of up to 33 leaves, against the RFC's recursive definition.</summary>
public sealed class MerkleTreeTests
{
    private const int Largest = 33;

    private static readonly byte[][] s_leaves = [.. Enumerable.Range(0, Largest).Select(Content)];
    private static readonly MerkleTree s_tree = NewTree();

    [Fact]
    public void Root_EverySize_IsTheDefinitions()
    {
        var accumulator = new MerkleAccumulator();
        for (int size = 0; size <= Largest; size++)
        {
            byte[] expected = Definition(s_leaves.AsSpan(0, size));
            Assert.Equal(expected, s_tree.Root((ulong)size));
            Assert.Equal(expected, accumulator.Root());
            if (size < Largest)
            {
                accumulator.Append(s_leaves[size]);
            }
        }
    }

    [Fact]
    public void Truncate_EveryPairOfSizes_LeavesTheTreeThatGrowsAnew()
    {
        for (int before = 0; before <= Largest; before++)
        {
            for (int kept = 0; kept <= before; kept++)
            {
                var tree = new MerkleTree();
                for (int i = 0; i < before; i++)
                {
                    // What is taken back differs from what comes in its place.
                    tree.Append(i < kept ? s_leaves[i] : [1, 2, 3]);
                }

                tree.Truncate((ulong)kept);
                Assert.Equal((ulong)kept, tree.Size);
                Assert.Equal(s_tree.Root((ulong)kept), tree.Root());
                foreach (byte[] leaf in s_leaves[kept..])
                {
                    tree.Append(leaf);
                }

                Assert.Equal(s_tree.Root(), tree.Root());
                Assert.Equal(MerkleHash.Leaf(s_leaves[0]), tree.LeafHash(0));
                Assert.Equal(s_tree.ProveConsistency(7, Largest), tree.ProveConsistency(7, Largest), Same);
            }
        }

        static bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span);
    }

    [Fact]
    public void Truncate_MoreLeavesThanThereAre_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleTree().Truncate(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleTree().LeafHash(0));
    }

    [Fact]
    public void VerifyInclusion_EveryLeafOfEverySize_HoldsAndNowhereElse()
    {
        for (ulong size = 1; size <= Largest; size++)
        {
            byte[] root = s_tree.Root(size);
            for (ulong index = 0; index < size; index++)
            {
                byte[] leaf = MerkleHash.Leaf(s_leaves[index]);
                IReadOnlyList<ReadOnlyMemory<byte>> proof = s_tree.ProveInclusion(index, size);
                Assert.Equal(MerkleFailure.None, MerkleProof.VerifyInclusion(leaf, index, size, proof, root));
                for (ulong other = 0; other < size; other++)
                {
                    MerkleFailure failure = MerkleProof.VerifyInclusion(leaf, other, size, proof, root);
                    Assert.Equal(other == index, failure == MerkleFailure.None);
                }
            }
        }
    }

    [Fact]
    public void VerifyConsistency_EveryPairOfSizes_HoldsAndBindsBothRoots()
    {
        for (ulong first = 1; first <= Largest; first++)
        {
            for (ulong second = first; second <= Largest; second++)
            {
                IReadOnlyList<ReadOnlyMemory<byte>> proof = s_tree.ProveConsistency(first, second);
                byte[] firstRoot = s_tree.Root(first);
                byte[] secondRoot = s_tree.Root(second);
                Assert.Equal(
                    MerkleFailure.None,
                    MerkleProof.VerifyConsistency(first, firstRoot, second, secondRoot, proof));
                Assert.Equal(
                    MerkleFailure.RootMismatch,
                    MerkleProof.VerifyConsistency(first, Flip(firstRoot), second, secondRoot, proof));
                Assert.Equal(
                    MerkleFailure.RootMismatch,
                    MerkleProof.VerifyConsistency(first, firstRoot, second, Flip(secondRoot), proof));
            }
        }
    }

    [Fact]
    public void VerifyInclusion_TruncatedExtendedOrAltered_IsRefused()
    {
        byte[] leaf = MerkleHash.Leaf(s_leaves[12]);
        byte[] root = s_tree.Root();
        IReadOnlyList<ReadOnlyMemory<byte>> proof = s_tree.ProveInclusion(12, Largest);
        MerkleFailure Verify(IReadOnlyList<ReadOnlyMemory<byte>> other, ulong index = 12, ulong size = Largest) =>
            MerkleProof.VerifyInclusion(leaf, index, size, other, root);

        Assert.Equal(MerkleFailure.None, Verify(proof));
        Assert.Equal(MerkleFailure.WrongProofLength, Verify([.. proof.Take(proof.Count - 1)]));
        Assert.Equal(MerkleFailure.WrongProofLength, Verify([.. proof, root]));
        Assert.Equal(MerkleFailure.WrongProofLength, Verify([]));
        Assert.Equal(MerkleFailure.WrongHashLength, Verify([.. proof.SkipLast(1), new byte[31]]));
        Assert.Equal(MerkleFailure.RootMismatch, Verify([.. proof.Reverse()]));
        Assert.Equal(MerkleFailure.RootMismatch, Verify(proof, index: 13));
        Assert.Equal(MerkleFailure.IndexOutOfRange, Verify(proof, index: Largest));
        Assert.Equal(MerkleFailure.WrongProofLength, Verify(proof, size: 32));
        for (int i = 0; i < proof.Count; i++)
        {
            ReadOnlyMemory<byte>[] altered = [.. proof];
            altered[i] = Flip(altered[i].ToArray());
            Assert.Equal(MerkleFailure.RootMismatch, Verify(altered));
        }
    }

    [Fact]
    public void VerifyInclusion_NodeGivenAsLeaf_IsRefused()
    {
        // The parent of leaves 0 and 1 would be a leaf of the smaller tree, were leaves and nodes hashed alike.
        byte[] children = [.. MerkleHash.Leaf(s_leaves[0]), .. MerkleHash.Leaf(s_leaves[1])];
        byte[] root = s_tree.Root(8);
        ReadOnlyMemory<byte>[] upper = [.. s_tree.ProveInclusion(0, 8).Skip(1)];
        byte[] node = MerkleHash.Node(children.AsSpan(0, 32), children.AsSpan(32));
        Assert.Equal(MerkleFailure.None, MerkleProof.VerifyInclusion(node, 0, 4, upper, root));
        Assert.Equal(
            MerkleFailure.RootMismatch,
            MerkleProof.VerifyInclusion(MerkleHash.Leaf(children), 0, 4, upper, root));
    }

    [Fact]
    public void VerifyConsistency_WrongSizesAndLengths_AreRefused()
    {
        IReadOnlyList<ReadOnlyMemory<byte>> proof = s_tree.ProveConsistency(6, 20);
        byte[] first = s_tree.Root(6);
        byte[] second = s_tree.Root(20);
        Assert.Equal(MerkleFailure.SizesOutOfOrder, MerkleProof.VerifyConsistency(20, second, 6, first, proof));
        Assert.Equal(
            MerkleFailure.WrongProofLength,
            MerkleProof.VerifyConsistency(6, first, 20, second, [.. proof.Skip(1)]));
        Assert.Equal(
            MerkleFailure.WrongProofLength,
            MerkleProof.VerifyConsistency(6, first, 20, second, [.. proof, first]));
        Assert.Equal(
            MerkleFailure.WrongHashLength,
            MerkleProof.VerifyConsistency(6, first, 20, second, [.. proof.SkipLast(1), new byte[33]]));
        Assert.Equal(
            MerkleFailure.EmptyFirstTree,
            MerkleProof.VerifyConsistency(0, MerkleHash.EmptyRoot(), 20, second, []));
        Assert.Equal(MerkleFailure.RootMismatch, MerkleProof.VerifyConsistency(6, first, 6, second, []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Nodes_LowLevelsMadeAgain_GiveTheSameTree(int lowestLevel)
    {
        var nodes = new MerkleNodes(lowestLevel, (i, hash) => MerkleHash.WriteLeaf(s_leaves[i], hash));
        foreach (byte[] leaf in s_leaves)
        {
            nodes.AppendHash(MerkleHash.Leaf(leaf));
        }

        var tree = new MerkleTree(nodes);
        for (ulong size = 1; size <= Largest; size++)
        {
            Assert.Equal(s_tree.Root(size), tree.Root(size));
            for (ulong index = 0; index < size; index++)
            {
                Assert.Equal(s_tree.ProveInclusion(index, size), tree.ProveInclusion(index, size), SameHashes);
                Assert.Equal(s_tree.ProveConsistency(index, size), tree.ProveConsistency(index, size), SameHashes);
            }
        }
    }

    [Fact]
    public void Prove_BeyondTheTree_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => s_tree.Root(Largest + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_tree.ProveInclusion(5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_tree.ProveInclusion(5, Largest + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_tree.ProveConsistency(5, 4));
        Assert.Throws<ArgumentException>(() => s_tree.AppendHash(new byte[31]));
    }

    private static bool SameHashes(IReadOnlyList<ReadOnlyMemory<byte>> a, IReadOnlyList<ReadOnlyMemory<byte>> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));

    private static byte[] Definition(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.Length == 0 ? MerkleHash.EmptyRoot() : MerkleHash.Leaf(leaves[0]);
        }

        int split = 1;
        while (2 * split < leaves.Length)
        {
            split *= 2;
        }

        return MerkleHash.Node(Definition(leaves[..split]), Definition(leaves[split..]));
    }

    private static MerkleTree NewTree()
    {
        var tree = new MerkleTree();
        foreach (byte[] leaf in s_leaves)
        {
            tree.Append(leaf);
        }

        return tree;
    }

    private static byte[] Content(int i)
    {
        byte[] content = new byte[4 + i];
        BinaryPrimitives.WriteInt32LittleEndian(content, i);
        return content;
    }

    private static byte[] Flip(byte[] hash) => [(byte)(hash[0] ^ 1), .. hash[1..]];
}
