using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Group;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Mutations;

/// <summary>
/// Proofs of all statements, mutated: bits, bytes and ranges; points replaced by others, by the identity and by
/// encodings of small order; scalars moved by the group's order; parts of other valid proofs; other terms. None
/// verifies and none throws. <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ProofMutationTests
{
    private const string ReportKinds = "PPPPSSSPPPPPPPPPPSS";

    private static readonly AuditPolicy s_policy = new() { BadSharePerMillion = 300_000, SecurityBits = 3 };

    [Fact]
    public void ReportProof_Mutated_NeverVerifies()
    {
        ReportTerms terms = Samples.Terms;
        var mutations = new ElementMutations(
            Samples.Prove(terms, Samples.Opening),
            ReportKinds,
            [.. Variants.Of(terms)
                .Where(other => other.Commitment == terms.Commitment)
                .Select(other => Samples.Prove(other, Samples.Opening))]);

        AssertEveryReason(MutationRun.Run(
            MutationPlan.ReportProof, mutations.Draw, proof => Refusal(ReportStatement.Verify(terms, proof))));
    }

    [Fact]
    public void ReportTerms_Mutated_NeverVerify()
    {
        byte[] proof = Samples.Prove(Samples.Terms, Samples.Opening);

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.ReportTerms,
            random => TermsMutations.Draw(random, Samples.Terms),
            terms => Refusal(ReportStatement.Verify(terms, proof)));

        Assert.Equal([nameof(ProofFailure.EquationFails)], reasons.Keys);
    }

    [Fact]
    public void OpeningProof_Mutated_NeverVerifies()
    {
        (StatementContext context, Commitment commitment) = (Samples.Context, Samples.Opening.Commit());
        byte[] honest = Prove(context, Samples.Opening);
        var mutations = new ElementMutations(
            honest,
            "PSS",
            [.. Variants.Of(context).Select(other => Prove(other, Samples.Opening)),
                Prove(context, Samples.NewOpening(Samples.Size, 77))]);

        AssertEveryReason(MutationRun.Run(
            MutationPlan.OpeningProof,
            random => random.Next(5) switch
            {
                0 => Of(
                    TermsMutations.Draw(random, context),
                    other => (Context: other, Commitment: commitment, Proof: honest)),
                1 => Of(
                    TermsMutations.Draw(random, commitment),
                    other => (Context: context, Commitment: other, Proof: honest)),
                _ => mutations.Draw(random) is { } proof
                    ? Of(proof, other => (Context: context, Commitment: commitment, Proof: other))
                    : null,
            },
            item => Refusal(OpeningStatement.Verify(item.Context, item.Commitment, Samples.Root, item.Proof))));

        static byte[] Prove(StatementContext context, CommitmentOpening opening)
        {
            using var rng = new SeededRandom(3);
            return OpeningStatement.Prove(context, opening, Samples.Root, rng);
        }
    }

    [Fact]
    public void DatasetProof_Mutated_NeverVerifies()
    {
        DatasetTerms terms = DatasetSamples.Terms;
        byte[] honest = Prove(terms);
        var mutations = new ElementMutations(
            honest,
            "PPSS",
            [.. Variants.Of(terms.Context).Select(context => Prove(terms with { Context = context })),
                Prove(terms with { DatasetRoot = Samples.Root })]);

        AssertEveryReason(MutationRun.Run(
            MutationPlan.DatasetProof,
            random => random.Next(4) == 0
                ? Of(TermsMutations.Draw(random, terms), other => (Terms: other, Proof: honest))
                : mutations.Draw(random) is { } proof ? Of(proof, other => (Terms: terms, Proof: other)) : null,
            item => Refusal(DatasetStatement.Verify(item.Terms, item.Proof))));

        static byte[] Prove(DatasetTerms terms)
        {
            using var rng = new SeededRandom(72);
            return DatasetStatement.Prove(terms, DatasetSamples.Key, DatasetSamples.Opening, rng);
        }
    }

    [Fact]
    public void AuditAnswer_Mutated_NeverPasses()
    {
        var mutations = new AuditMutations(DatasetSamples.Terms, s_policy);
        Assert.True(AuditStatement.Verify(mutations.Challenge, mutations.Honest, _ => true).Passed);

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.AuditAnswer,
            mutations.Draw,
            item => AuditStatement.Verify(item.Challenge, item.Response, _ => true) is { Passed: false } verdict
                ? $"{verdict.Failure}"
                : null);

        AuditFailure[] expected =
        [
            AuditFailure.WrongCount, AuditFailure.MalformedTag, AuditFailure.MalformedProof, AuditFailure.NotUnderRoot,
            AuditFailure.NotTheTagsRecords,
        ];
        Assert.All(expected, failure => Assert.Contains($"{failure}", reasons));
    }

    [Fact]
    public void DoubleTags_Mutated_AreNeverTaken()
    {
        TaggedDataset other = DatasetSamples.Tag(DatasetSamples.NewRecords("county", 9), DatasetSamples.NewKey(75));
        var terms = new DoubleTagTerms(
            Samples.Context, DatasetSamples.Key.PublicKey, "county", CommittedTags.Of(other));
        DoubleTagSegment honest = Multiply(terms);
        DoubleTagSegment[] others =
        [
            .. Variants.Of(terms.Context).Select(context => Multiply(terms with { Context = context })),
            Multiply(terms with { OtherParticipant = "city" }),
        ];
        var tags = new ElementMutations(
            honest.DoubleTags.ToArray(), "PPPPPPPPP", [Reversed(honest.DoubleTags), DatasetSamples.AllTags(other)]);
        var proofs = new ElementMutations(
            honest.Proof.ToArray(), "SS", [.. others.Select(segment => segment.Proof.ToArray())]);

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.DoubleTags,
            random => random.Next(3) switch
            {
                0 => proofs.Draw(random) is { } proof
                    ? Of(proof, bytes => (terms, honest with { Proof = bytes }))
                    : null,
                1 => Of(
                    TermsMutations.Draw(random, terms.Context),
                    context => (terms with { Context = context }, honest)),
                _ => tags.Draw(random) is { } tag
                    ? Of(tag, bytes => (terms, honest with { DoubleTags = bytes }))
                    : null,
            },
            item => new DoubleTagVerifier(item.Item1).Add(item.Item2) is var failure and not DoubleTagFailure.None
                ? $"{failure}"
                : null);

        DoubleTagFailure[] expected =
        [
            DoubleTagFailure.WrongCount, DoubleTagFailure.MalformedDoubleTag, DoubleTagFailure.MalformedProof,
            DoubleTagFailure.NotTheKeysMultiples,
        ];
        Assert.All(expected, failure => Assert.Contains($"{failure}", reasons));

        static DoubleTagSegment Multiply(DoubleTagTerms terms)
        {
            using var rng = new SeededRandom(76);
            return DoubleTagging.Multiply(terms, DatasetSamples.Key, rng).Single();
        }

        static byte[] Reversed(ReadOnlyMemory<byte> elements) =>
            [.. elements.ToArray().Chunk(RistrettoPoint.Size).Reverse().SelectMany(element => element)];
    }

    private static string? Refusal(ProofFailure failure) => failure == ProofFailure.None ? null : $"{failure}";

    // A run that never got beyond the length would show nothing.
    private static void AssertEveryReason(IReadOnlyDictionary<string, int> reasons) => Assert.All(
        Enum.GetValues<ProofFailure>().Where(failure => failure != ProofFailure.None),
        failure => Assert.Contains($"{failure}", reasons));

    private static Mutation<TTo> Of<TFrom, TTo>(Mutation<TFrom> mutation, Func<TFrom, TTo> change) =>
        new(change(mutation.Value), mutation.What);
}
