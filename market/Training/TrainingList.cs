using System.Collections.Immutable;

namespace Candor.Market.Training;

/// <summary>Who is asked to contribute to one sum, as a client has read it from signed messages: keys, signatures and key
/// proofs have been verified. Immutable as long as the memory handed over is.</summary>
/// <param name="Digest">What stands for the list in signed messages, 32 bytes; the client computes it itself.</param>
/// <param name="FirstDigest">The digest of the first list, which a later one names; a first list's own.</param>
/// <param name="Members">Who is on it, in roster order.</param>
public sealed record TrainingList(
    ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte> FirstDigest, ImmutableArray<ListedMember> Members)
{
    /// <summary>The length of a digest, in bytes.</summary>
    public const int DigestBytes = 32;

    /// <summary>How many records the members other than the largest have reported together.</summary>
    public long RecordsBesidesLargest =>
        Members.Sum(static member => (long)member.Records) - Members.Max(static member => (long)member.Records);

    /// <summary>Whether a participant is on it.</summary>
    /// <param name="place">Its place on the roster, from 0.</param>
    /// <returns>Whether it is.</returns>
    public bool Names(int place) => Members.Any(member => member.Place == place);

    /// <summary>Whether every member is on another list too, as the same.</summary>
    /// <param name="other">The other list.</param>
    /// <returns>Whether it is part of it.</returns>
    public bool IsPartOf(TrainingList other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var all = other.Members.ToDictionary(static member => member.Place);
        return Members.All(member => all.TryGetValue(member.Place, out ListedMember? same) && same.Equals(member));
    }

    /// <summary>Whether a list says the same.</summary>
    /// <param name="other">The list.</param>
    /// <returns>Whether it has the same digests and members.</returns>
    public bool Equals(TrainingList? other) =>
        other is not null
        && Digest.Span.SequenceEqual(other.Digest.Span)
        && FirstDigest.Span.SequenceEqual(other.FirstDigest.Span)
        && Members.SequenceEqual(other.Members);

    /// <inheritdoc/>
    public override int GetHashCode() => Digest.IsEmpty ? 0 : Digest.Span[0];
}

/// <summary>A member of a list.</summary>
/// <param name="Place">Its place on the roster, from 0.</param>
/// <param name="Records">t', the records that it reported.</param>
/// <param name="Identity">What else it is known by, 32 bytes: a digest of its signed report and its mask key.</param>
public sealed record ListedMember(int Place, uint Records, ReadOnlyMemory<byte> Identity)
{
    /// <summary>Whether a member is the same.</summary>
    /// <param name="other">The member.</param>
    /// <returns>Whether place, report and identity are.</returns>
    public bool Equals(ListedMember? other) =>
        other is not null
        && Place == other.Place
        && Records == other.Records
        && Identity.Span.SequenceEqual(other.Identity.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Place, Records);
}
