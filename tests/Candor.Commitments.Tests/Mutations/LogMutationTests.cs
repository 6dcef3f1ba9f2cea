using System.Text;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Mutations;

/// <summary>
/// Tags, attestations, Merkle proofs and signed checkpoints, mutated. None is accepted and none throws.
/// <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
public sealed class LogMutationTests
{
    private const ulong Size = 13;
    private const string Origin = "candor.example/markets/hospitals";

    private static readonly MerkleTree s_tree = NewTree();

    [Fact]
    public void TagStream_Mutated_NeverPasses()
    {
        byte[] honest = DatasetSamples.AllTags(DatasetSamples.Dataset);
        byte[] other = DatasetSamples.AllTags(DatasetSamples.Tag(DatasetSamples.Records, DatasetSamples.NewKey(5)));
        byte[][] tags = [.. honest.Chunk(TagVerifier.TagSize)];

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.TagStream,
            random => random.Next(2) == 0 ? ByteMutations.Draw(random, honest, other) : OfTags(random, tags),
            mutated =>
            {
                var verifier = new TagVerifier();
                verifier.Add(mutated);
                TagFailure failure = verifier.Finish(DatasetSamples.Dataset.Root.Span, DatasetSamples.Size);
                return failure == TagFailure.None ? null : $"{failure}";
            });

        TagFailure[] expected =
        [
            TagFailure.WrongLength, TagFailure.RepeatedTag, TagFailure.UnsortedTag, TagFailure.WrongSize,
            TagFailure.RootMismatch,
        ];
        Assert.All(expected, failure => Assert.Contains($"{failure}", reasons));
    }

    // What is parsed must be what the bytes say, so that no two payloads say the same; and it is not what was signed.
    [Fact]
    public void Attestation_Mutated_IsRefusedOrAnotherOne()
    {
        var attestation = new Attestation(
            Samples.Context,
            DatasetSamples.Dataset.Root,
            DatasetSamples.Key.PublicKey,
            DatasetSamples.Opening.Commit(),
            new());
        byte[] honest = attestation.ToPayload();
        byte[] other = (attestation with { Context = Samples.Context with { Participant = "county" } }).ToPayload();

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.Attestation,
            random => ByteMutations.Draw(random, honest, other),
            mutated =>
                !Attestation.TryParse(mutated, out Attestation? parsed) ? "Malformed"
                : parsed.ToPayload().AsSpan().SequenceEqual(mutated) ? "AnotherAttestation"
                : null);

        Assert.Equal(2, reasons.Count);
    }

    [Fact]
    public void InclusionProof_Mutated_NeverHolds()
    {
        byte[] root = s_tree.Root(Size);
        AssertReasons(MutationRun.Run(
            MutationPlan.Inclusion,
            random =>
            {
                ulong index = (ulong)random.Next((int)Size);
                byte[] leaf = s_tree.LeafHash(index).ToArray();
                return OfPath(random, s_tree.ProveInclusion(index, Size), index, Size, leaf, root);
            },
            item => Refusal(MerkleProof.VerifyInclusion(item.First, item.Index, item.Size, item.Path, item.Second))));
    }

    [Fact]
    public void ConsistencyProof_Mutated_NeverHolds() => AssertReasons(MutationRun.Run(
        MutationPlan.Consistency,
        random =>
        {
            ulong first = 1 + (ulong)random.Next((int)Size - 1);
            return OfPath(
                random, s_tree.ProveConsistency(first, Size), first, Size, s_tree.Root(first), s_tree.Root(Size));
        },
        item => Refusal(
            MerkleProof.VerifyConsistency(item.Index, item.First, item.Size, item.Second, item.Path))));

    [Fact]
    public void Checkpoint_Mutated_NeverOpens()
    {
        var signer = new NoteSigner("candor.example", new byte[32]);
        byte[] honest = Sign(Size);
        byte[] other = Sign(Size - 1);

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.Checkpoint,
            random => ByteMutations.Draw(random, honest, other) is { } mutation
                && !mutation.Value.AsSpan().SequenceEqual(other) ? mutation : null,
            mutated => Checkpoint.TryOpen(mutated, Origin, signer.Key, out _) is var failure and not NoteFailure.None
                ? $"{failure}"
                : null);

        Assert.Contains(nameof(NoteFailure.InvalidSignature), reasons);
        Assert.Contains(nameof(NoteFailure.MalformedNote), reasons);

        byte[] Sign(ulong size) => signer.Sign(new Checkpoint(Origin, size, s_tree.Root(size)).ToString());
    }

    private static Mutation<byte[]>? OfTags(Random random, byte[][] tags)
    {
        int i = random.Next(tags.Length);
        int j = random.Next(tags.Length);
        byte[][] swapped = [.. tags];
        (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
        (byte[][] mutated, string what) = random.Next(4) switch
        {
            0 => ((byte[][])[.. tags[..i], .. tags[(i + 1)..]], $"tag {i} dropped"),
            1 => ([.. tags[..i], tags[i], .. tags[i..]], $"tag {i} twice"),
            2 => (swapped, $"tags {i} and {j} swapped"),
            _ => ([.. tags[..i], .. tags[..j]], $"{i} tags, and {j} from the first on"),
        };
        byte[] bytes = [.. mutated.SelectMany(tag => tag)];
        return bytes.AsSpan().SequenceEqual([.. tags.SelectMany(tag => tag)])
            ? null
            : new Mutation<byte[]>(bytes, what);
    }

    private static Mutation<Claim>? OfPath(
        Random random, IReadOnlyList<ReadOnlyMemory<byte>> proof, ulong index, ulong size, byte[] first, byte[] second)
    {
        var honest = new Claim([.. proof], index, size, first, second);
        ReadOnlyMemory<byte>[] path = honest.Path;
        int i = random.Next(path.Length + 1);
        switch (random.Next(8))
        {
            case 0:
                int next = Math.Min(i + 1, path.Length);
                return Mutated(honest with { Path = [.. path[..i], .. path[next..]] }, "dropped");
            case 1:
                return Mutated(honest with { Path = [.. path[..i], first, .. path[i..]] }, "inserted");
            case 2:
                return Mutated(honest with { Path = [.. path.Reverse()] }, "reversed");
            case 3:
                // The size stays: a path can hold for another size of the same shape, and size and root come signed
                // together.
                return Mutated(honest with { Index = index ^ (1UL << random.Next(5)) }, "another index");
            case 4:
                return ByteMutations.Draw(random, first) is { } leaf
                    ? Mutated(honest with { First = leaf.Value }, leaf.What)
                    : null;
            case 5:
                return ByteMutations.Draw(random, second) is { } root
                    ? Mutated(honest with { Second = root.Value }, root.What)
                    : null;
            default:
                if (i == path.Length || ByteMutations.Draw(random, path[i].Span, first, second) is not { } hash)
                {
                    return null;
                }

                return Mutated(honest with { Path = [.. path[..i], hash.Value, .. path[(i + 1)..]] }, hash.What);
        }

        Mutation<Claim>? Mutated(Claim mutated, string what) => mutated.Says(honest)
            ? null
            : new Mutation<Claim>(mutated, $"of {index} in {size}, at {i}: {what}");
    }

    private static string? Refusal(MerkleFailure failure) => failure == MerkleFailure.None ? null : $"{failure}";

    private static void AssertReasons(IReadOnlyDictionary<string, int> reasons)
    {
        MerkleFailure[] expected =
            [MerkleFailure.WrongProofLength, MerkleFailure.WrongHashLength, MerkleFailure.RootMismatch];
        Assert.All(expected, failure => Assert.Contains($"{failure}", reasons));
    }

    private static MerkleTree NewTree()
    {
        var tree = new MerkleTree();
        for (ulong i = 0; i < Size; i++)
        {
            tree.Append(Encoding.ASCII.GetBytes($"entry {i}"));
        }

        return tree;
    }

    /// <summary>A proof with all that it is verified against: leaf and root, or two roots.</summary>
    private sealed record Claim(ReadOnlyMemory<byte>[] Path, ulong Index, ulong Size, byte[] First, byte[] Second)
    {
        internal bool Says(Claim other) =>
            Index == other.Index && Size == other.Size &&
            First.AsSpan().SequenceEqual(other.First) && Second.AsSpan().SequenceEqual(other.Second) &&
            Path.Length == other.Path.Length &&
            Path.Zip(other.Path).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));
    }
}
