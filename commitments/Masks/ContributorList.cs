using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.Hashing;

namespace Candor.Commitments.Masks;

/// <summary>
/// Who masks together: contributors of one market in the order of its roster, each with a mask key of its own. Masks of
/// different lists have nothing in common.
/// </summary>
/// <remarks>Immutable; safe for use from many threads.</remarks>
public sealed class ContributorList
{
    /// <summary>The fewest contributors that a list can have. A market asks for more.</summary>
    public const int MinimumContributors = 2;

    private readonly PublicElement[] _keys;

    private ContributorList(Contributor[] contributors, PublicElement[] keys)
    {
        Contributors = contributors;
        _keys = keys;
        Digest = DigestOf(contributors);
    }

    /// <summary>The contributors, in roster order. A position is a place in this list, from 0.</summary>
    public IReadOnlyList<Contributor> Contributors { get; }

    /// <summary>n.</summary>
    public int Count => _keys.Length;

    /// <summary>The 32 bytes that stand for the list in signed messages.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>Takes contributors whose keys on the roster, reports and key proofs have been checked.</summary>
    /// <param name="contributors">The contributors in roster order.</param>
    /// <param name="list">The list, or null.</param>
    /// <param name="failure">Why they are no list, or <see cref="ContributorListFailure.None"/>.</param>
    /// <returns>Whether they are one.</returns>
    public static bool TryCreate(
        IReadOnlyList<Contributor> contributors,
        [NotNullWhen(true)] out ContributorList? list,
        out ContributorListFailure failure)
    {
        ArgumentNullException.ThrowIfNull(contributors);
        Contributor[] copies = [.. contributors];
        list = null;
        failure = Check(copies);
        var keys = new PublicElement[copies.Length];
        for (int i = 0; i < copies.Length && failure == ContributorListFailure.None; i++)
        {
            failure = PublicElement.TryParse(copies[i].MaskKey.Span, out keys[i]) == PointFailure.None
                ? ContributorListFailure.None
                : ContributorListFailure.MalformedMaskKey;
        }

        if (failure == ContributorListFailure.None && HasRepeated(copies, contributor => contributor.MaskKey))
        {
            failure = ContributorListFailure.RepeatedMaskKey;
        }

        list = failure == ContributorListFailure.None ? new(copies, keys) : null;
        return list is not null;
    }

    /// <summary>The position of a contributor.</summary>
    /// <param name="participant">Its id.</param>
    /// <returns>Its position, or -1 where it is not on the list.</returns>
    public int PositionOf(string participant)
    {
        for (int i = 0; i < Count; i++)
        {
            if (string.Equals(Contributors[i].Context.Participant, participant, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>K of a position.</summary>
    internal PublicElement KeyOf(int position) => _keys[position];

    /// <summary>Throws where no contributor has a position.</summary>
    internal void RequirePosition(int position, string name)
    {
        if ((uint)position >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(
                name, position, $"The list has positions 0 to {Count - 1}.");
        }
    }

    private static ContributorListFailure Check(Contributor[] contributors)
    {
        if (contributors.Length < MinimumContributors)
        {
            return ContributorListFailure.TooFew;
        }

        for (int i = 1; i < contributors.Length; i++)
        {
            if (contributors[i].Context.Market != contributors[0].Context.Market ||
                !contributors[i].Context.DefinitionDigest.Span.SequenceEqual(
                    contributors[0].Context.DefinitionDigest.Span))
            {
                return ContributorListFailure.OtherMarket;
            }

            if (contributors[i].RosterIndex <= contributors[i - 1].RosterIndex)
            {
                return ContributorListFailure.NotInRosterOrder;
            }
        }

        return HasRepeated(contributors, contributor => contributor.Context.ParticipantBytes) ||
            HasRepeated(contributors, contributor => contributor.Context.ParticipantKey)
                ? ContributorListFailure.RepeatedParticipant
                : ContributorListFailure.None;
    }

    private static bool HasRepeated(Contributor[] contributors, Func<Contributor, ReadOnlyMemory<byte>> value) =>
        contributors.Select(contributor => Convert.ToHexString(value(contributor).Span))
            .Distinct(StringComparer.Ordinal).Count() < contributors.Length;

    private static byte[] DigestOf(Contributor[] contributors)
    {
        PrefixedFields fields = new PrefixedFields(ProtocolLabels.Contributors)
            .Add(contributors[0].Context.MarketBytes)
            .Add(contributors[0].Context.DefinitionDigest.Span);
        foreach (Contributor contributor in contributors)
        {
            fields.Add((ulong)contributor.RosterIndex)
                .Add(contributor.Context.ParticipantBytes)
                .Add(contributor.Context.ParticipantKey.Span)
                .Add(contributor.MaskKey.Span);
        }

        return SHA256.HashData(fields.ToArray());
    }
}
