namespace Candor.Market.Training;

/// <summary>What a client answers to a message, as <see cref="UnmaskGuard"/> judges it.</summary>
public sealed class GuardAnswer
{
    private GuardAnswer(UnmaskGuard state, bool isRepeat, GuardRefusal? refusal)
    {
        State = state;
        IsRepeat = isRepeat;
        Refusal = refusal;
    }

    /// <summary>The state after it, to be on disk before anything is sent; unchanged where the message is refused or a
    /// repetition.</summary>
    public UnmaskGuard State { get; }

    /// <summary>Whether it was answered before: the same bytes go out again, never new ones.</summary>
    public bool IsRepeat { get; }

    /// <summary>Why it is not answered; null where it is.</summary>
    public GuardRefusal? Refusal { get; }

    internal static GuardAnswer Give(UnmaskGuard state) => new(state, false, null);

    internal static GuardAnswer Repeat(UnmaskGuard state) => new(state, true, null);

    internal static GuardAnswer Refuse(UnmaskGuard state, GuardRefusal refusal) => new(state, false, refusal);
}

/// <summary>Why a client does not answer.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Message">What was wrong, with the value, and what was expected.</param>
public sealed record GuardRefusal(GuardReason Reason, string Message)
{
    internal static GuardRefusal? When(bool broken, GuardReason reason, FormattableString message) =>
        broken ? new GuardRefusal(reason, FormattableString.Invariant(message)) : null;
}

/// <summary>Reasons not to answer. Numbers may only grow.</summary>
public enum GuardReason
{
    /// <summary>The message is of a step before which another has to come.</summary>
    StepAhead = 1,

    /// <summary>Another message of this step was answered.</summary>
    AnsweredOtherwise = 2,

    /// <summary>The message is of an epoch that is over.</summary>
    EpochPassed = 3,

    /// <summary>The list is not in roster order, or its digests are not digests.</summary>
    ListMalformed = 4,

    /// <summary>The list does not name this client.</summary>
    NotNamed = 5,

    /// <summary>The list is not part of the first one, or does not name it.</summary>
    NotPartOfFirst = 6,

    /// <summary>The list names too few.</summary>
    TooFewMembers = 7,

    /// <summary>The members other than the largest have too few records.</summary>
    TooFewRecords = 8,

    /// <summary>The list names somebody with whom this client has opened its pair secret.</summary>
    PairOpened = 9,

    /// <summary>A list was unmasked, and this one is not that one less members whose guilt this client has checked.</summary>
    AnotherUnmasked = 10,

    /// <summary>The log has an unmasking of this client's of which its state knows nothing: the state is an old one.</summary>
    StateRestored = 11,

    /// <summary>The signed messages are not one of each member, of this epoch and list.</summary>
    MessagesIncomplete = 12,

    /// <summary>A member has signed another context: the platform has shown members different things.</summary>
    ContextsDiffer = 13,

    /// <summary>The intervals are so narrow that they would test single numbers.</summary>
    IntervalsNarrow = 14,

    /// <summary>There is nothing to open: the points do not differ.</summary>
    NoDispute = 15,

    /// <summary>The participant is not on the list in question, or is this client itself.</summary>
    NotAMember = 16,

    /// <summary>The platform handed out encrypted shares that are not those which their dealer signed.</summary>
    SharesForeign = 17,

    /// <summary>The validator's projections are not those that it announced with the audit, or are of other commitments or
    /// another report.</summary>
    ProjectionsForeign = 18,
}

/// <summary>A signed message of a step, as a client has verified it.</summary>
/// <param name="Place">Who signed it, its place on the roster.</param>
/// <param name="Epoch">The epoch that it names.</param>
/// <param name="ListDigest">The list that it names.</param>
/// <param name="Content">Of masks the digest of the payload; of points the context, 32 bytes each.</param>
public sealed record SignedStep(int Place, ulong Epoch, ReadOnlyMemory<byte> ListDigest, ReadOnlyMemory<byte> Content);

/// <summary>An unmasking of the client's own.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="ListDigest">The list, 32 bytes.</param>
public sealed record Unmasking(ulong Epoch, ReadOnlyMemory<byte> ListDigest)
{
    /// <summary>Whether another is the same.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether epoch and list are.</returns>
    public bool Equals(Unmasking? other) =>
        other is not null && Epoch == other.Epoch && ListDigest.Span.SequenceEqual(other.ListDigest.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Epoch.GetHashCode();
}
