using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Disjointness;
using Candor.Commitments.Logs;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests;

/// <summary>
/// Random mutations of everything that a stranger sends: bits flipped, bytes cut, inserted, doubled, zeroed. None is
/// accepted and none throws.
/// </summary>
public sealed class MutationTests
{
    private const int Runs = 1_500;

    [Fact]
    public void AuditResponse_Mutated_NeverPasses()
    {
        var policy = new AuditPolicy { BadSharePerMillion = 300_000, SecurityBits = 3 };
        using var rng = new SeededRandom(70);
        AuditChallenge challenge = AuditChallenge.Draw(DatasetSamples.Terms, policy, rng);
        TaggedDataset dataset = DatasetSamples.Dataset;
        ReadOnlyMemory<byte>[] asked =
            [.. challenge.Positions.Select(position => DatasetSamples.Records[dataset.RecordPosition(position)])];
        AuditResponse honest = AuditStatement.Open(challenge, dataset, asked, DatasetSamples.Key, rng);
        Assert.True(AuditStatement.Verify(challenge, honest, _ => true).Passed);

        var random = new Random(71);
        for (int run = 0; run < Runs; run++)
        {
            AuditResponse mutated = Mutate(random, honest);
            AuditVerdict verdict = AuditStatement.Verify(challenge, mutated, _ => true);
            Assert.False(verdict.Passed, $"Run {run} passed.");
        }
    }

    [Fact]
    public void DatasetProof_Mutated_NeverPasses()
    {
        using var rng = new SeededRandom(72);
        byte[] proof = DatasetStatement.Prove(DatasetSamples.Terms, DatasetSamples.Key, DatasetSamples.Opening, rng);
        ForEachMutation(73, proof, mutated =>
            DatasetStatement.Verify(DatasetSamples.Terms, mutated) == ProofFailure.None);
    }

    [Fact]
    public void TagStream_Mutated_NeverPasses() =>
        ForEachMutation(74, DatasetSamples.AllTags(DatasetSamples.Dataset), mutated =>
        {
            var checker = new TagStreamChecker();
            checker.Add(mutated);
            return checker.Finish(DatasetSamples.Dataset.Root.Span, DatasetSamples.Size) == TagFailure.None;
        });

    [Fact]
    public void DoubleTags_Mutated_NeverPass()
    {
        TaggedDataset other = DatasetSamples.Tag(DatasetSamples.NewRecords("county", 9), DatasetSamples.NewKey(75));
        var terms = new DoubleTagTerms(
            Samples.Context, DatasetSamples.Key.PublicKey, "county", CommittedTags.Of(other));
        using var rng = new SeededRandom(76);
        DoubleTagSegment honest = DoubleTagging.Multiply(terms, DatasetSamples.Key, rng).Single();
        ForEachMutation(77, honest.DoubleTags.ToArray(), mutated =>
            new DoubleTagChecker(terms).Add(honest with { DoubleTags = mutated }) == DoubleTagFailure.None);
        ForEachMutation(78, honest.Proof.ToArray(), mutated =>
            new DoubleTagChecker(terms).Add(honest with { Proof = mutated }) == DoubleTagFailure.None);
    }

    [Fact]
    public void Attestation_Mutated_IsRefusedOrSaysWhatItsBytesSay()
    {
        byte[] payload = new Attestation(
            Samples.Context,
            DatasetSamples.Dataset.Root,
            DatasetSamples.Key.PublicKey,
            DatasetSamples.Opening.Commit(),
            new()).ToPayload();
        ForEachMutation(79, payload, mutated =>
            Attestation.TryParse(mutated, out Attestation? parsed) &&
            !parsed.ToPayload().AsSpan().SequenceEqual(mutated));
    }

    [Fact]
    public void Checkpoint_Mutated_NeverOpens()
    {
        var signer = new NoteSigner("candor.example", new byte[32]);
        var checkpoint = new Checkpoint("log", 7, DatasetSamples.Dataset.Root.Span);
        ForEachMutation(80, signer.Sign(checkpoint.ToString()), mutated =>
            Checkpoint.TryOpen(mutated, "log", signer.Key, out _) == NoteFailure.None);
    }

    private static void ForEachMutation(int seed, byte[] honest, Func<byte[], bool> isAccepted)
    {
        Assert.NotEmpty(honest);
        var random = new Random(seed);
        for (int run = 0; run < Runs; run++)
        {
            byte[] mutated = Mutate(random, honest);
            Assert.False(isAccepted(mutated), $"Run {run} was accepted: {Convert.ToHexString(mutated)}");
        }
    }

    private static AuditResponse Mutate(Random random, AuditResponse honest)
    {
        OpenedRecord[] openings = [.. honest.Openings];
        int i = random.Next(openings.Length);
        OpenedRecord opening = openings[i];
        switch (random.Next(6))
        {
            case 0:
                return honest with { Proof = Mutate(random, honest.Proof.ToArray()) };
            case 1:
                openings[i] = opening with { Record = Mutate(random, opening.Record.ToArray()) };
                break;
            case 2:
                openings[i] = opening with { Tag = Mutate(random, opening.Tag.ToArray()) };
                break;
            case 3:
                ReadOnlyMemory<byte>[] path = [.. opening.InclusionProof];
                int sibling = random.Next(path.Length);
                path[sibling] = Mutate(random, path[sibling].ToArray());
                openings[i] = opening with { InclusionProof = path };
                break;
            case 4:
                openings[i] = openings[(i + 1 + random.Next(openings.Length - 1)) % openings.Length];
                break;
            default:
                openings = [.. openings[..i], .. openings[(i + 1)..]];
                break;
        }

        return honest with { Openings = openings };
    }

    private static byte[] Mutate(Random random, byte[] honest)
    {
        byte[] mutated;
        do
        {
            int at = random.Next(honest.Length);
            int count = Math.Min(1 + random.Next(33), honest.Length - at);
            mutated = random.Next(6) switch
            {
                0 => [.. honest[..at], .. honest[(at + count)..]],
                1 => [.. honest[..at], (byte)random.Next(256), .. honest[at..]],
                2 => [.. honest[..(at + count)], .. honest[at..]],
                3 => [.. honest[..at], .. new byte[count], .. honest[(at + count)..]],
                _ => [.. honest[..at], (byte)(honest[at] ^ (1 << random.Next(8))), .. honest[(at + 1)..]],
            };
        }
        while (mutated.AsSpan().SequenceEqual(honest));
        return mutated;
    }
}
