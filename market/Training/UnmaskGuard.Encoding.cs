using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Candor.Market.Training;

/// <content>The state as bytes: what a client has on disk.</content>
public sealed partial record UnmaskGuard
{
    private const byte EncodingVersion = 1;

    // Bounds of what is read back, so that a damaged file is refused before it is believed.
    private const int MostEntries = 1 << 20;

    private static ReadOnlySpan<byte> Label => "candor/unmask-guard"u8;

    /// <summary>Writes the state.</summary>
    /// <returns>The bytes: a label, a version, then fields in little-endian order, each list with its length.</returns>
    public byte[] ToArray()
    {
        var writer = new GuardWriter();
        writer.Bytes(Label);
        writer.Byte(EncodingVersion);
        writer.Bytes(Terms.DefinitionDigest.Span);
        writer.Number((ulong)Terms.Place);
        writer.Number((ulong)Terms.MinContributors);
        writer.Number((ulong)Terms.MinRecords);
        Write(writer, First);
        writer.Bytes(Committed.Span);
        writer.Bytes(Projections.Span);
        writer.Number(Epoch);
        Write(writer, List);
        writer.Bytes(Masked.Span);
        writer.Bytes(Context.Span);
        Write(writer, Unmasked);
        writer.Number((ulong)Unmaskings.Length);
        foreach (Unmasking one in Unmaskings)
        {
            writer.Number(one.Epoch);
            writer.Bytes(one.ListDigest.Span);
        }

        Write(writer, Guilty);
        Write(writer, Opened);
        return writer.ToArray();
    }

    /// <summary>Reads a state back.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="terms">What the client knows: a state of another market or place is refused.</param>
    /// <param name="guard">The state; null where the bytes are not one.</param>
    /// <returns>Whether they are one. A client that cannot read its state must not begin another.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, GuardTerms terms, [NotNullWhen(true)] out UnmaskGuard? guard)
    {
        ArgumentNullException.ThrowIfNull(terms);
        guard = null;
        var reader = new GuardReader(bytes);
        if (!reader.Bytes().Span.SequenceEqual(Label)
            || reader.Byte() != EncodingVersion
            || !reader.Bytes().Span.SequenceEqual(terms.DefinitionDigest.Span)
            || reader.Number() != (ulong)terms.Place
            || reader.Number() != (ulong)terms.MinContributors
            || reader.Number() != (ulong)terms.MinRecords)
        {
            return false;
        }

        // The initialiser runs in the order in which it is written, which is that of the fields.
        var read = new UnmaskGuard(terms)
        {
            First = ReadList(ref reader),
            Committed = reader.Bytes(),
            Projections = reader.Bytes(),
            Epoch = reader.Number(),
            List = ReadList(ref reader),
            Masked = reader.Bytes(),
            Context = reader.Bytes(),
            Unmasked = ReadList(ref reader),
            Unmaskings = ReadUnmaskings(ref reader),
            Guilty = ReadPlaces(ref reader),
            Opened = ReadPlaces(ref reader),
        };
        guard = reader.IsAtEnd && read.ToArray().AsSpan().SequenceEqual(bytes) ? read : null;
        return guard is not null;
    }

    private static void Write(GuardWriter writer, TrainingList? list)
    {
        writer.Byte(list is null ? (byte)0 : (byte)1);
        if (list is null)
        {
            return;
        }

        writer.Bytes(list.Digest.Span);
        writer.Bytes(list.FirstDigest.Span);
        writer.Number((ulong)list.Members.Length);
        foreach (ListedMember member in list.Members)
        {
            writer.Number((ulong)member.Place);
            writer.Number(member.Records);
            writer.Bytes(member.Identity.Span);
        }
    }

    private static void Write(GuardWriter writer, ImmutableSortedSet<int> places)
    {
        writer.Number((ulong)places.Count);
        foreach (int place in places)
        {
            writer.Number((ulong)place);
        }
    }

    private static TrainingList? ReadList(ref GuardReader reader)
    {
        if (reader.Byte() == 0)
        {
            return null;
        }

        ReadOnlyMemory<byte> digest = reader.Bytes();
        ReadOnlyMemory<byte> first = reader.Bytes();
        int count = reader.Count(MostEntries);
        var members = ImmutableArray.CreateBuilder<ListedMember>();
        for (int i = 0; i < count && !reader.HasFailed; i++)
        {
            members.Add(new ListedMember((int)reader.Number(), (uint)reader.Number(), reader.Bytes()));
        }

        return new TrainingList(digest, first, members.ToImmutable());
    }

    private static ImmutableArray<Unmasking> ReadUnmaskings(ref GuardReader reader)
    {
        int count = reader.Count(MostEntries);
        var read = ImmutableArray.CreateBuilder<Unmasking>();
        for (int i = 0; i < count && !reader.HasFailed; i++)
        {
            read.Add(new Unmasking(reader.Number(), reader.Bytes()));
        }

        return read.ToImmutable();
    }

    private static ImmutableSortedSet<int> ReadPlaces(ref GuardReader reader)
    {
        int count = reader.Count(MostEntries);
        var read = ImmutableSortedSet.CreateBuilder<int>();
        for (int i = 0; i < count && !reader.HasFailed; i++)
        {
            read.Add((int)reader.Number());
        }

        return read.ToImmutable();
    }
}
