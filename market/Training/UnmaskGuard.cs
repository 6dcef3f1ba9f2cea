using System.Collections.Immutable;

namespace Candor.Market.Training;

/// <summary>What a client has answered in a market's training, and so what it may still answer. The difference of two sums
/// over different lists is somebody's data: whatever a platform sends, a client unmasks one list, and after it only that
/// list less members whose guilt it has checked itself. State and message in, state or a typed refusal out; immutable and
/// thread-safe.</summary>
public sealed partial record UnmaskGuard
{
    private UnmaskGuard(GuardTerms terms)
    {
        Terms = terms;
    }

    /// <summary>What the client knew before the phase began.</summary>
    public GuardTerms Terms { get; }

    /// <summary>The first list, once accepted.</summary>
    public TrainingList? First { get; private init; }

    /// <summary>The digest of the client's commitments, once sent; they stand for all epochs.</summary>
    public ReadOnlyMemory<byte> Committed { get; private init; }

    /// <summary>The digest of the projections that were answered, once they were.</summary>
    public ReadOnlyMemory<byte> Projections { get; private init; }

    /// <summary>The newest epoch in which the client masked; 0 before.</summary>
    public ulong Epoch { get; private init; }

    /// <summary>That epoch's list.</summary>
    public TrainingList? List { get; private init; }

    /// <summary>The digest of the mask payload of that epoch.</summary>
    public ReadOnlyMemory<byte> Masked { get; private init; }

    /// <summary>The context of the points that were sent in that epoch; empty before.</summary>
    public ReadOnlyMemory<byte> Context { get; private init; }

    /// <summary>The list that was unmasked last.</summary>
    public TrainingList? Unmasked { get; private init; }

    /// <summary>All that were unmasked, in order.</summary>
    public ImmutableArray<Unmasking> Unmaskings { get; private init; } = [];

    /// <summary>Whose guilt the client has checked itself.</summary>
    public ImmutableSortedSet<int> Guilty { get; private init; } = [];

    /// <summary>With whom it has opened its pair secret, which gives that pair's masks in all epochs.</summary>
    public ImmutableSortedSet<int> Opened { get; private init; } = [];

    /// <summary>The state before anything was answered.</summary>
    /// <param name="terms">What the client knows.</param>
    /// <returns>The state.</returns>
    public static UnmaskGuard Begin(GuardTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new UnmaskGuard(terms);
    }

    /// <summary>The phase begins with a first list.</summary>
    /// <param name="list">The list.</param>
    /// <returns>Whether the client takes part.</returns>
    public GuardAnswer AcceptFirst(TrainingList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return First is not null
            ? Again(First.Equals(list), "another first list")
            : Answer(
                CheckForm(list)
                    ?? GuardRefusal.When(
                        !Same(list.Digest, list.FirstDigest),
                        GuardReason.NotPartOfFirst,
                        $"The list names {Hex(list.FirstDigest)} as the first one, which was never shown; expected itself, {Hex(list.Digest)}.")
                    ?? CheckSize(list, list.Members.Length, isRepair: false),
                () => this with { First = list });
    }

    /// <summary>Step 1: the client commits to its statistics.</summary>
    /// <param name="digest">The digest of its commitments, 32 bytes.</param>
    /// <returns>Whether they are sent.</returns>
    public GuardAnswer Commit(ReadOnlyMemory<byte> digest) => !Committed.IsEmpty
        ? Again(Same(Committed, digest), "other commitments")
        : Answer(Ahead(First is null, "a first list"), () => this with { Committed = digest.ToArray() });

    /// <summary>Step 3: the client proves that it is near its audited records, once a market: each answer measures its
    /// data.</summary>
    /// <param name="digest">The digest of the validator's signed projections, 32 bytes.</param>
    /// <param name="areWide">Whether every interval is as wide as the rules make it at least.</param>
    /// <returns>Whether the proof is sent.</returns>
    public GuardAnswer AnswerProjections(ReadOnlyMemory<byte> digest, bool areWide) => !Projections.IsEmpty
        ? Again(Same(Projections, digest), "other projections")
        : Answer(
            Ahead(Committed.IsEmpty, "commitments to be asked about")
                ?? GuardRefusal.When(
                    !areWide,
                    GuardReason.IntervalsNarrow,
                    $"An interval is narrower than the allowance for rare records; expected at least twice that allowance."),
            () => this with { Projections = digest.ToArray() });

    /// <summary>Step 4: the client masks its statistics for a list.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="list">The list.</param>
    /// <param name="payload">The digest of what it would send, 32 bytes, over masks that were never used.</param>
    /// <returns>Whether that is sent.</returns>
    public GuardAnswer Mask(ulong epoch, TrainingList list, ReadOnlyMemory<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (epoch == Epoch && List is not null)
        {
            return Again(List.Equals(list), "another list");
        }

        return Answer(
            Ahead(Committed.IsEmpty, "commitments, of which the masks are")
                ?? GuardRefusal.When(
                    epoch <= Epoch,
                    GuardReason.EpochPassed,
                    $"The epoch is {epoch}; expected one above {Epoch}, since each masks afresh.")
                ?? CheckLater(list),
            () => this with
            {
                Epoch = epoch,
                List = list,
                Masked = payload.ToArray(),
                Context = default,
            });
    }

    /// <summary>Why a list may not be masked for; null where it may.</summary>
    private GuardRefusal? CheckLater(TrainingList list) =>
        CheckForm(list)
        ?? GuardRefusal.When(
            !Same(list.FirstDigest, First!.Digest),
            GuardReason.NotPartOfFirst,
            $"The list names {Hex(list.FirstDigest)} as the first one; expected {Hex(First.Digest)}.")
        ?? GuardRefusal.When(
            !list.IsPartOf(First),
            GuardReason.NotPartOfFirst,
            $"The list names a member that the first one has not, or has otherwise; expected a part of {Hex(First.Digest)}.")
        ?? CheckPairs(list)
        ?? CheckUnmasked(list)
        ?? CheckSize(list, First.Members.Length, isRepair: Unmasked is not null);

    // The one exception. The difference of both sums is then of those who cheated, and of nobody else.
    private GuardRefusal? CheckUnmasked(TrainingList list) => Unmasked is null
        ? null
        : GuardRefusal.When(
            !list.IsPartOf(Unmasked)
                || list.Members.Length == Unmasked.Members.Length
                || Unmasked.Members.Any(member => !list.Names(member.Place) && !Guilty.Contains(member.Place)),
            GuardReason.AnotherUnmasked,
            $"The list {Hex(Unmasked.Digest)} is unmasked; expected that one less members whose guilt was checked, of places {string.Join(", ", Guilty)}.");

    private GuardRefusal? CheckPairs(TrainingList list) =>
        list.Members.FirstOrDefault(member => Opened.Contains(member.Place)) is { } opened
            ? new GuardRefusal(
                GuardReason.PairOpened,
                FormattableString.Invariant(
                    $"The list names the member at place {opened.Place}, with whom the pair secret is open; expected a list without it."))
            : null;

    private GuardRefusal? CheckForm(TrainingList list)
    {
        bool isOrdered = !list.Members.IsDefaultOrEmpty
            && list.Members[0].Place >= 0
            && list.Members.Zip(list.Members.Skip(1)).All(static pair => pair.First.Place < pair.Second.Place);
        return GuardRefusal.When(
                !isOrdered || list.Digest.Length != TrainingList.DigestBytes
                    || list.FirstDigest.Length != TrainingList.DigestBytes
                    || list.Members.Any(static member => member.Identity.Length != TrainingList.DigestBytes),
                GuardReason.ListMalformed,
                $"The list is not one; expected members in roster order and digests of {TrainingList.DigestBytes} bytes.")
            ?? GuardRefusal.When(
                !list.Names(Terms.Place),
                GuardReason.NotNamed,
                $"The list does not name place {Terms.Place}, which is this client's; expected it to.");
    }

    // The rule is against the platform, so that the platform cannot be its judge. In a repair every member's share is needed:
    // its threshold is the list's own size.
    private GuardRefusal? CheckSize(TrainingList list, int reporters, bool isRepair)
    {
        int threshold = isRepair || reporters < ShareThreshold.FewestMembers ? 0 : ShareThreshold.Of(reporters);
        int fewest = Math.Max(Math.Max(ShareThreshold.FewestMembers, Terms.MinContributors), threshold);
        return GuardRefusal.When(
                list.Members.Length < fewest,
                GuardReason.TooFewMembers,
                $"The list names {list.Members.Length} members; expected at least {fewest}.")
            ?? GuardRefusal.When(
                list.RecordsBesidesLargest < Terms.MinRecords,
                GuardReason.TooFewRecords,
                $"The members other than the largest have {list.RecordsBesidesLargest} records; expected at least {Terms.MinRecords}.");
    }

    private static GuardRefusal? Ahead(bool isMissing, string missing) => GuardRefusal.When(
        isMissing, GuardReason.StepAhead, $"The message comes too early; expected {missing} before it.");

    private GuardAnswer Answer(GuardRefusal? refusal, Func<UnmaskGuard> after) =>
        refusal is null ? GuardAnswer.Give(after()) : GuardAnswer.Refuse(this, refusal);

    private GuardAnswer Again(bool isSame, string other) => isSame
        ? GuardAnswer.Repeat(this)
        : GuardAnswer.Refuse(this, new GuardRefusal(
            GuardReason.AnsweredOtherwise, $"The step asks about {other}; expected what was answered, and nothing else."));

    private static bool Same(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => one.Span.SequenceEqual(other.Span);

    private static string Hex(ReadOnlyMemory<byte> digest) =>
        digest.IsEmpty ? "nothing" : Convert.ToHexStringLower(digest.Span[..Math.Min(8, digest.Length)]);
}

/// <summary>What a client knows before training begins, from the definition and its own place in it.</summary>
/// <param name="DefinitionDigest">The market, 32 bytes.</param>
/// <param name="Place">The client's place on the roster, from 0.</param>
/// <param name="MinContributors">How many have to contribute by the definition.</param>
/// <param name="MinRecords">2p: how many records the members other than the largest need.</param>
public sealed record GuardTerms(
    ReadOnlyMemory<byte> DefinitionDigest, int Place, int MinContributors, long MinRecords);
