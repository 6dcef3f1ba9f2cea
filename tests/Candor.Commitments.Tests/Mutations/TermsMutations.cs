using Candor.Commitments.Datasets;
using Candor.Commitments.Group;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Commitments.Tests.Mutations;

/// <summary>Mutations of what a proof is about, one absorbed item at a time.</summary>
internal static class TermsMutations
{
    internal static Mutation<ReportTerms> Draw(Random random, ReportTerms terms) => random.Next(6) switch
    {
        0 => Of(Draw(random, terms.Context), context => terms with { Context = context }),
        1 => Of(Another(random, terms.CommitmentEvent), number => terms with { CommitmentEvent = number }),
        2 => Of(Flipped(random, terms.DatasetRoot, "root"), root => terms with { DatasetRoot = root }),
        3 => Of(Draw(random, terms.Commitment), commitment => terms with { Commitment = commitment }),
        4 => Of(Another(random, terms.Report), report => terms with { Report = (uint)report }),
        _ => Of(Flipped(random, terms.Nonce, "nonce"), nonce => terms with { Nonce = nonce }),
    };

    internal static Mutation<DatasetTerms> Draw(Random random, DatasetTerms terms) => random.Next(5) switch
    {
        0 => Of(Draw(random, terms.Context), context => terms with { Context = context }),
        1 => Of(Flipped(random, terms.DatasetRoot, "root"), root => terms with { DatasetRoot = root }),
        2 => Of(Flipped(random, terms.RecordKey, "record key"), key => terms with { RecordKey = key }),
        3 => Of(Another(random, terms.Size), size => terms with { Size = size }),
        _ => Of(Draw(random, terms.Commitment), commitment => terms with { Commitment = commitment }),
    };

    internal static Mutation<StatementContext> Draw(Random random, StatementContext context) => random.Next(4) switch
    {
        0 => Of(Changed(random, context.Market), market => context with { Market = market }),
        1 => Of(Changed(random, context.Participant), participant => context with { Participant = participant }),
        2 => Of(
            Flipped(random, context.DefinitionDigest, "definition digest"),
            digest => context with { DefinitionDigest = digest }),
        _ => Of(
            Flipped(random, context.ParticipantKey, "participant key"),
            key => context with { ParticipantKey = key }),
    };

    /// <summary>Another commitment: the size moved, the sign turned, or the blinding moved.</summary>
    internal static Mutation<Commitment> Draw(Random random, Commitment commitment)
    {
        Assert.True(RistrettoPoint.TryParse(commitment.ToArray(), out RistrettoPoint point));
        ulong by = 1 + (ulong)random.Next(1_000);
        return random.Next(3) switch
        {
            0 => new(commitment.Less(by), $"commitment less {by}"),
            1 => new(new Commitment(-point), "commitment negated"),
            _ => new(
                new Commitment(point + PedersenGenerators.Commit(Scalar.Zero, by)),
                $"commitment with its blinding {by} higher"),
        };
    }

    internal static Mutation<ReadOnlyMemory<byte>> Flipped(Random random, ReadOnlyMemory<byte> bytes, string name)
    {
        byte[] flipped = bytes.ToArray();
        int bit = random.Next(8 * flipped.Length);
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return new(flipped, $"bit {bit} of the {name} flipped");
    }

    private static Mutation<ulong> Another(Random random, ulong number)
    {
        ulong another = random.Next(4) switch
        {
            0 => number + 1,
            1 => number - 1,
            2 => number ^ (1UL << random.Next(32)),
            _ => (ulong)random.Next(),
        };
        another = another == number ? number + 2 : another;
        return new(another, $"{another} for {number}");
    }

    private static Mutation<string> Changed(Random random, string text)
    {
        int at = random.Next(text.Length);
        string changed = random.Next(3) switch
        {
            0 => text + text[at],
            1 => text[..at] + (char)(text[at] == 'z' ? 'y' : text[at] + 1) + text[(at + 1)..],
            _ => text[..at] + "é" + text[at..],
        };
        return new(changed, $"'{changed}' for '{text}'");
    }

    private static Mutation<TTo> Of<TFrom, TTo>(Mutation<TFrom> mutation, Func<TFrom, TTo> change) =>
        new(change(mutation.Value), mutation.What);
}
