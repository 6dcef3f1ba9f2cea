using System.Collections.Immutable;
using Candor.Market.Training;

namespace Candor.Market.Events;

/// <summary>The form of the training's entries that the serializer does not hold: lists, names within lists, named values and
/// the lengths of byte strings. Whoever folds a log may rely on it.</summary>
internal static class TrainingForm
{
    private const int ProofBytes = 64;
    private const int OpeningBytes = 96;
    private const int ElementBytes = 32;

    /// <summary>What is wrong with an entry.</summary>
    /// <param name="entry">The entry, of the training or not.</param>
    /// <returns>What was found and expected; null where nothing is wrong.</returns>
    internal static string? FindFault(MarketEvent entry) => entry switch
    {
        MaskKeyAccepted e => Length("mask key", e.MaskKey, ElementBytes) ?? Length("proof", e.Proof, ProofBytes),
        TrainingOpened e => Name("cause", e.Cause),
        TrainingStepOpened e => Name("step", e.Step) ?? Pairs(e.Disputed),
        StatisticsCommitted e =>
            Length("digest", e.Digest, ElementBytes) ?? Length("opening of the count", e.CountOpening, ElementBytes),
        ContributionAccepted e => Length("digest of the values", e.ValuesDigest, ElementBytes)
            ?? Length("digest of the blindings", e.BlindingsDigest, ElementBytes)
            ?? Length("digest of the shares", e.SharesDigest, ElementBytes)
            ?? Elements("commitments to the seed", e.SeedCommitments),
        ContributionChecked e => Elements("points", e.Points) ?? Complaints(e.Complaints),
        PairOpened e => Length("opening", e.Opening, OpeningBytes),
        ContributionUnmasked e => Length("digest of the shares", e.SharesDigest, ElementBytes),
        PointsCompared e => Named(e.Named) ?? Pairs(e.Disputed),
        SeedsJudged e => Seeds(e.Guilty),
        PlatformFailed e => Digests(e.Lost),
        ReportFell e => Name("cause", e.Cause),
        TrainingClosed e => Name("end", e.End),
        ModelsDelivered { Model: var model } => Length("digest", model.Digest, DeliveredModel.DigestSize)
            ?? (model.Records < 0 || model.MeasuredQuality > 1
                ? FormattableString.Invariant($"a model of {model.Records} records has the quality {model.MeasuredQuality}; expected at most 1, of records")
                : null),
        _ => null,
    };

    private static string? Complaints(ImmutableArray<DealtShareComplaint> complaints) => complaints.IsDefault
        ? Missing("complaints")
        : complaints.Select(static one => one.Dealer is null ? Missing("dealer") : Length("opening", one.Opening, OpeningBytes))
            .FirstOrDefault(static fault => fault is not null);

    private static string? Named(ImmutableArray<NamedMember> named) => named.IsDefault
        ? Missing("named members")
        : named.Select(static one => one.Participant is null ? Missing("participant") : Name("cause", one.Cause))
            .FirstOrDefault(static fault => fault is not null);

    private static string? Seeds(ImmutableArray<GuiltySeed> guilty) => guilty.IsDefault
        ? Missing("guilty")
        : guilty.Select(static one => one.Participant is null ? Missing("participant") : Length("seed", one.Seed, ElementBytes))
            .FirstOrDefault(static fault => fault is not null);

    private static string? Digests(ImmutableArray<ReadOnlyMemory<byte>> lost) => lost.IsDefault
        ? Missing("lost digests")
        : lost.Select(static digest => Length("lost digest", digest, ElementBytes)).FirstOrDefault(static fault => fault is not null);

    private static string? Pairs(ImmutableArray<DisputedPair> pairs) => pairs.IsDefault ? Missing("disputed pairs") : null;

    private static string Missing(string what) => $"its {what} are 'null'; expected a value.";

    // A number instead of a name is read too, whatever it is.
    private static string? Name<T>(string what, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? null : $"its {what} is '{value}'; expected a known one.";

    private static string? Length(string what, ReadOnlyMemory<byte> bytes, int expected) => bytes.Length == expected
        ? null
        : FormattableString.Invariant($"its {what} has {bytes.Length} bytes; expected {expected}.");

    private static string? Elements(string what, ReadOnlyMemory<byte> bytes) =>
        bytes.Length > 0 && bytes.Length % ElementBytes == 0
            ? null
            : FormattableString.Invariant($"its {what} have {bytes.Length} bytes; expected {ElementBytes} for each.");
}
