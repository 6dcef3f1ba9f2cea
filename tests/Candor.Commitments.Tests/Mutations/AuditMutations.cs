using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Commitments.Tests.Mutations;

/// <summary>Mutations of an audit's answer, and of the challenge that it answers.</summary>
internal sealed class AuditMutations
{
    private readonly ElementMutations _proofs;
    private readonly byte[][] _otherRecords = [.. DatasetSamples.Records.Take(9).Select(record => record.ToArray())];

    internal AuditMutations(DatasetTerms terms, AuditPolicy policy)
    {
        using var rng = new SeededRandom(70);
        Challenge = AuditChallenge.Draw(terms, policy, rng);
        Honest = Answer(Challenge);
        _proofs = new ElementMutations(
            Honest.Proof.ToArray(),
            "SS",
            [.. Enumerable.Range(0, 3).Select(i => Answer(WithNonce(Challenge, (byte)i)).Proof.ToArray())]);
    }

    internal AuditChallenge Challenge { get; }

    internal AuditResponse Honest { get; }

    internal Mutation<(AuditChallenge Challenge, AuditResponse Response)>? Draw(Random random)
    {
        switch (random.Next(9))
        {
            case 0 or 1:
                return _proofs.Draw(random) is { } proof
                    ? Of(Honest with { Proof = proof.Value }, $"proof: {proof.What}")
                    : null;
            case 2:
                (AuditChallenge challenge, string what) = OtherChallenge(random);
                return new((challenge, Honest), what);
            case 3:
                return OfOpenings(random);
            default:
                int i = random.Next(Honest.Openings.Count);
                return OfOpening(random, i, Honest.Openings[i]);
        }
    }

    private Mutation<(AuditChallenge, AuditResponse)>? OfOpening(Random random, int i, OpenedRecord opening)
    {
        int part = random.Next(4);
        int sibling = random.Next(opening.InclusionProof.Count);
        Mutation<byte[]>? mutation = part switch
        {
            0 => ByteMutations.Draw(random, opening.Record.Span, _otherRecords),
            1 => ByteMutations.Draw(random, opening.Tag.Span, Honest.Openings[^1].Tag.ToArray()),
            2 => ByteMutations.Draw(random, opening.InclusionProof[sibling].Span),
            _ => new Mutation<byte[]>([], "a sibling dropped"),
        };
        if (mutation is null)
        {
            return null;
        }

        ReadOnlyMemory<byte>[] path = [.. opening.InclusionProof];
        OpenedRecord mutated = part switch
        {
            0 => opening with { Record = mutation.Value },
            1 => opening with { Tag = mutation.Value },
            2 => opening with { InclusionProof = [.. path[..sibling], mutation.Value, .. path[(sibling + 1)..]] },
            _ => opening with { InclusionProof = [.. path[..sibling], .. path[(sibling + 1)..]] },
        };
        OpenedRecord[] openings = [.. Honest.Openings];
        openings[i] = mutated;
        return IsSame(mutated, opening)
            ? null
            : Of(Honest with { Openings = openings }, $"opening {i}, part {part}: {mutation.What}");
    }

    private Mutation<(AuditChallenge, AuditResponse)>? OfOpenings(Random random)
    {
        OpenedRecord[] openings = [.. Honest.Openings];
        int i = random.Next(openings.Length);
        int j = random.Next(openings.Length);
        switch (random.Next(3))
        {
            case 0:
                (openings[i], openings[j]) = (openings[j], openings[i]);
                return i == j ? null : Of(Honest with { Openings = openings }, $"openings {i} and {j} swapped");
            case 1:
                return Of(
                    Honest with { Openings = [.. openings[..i], .. openings[(i + 1)..]] }, $"opening {i} dropped");
            default:
                return Of(Honest with { Openings = [.. openings, openings[i]] }, $"opening {i} twice");
        }
    }

    private (AuditChallenge Challenge, string What) OtherChallenge(Random random)
    {
        Mutation<DatasetTerms> terms = TermsMutations.Draw(random, Challenge.Terms);
        return random.Next(3) switch
        {
            0 => (WithNonce(Challenge, (byte)random.Next(256)), "another nonce"),
            1 when terms.Value.Size == Challenge.Terms.Size => (
                Restore(terms.Value, Challenge.Nonce, Challenge.Positions.AsSpan()), terms.What),
            _ => (Drawn(random), "another draw of positions and nonce"),
        };
    }

    private AuditChallenge Drawn(Random random)
    {
        using var rng = new SeededRandom((ulong)random.Next(1_000_000) + 1_000);
        return AuditChallenge.Draw(Challenge.Terms, Challenge.Policy, rng);
    }

    private static AuditChallenge WithNonce(AuditChallenge challenge, byte fill) => Restore(
        challenge.Terms,
        Enumerable.Repeat(fill, challenge.Nonce.Length).ToArray(),
        challenge.Positions.AsSpan(),
        challenge.Policy);

    private AuditChallenge Restore(DatasetTerms terms, ReadOnlyMemory<byte> nonce, ReadOnlySpan<ulong> positions) =>
        Restore(terms, nonce, positions, Challenge.Policy);

    private static AuditChallenge Restore(
        DatasetTerms terms, ReadOnlyMemory<byte> nonce, ReadOnlySpan<ulong> positions, AuditPolicy policy)
    {
        Assert.True(AuditChallenge.TryCreate(terms, policy, nonce, positions, out AuditChallenge? challenge));
        return challenge;
    }

    private static AuditResponse Answer(AuditChallenge challenge)
    {
        using var rng = new SeededRandom(31);
        TaggedDataset dataset = DatasetSamples.Dataset;
        ReadOnlyMemory<byte>[] asked =
            [.. challenge.Positions.Select(position => DatasetSamples.Records[dataset.RecordPosition(position)])];
        return AuditStatement.Open(challenge, dataset, asked, DatasetSamples.Key, rng);
    }

    private Mutation<(AuditChallenge, AuditResponse)> Of(AuditResponse response, string what) =>
        new((Challenge, response), what);

    private static bool IsSame(OpenedRecord a, OpenedRecord b) =>
        a.Record.Span.SequenceEqual(b.Record.Span) && a.Tag.Span.SequenceEqual(b.Tag.Span) &&
        a.InclusionProof.Count == b.InclusionProof.Count &&
        a.InclusionProof.Zip(b.InclusionProof).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));
}
