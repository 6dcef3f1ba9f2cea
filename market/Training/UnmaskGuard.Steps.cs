namespace Candor.Market.Training;

/// <content>Steps 5 and 6, and what is opened where members differ.</content>
public sealed partial record UnmaskGuard
{
    /// <summary>Step 5: the client sends its points, once it has every member's masks.</summary>
    /// <param name="masks">The signed mask payloads.</param>
    /// <param name="context">The digest of all that the weights come from, 32 bytes.</param>
    /// <returns>Whether the points are sent.</returns>
    public GuardAnswer Check(IReadOnlyCollection<SignedStep> masks, ReadOnlyMemory<byte> context)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (List is not null && !Context.IsEmpty)
        {
            return Again(Same(Context, context), "another context");
        }

        return Answer(
            Ahead(List is null, "masks")
                ?? CheckMessages(masks)
                ?? GuardRefusal.When(
                    !Same(masks.First(step => step.Place == Terms.Place).Content, Masked),
                    GuardReason.MessagesIncomplete,
                    $"The masks at place {Terms.Place} are not those that this client sent; expected its own."),
            () => this with { Context = context.ToArray() });
    }

    /// <summary>Step 6: the client hands out the shares that it holds, once every member has signed its context.</summary>
    /// <param name="checks">The signed check payloads.</param>
    /// <param name="logged">The client's own unmaskings in the market's log, so that a restored backup repeats none.</param>
    /// <returns>Whether the shares are sent.</returns>
    public GuardAnswer Unmask(IReadOnlyCollection<SignedStep> checks, IReadOnlyCollection<Unmasking> logged)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(logged);
        if (List is null || Context.IsEmpty)
        {
            return GuardAnswer.Refuse(this, Ahead(true, "points")!);
        }

        var own = new Unmasking(Epoch, List.Digest);
        if (Unmaskings.Contains(own))
        {
            return GuardAnswer.Repeat(this);
        }

        return Answer(
            CheckMessages(checks)
                ?? CheckContexts(checks)
                ?? CheckLog(logged, own)
                ?? CheckPairs(List)
                ?? CheckUnmasked(List),
            () => this with { Unmasked = List, Unmaskings = Unmaskings.Add(own) });
    }

    /// <summary>The client has checked itself that a member of the list that it unmasked last cheated: the opened seed fits
    /// the member's commitment, and its point is not the one that it signed.</summary>
    /// <param name="place">The member's place on the roster.</param>
    /// <returns>Whether it is noted.</returns>
    public GuardAnswer NoteGuilt(int place) => Guilty.Contains(place)
        ? GuardAnswer.Repeat(this)
        : Answer(
            Ahead(Unmasked is null, "an unmasked list, since seeds are not open before")
                ?? CheckOther(Unmasked!, place),
            () => this with { Guilty = Guilty.Add(place) });

    /// <summary>The client opens its pair secret with a member, whose signed point differs from its own.</summary>
    /// <param name="check">The member's signed check payload.</param>
    /// <param name="differs">Whether the pair's point in it is another than the client's.</param>
    /// <returns>Whether the secret is sent. No list with that member is masked for again.</returns>
    public GuardAnswer OpenPair(SignedStep check, bool differs)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (Opened.Contains(check.Place))
        {
            return GuardAnswer.Repeat(this);
        }

        return Answer(
            Ahead(List is null || Context.IsEmpty, "points")
                ?? CheckOther(List!, check.Place)
                ?? CheckOfEpoch(check)
                ?? CheckContexts([check])
                ?? GuardRefusal.When(
                    !differs, GuardReason.NoDispute, $"The points with place {check.Place} are the same; expected them to differ."),
            () => this with { Opened = Opened.Add(check.Place) });
    }

    /// <summary>The client complains of a member's share, which it can only show by opening its pair secret; with its points,
    /// and not later.</summary>
    /// <param name="place">The member's place on the roster.</param>
    /// <returns>Whether the secret goes out with the points. No list with that member is masked for again.</returns>
    public GuardAnswer Complain(int place)
    {
        if (Opened.Contains(place))
        {
            return GuardAnswer.Repeat(this);
        }

        return Answer(
            Ahead(List is null, "masks, with which shares come")
                ?? GuardRefusal.When(
                    !Context.IsEmpty,
                    GuardReason.AnsweredOtherwise,
                    $"The points of epoch {Epoch} went out without a complaint of place {place}; expected it with them.")
                ?? CheckOther(List!, place),
            () => this with { Opened = Opened.Add(place) });
    }

    private GuardRefusal? CheckOther(TrainingList list, int place) => GuardRefusal.When(
        place == Terms.Place || !list.Names(place),
        GuardReason.NotAMember,
        $"Place {place} is not another member of the list {Hex(list.Digest)}; expected one.");

    private GuardRefusal? CheckMessages(IReadOnlyCollection<SignedStep> steps) =>
        GuardRefusal.When(
            !steps.Select(static step => step.Place).Order().SequenceEqual(List!.Members.Select(static member => member.Place)),
            GuardReason.MessagesIncomplete,
            $"There are messages of places {string.Join(", ", steps.Select(static step => step.Place))}; expected one of each member of {Hex(List.Digest)}.")
        ?? steps.Select(CheckOfEpoch).FirstOrDefault(static refusal => refusal is not null);

    private GuardRefusal? CheckOfEpoch(SignedStep step) => GuardRefusal.When(
        step.Epoch != Epoch || !Same(step.ListDigest, List!.Digest),
        GuardReason.MessagesIncomplete,
        $"The message of place {step.Place} is of epoch {step.Epoch} and list {Hex(step.ListDigest)}; expected {Epoch} and {Hex(List!.Digest)}.");

    private GuardRefusal? CheckContexts(IReadOnlyCollection<SignedStep> checks) =>
        checks.FirstOrDefault(check => !Same(check.Content, Context)) is { } other
            ? new GuardRefusal(
                GuardReason.ContextsDiffer,
                FormattableString.Invariant(
                    $"Place {other.Place} signed the context {Hex(other.Content)}; expected {Hex(Context)}, as this client did."))
            : null;

    // What is about to be unmasked may be in the log: the state may have been lost between sending and its write.
    private GuardRefusal? CheckLog(IReadOnlyCollection<Unmasking> logged, Unmasking own) =>
        logged.FirstOrDefault(one => !one.Equals(own) && !Unmaskings.Contains(one)) is { } unknown
            ? new GuardRefusal(
                GuardReason.StateRestored,
                FormattableString.Invariant(
                    $"The log has an unmasking of {Hex(unknown.ListDigest)} in epoch {unknown.Epoch}, which this client's state has not; expected a state that was never set back."))
            : null;
}
