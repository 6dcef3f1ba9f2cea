using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Commitments.Masks;
using Candor.Market.Training;

namespace Candor.Market;

/// <summary>Makes the lists of a market's training: from the fold of its log alone, so that whoever reads the log makes the
/// same ones.</summary>
internal static class TrainingLists
{
    /// <summary>The first list: everyone who reported, with the signed report and the mask key.</summary>
    /// <param name="market">The market, its reports closed.</param>
    /// <param name="keys">The mask keys, by place.</param>
    /// <param name="reports">The reports in records, by place.</param>
    /// <exception cref="FormatException">A reporter has no key: the log is damaged.</exception>
    internal static TrainingList First(
        MarketState market,
        IReadOnlyDictionary<int, ReadOnlyMemory<byte>> keys,
        ImmutableSortedDictionary<int, uint> reports)
    {
        if (reports.Keys.FirstOrDefault(place => !keys.ContainsKey(place), -1) is >= 0 and var keyless)
        {
            throw new FormatException($"The reporter at place {keyless} has no mask key: the log is damaged.");
        }

        ImmutableArray<ListedMember> members =
        [
            .. reports.Select(pair => new ListedMember(
                pair.Key,
                pair.Value,
                Hash(
                    "candor/training-member/1"u8,
                    market.Participants[pair.Key].Report!.MessageDigest.Span,
                    keys[pair.Key].Span))),
        ];
        byte[] digest = DigestOf(market, default, members);
        return new TrainingList(digest, digest, members);
    }

    /// <summary>A later list: those of the first who are still in.</summary>
    /// <param name="market">The market.</param>
    /// <param name="first">The first list.</param>
    /// <param name="places">Who is in.</param>
    internal static TrainingList Later(MarketState market, TrainingList first, IReadOnlyCollection<int> places)
    {
        ImmutableArray<ListedMember> members = [.. first.Members.Where(member => places.Contains(member.Place))];
        return members.Length == first.Members.Length
            ? first
            : new TrainingList(DigestOf(market, first.Digest.Span, members), first.Digest, members);
    }

    /// <summary>The same members as statement 9 absorbs them.</summary>
    /// <param name="market">The market.</param>
    /// <param name="keys">The mask keys, by place.</param>
    /// <param name="list">The list.</param>
    /// <exception cref="FormatException">They are no list: the log is damaged.</exception>
    internal static ContributorList ContributorsOf(
        MarketState market, IReadOnlyDictionary<int, ReadOnlyMemory<byte>> keys, TrainingList list) =>
        ContributorList.TryCreate(
            [.. list.Members.Select(member => new Contributor(market.ContextOf(member.Place), member.Place, keys[member.Place]))],
            out ContributorList? contributors,
            out ContributorListFailure failure)
            ? contributors
            : throw new FormatException($"The members of {market.Name} are no list ({failure}): the log is damaged.");

    private static byte[] DigestOf(MarketState market, ReadOnlySpan<byte> first, ImmutableArray<ListedMember> members)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "candor/training-list/1"u8);
        Append(hash, market.DefinitionDigest.Span);
        Append(hash, first);
        Span<byte> numbers = stackalloc byte[2 * sizeof(ulong)];
        foreach (ListedMember member in members)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(numbers, (ulong)member.Place);
            BinaryPrimitives.WriteUInt64LittleEndian(numbers[sizeof(ulong)..], member.Records);
            Append(hash, numbers);
            Append(hash, member.Identity.Span);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Hash(ReadOnlySpan<byte> label, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, label);
        Append(hash, one);
        Append(hash, other);
        return hash.GetHashAndReset();
    }

    // Every field with its length, so that no two lists of fields give the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)field.Length);
        hash.AppendData(length);
        hash.AppendData(field);
    }
}
