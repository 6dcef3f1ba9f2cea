using Candor.Market.Training;
using static Candor.Market.Tests.Training.GuardSetting;

namespace Candor.Market.Tests.Training;

public sealed class UnmaskGuardTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    [InlineData(6, 5)]
    [InlineData(9, 7)]
    [InlineData(int.MaxValue, 1_431_655_765)]
    public void Threshold_OfSoManyReporters_IsThatOfTheRule(int reporters, int expected) =>
        Assert.Equal(expected, ShareThreshold.Of(reporters));

    [Fact]
    public void Unmask_OfAnHonestRun_IsAnsweredOnceAndThenRepeated()
    {
        UnmaskGuard guard = Give(Unmask(Checked(FirstOf(5))));

        GuardAnswer again = Unmask(guard);

        Assert.True(again.IsRepeat);
        Assert.Same(guard, again.State);
        Assert.True(guard.Unmaskings.SequenceEqual([new Unmasking(1, FirstOf(5).Digest)]));
    }

    [Fact]
    public void Mask_OfTheUnmaskedListLessCheckedGuilty_IsTheOneException()
    {
        UnmaskGuard guard = Give(Unmask(Checked(FirstOf(5))));
        TrainingList repair = Less(FirstOf(5), 3);

        Refused(GuardReason.AnotherUnmasked, guard.Mask(2, repair, Digest("m")), "expected that one less members whose guilt was checked");
        guard = Give(guard.NoteGuilt(3));
        Refused(GuardReason.AnotherUnmasked, guard.Mask(2, Less(FirstOf(5), 3, 4), Digest("m")), "of places 3");
        Refused(GuardReason.AnotherUnmasked, guard.Mask(2, FirstOf(5), Digest("m")), "of places 3");
        guard = Give(Unmask(CheckedIn(guard, 2, repair)));

        // A second repair starts from the first, and may go below the first threshold: every share is needed in it.
        guard = Give(guard.NoteGuilt(0));
        guard = Give(Unmask(CheckedIn(guard, 3, Less(repair, 0))));
        Assert.Equal([1UL, 2, 3], guard.Unmaskings.Select(one => one.Epoch));
        Refused(GuardReason.TooFewMembers, Give(guard.NoteGuilt(2)).Mask(4, Less(repair, 0, 2), Digest("m")), "names 2 members; expected at least 3");
    }

    [Fact]
    public void Mask_OfAListBeforeAnyUnmasking_MayDropWhomThePlatformDrops()
    {
        UnmaskGuard guard = Checked(FirstOf(6));

        guard = CheckedIn(guard, 2, Less(FirstOf(6), 5));

        Refused(GuardReason.TooFewMembers, guard.Mask(3, Less(FirstOf(6), 5, 4), Digest("m")), "names 4 members; expected at least 5");
        Refused(GuardReason.EpochPassed, guard.Mask(1, FirstOf(6), Digest("m")), "expected one above 2");
        Refused(GuardReason.AnsweredOtherwise, guard.Mask(2, FirstOf(6), Digest("m")), "another list");
        Assert.True(guard.Mask(2, Less(FirstOf(6), 5), Digest("other masks")).IsRepeat);
    }

    [Fact]
    public void AcceptFirst_OfAListAgainstTheRule_SaysWhy()
    {
        UnmaskGuard guard = UnmaskGuard.Begin(Terms);
        TrainingList first = FirstOf(5);

        Refused(GuardReason.TooFewMembers, guard.AcceptFirst(FirstOf(2)), "names 2 members; expected at least 3");
        Refused(GuardReason.TooFewRecords, guard.AcceptFirst(FirstOf(5, records: 4)), "have 16 records; expected at least 20");
        Refused(GuardReason.NotNamed, guard.AcceptFirst(Itself(Less(first, Self))), "does not name place 1");
        Refused(GuardReason.NotPartOfFirst, guard.AcceptFirst(first with { FirstDigest = Digest("other") }), "never shown");
        Refused(GuardReason.ListMalformed, guard.AcceptFirst(first with { Members = [.. first.Members.Reverse()] }), "roster order");
        Refused(GuardReason.ListMalformed, guard.AcceptFirst(first with { Members = [] }), "roster order");
        guard = Give(guard.AcceptFirst(first));
        Assert.True(guard.AcceptFirst(FirstOf(5)).IsRepeat);
        Refused(GuardReason.AnsweredOtherwise, guard.AcceptFirst(FirstOf(6)), "another first list");
    }

    [Fact]
    public void Mask_OfAListThatIsNotPartOfTheFirst_IsRefused()
    {
        UnmaskGuard guard = Checked(FirstOf(5));

        Refused(
            GuardReason.NotPartOfFirst,
            guard.Mask(2, Of(FirstOf(5), [.. FirstOf(5).Members, Member(7, 10)]), Digest("m")),
            "a member that the first one has not");
        Refused(
            GuardReason.NotPartOfFirst,
            guard.Mask(2, Of(FirstOf(5), [.. FirstOf(5).Members[..4], Member(4, 11)]), Digest("m")),
            "or has otherwise");
        Refused(GuardReason.NotPartOfFirst, guard.Mask(2, FirstOf(4), Digest("m")), "as the first one; expected");
    }

    [Fact]
    public void Steps_BeforeTheirTime_AreRefused()
    {
        UnmaskGuard guard = UnmaskGuard.Begin(Terms);

        Refused(GuardReason.StepAhead, guard.Commit(Digest("c")), "expected a first list before it");
        guard = Give(guard.AcceptFirst(FirstOf(5)));
        Refused(GuardReason.StepAhead, guard.AnswerProjections(Digest("p"), true), "expected commitments");
        Refused(GuardReason.StepAhead, guard.Mask(1, FirstOf(5), Digest("m")), "expected commitments");
        Refused(GuardReason.StepAhead, guard.Check([], Digest("x")), "expected masks");
        Refused(GuardReason.StepAhead, guard.Unmask([], []), "expected points");
        Refused(GuardReason.StepAhead, guard.NoteGuilt(2), "expected an unmasked list");
        Refused(GuardReason.StepAhead, guard.Complain(2), "expected masks");
    }

    [Fact]
    public void AnswerProjections_ASecondTimeOrOfNarrowIntervals_IsRefused()
    {
        UnmaskGuard guard = Checked(FirstOf(5));

        Refused(GuardReason.IntervalsNarrow, guard.AnswerProjections(Digest("p"), false), "at least twice that allowance");
        guard = Give(guard.AnswerProjections(Digest("p"), true));
        Assert.True(guard.AnswerProjections(Digest("p"), true).IsRepeat);
        Refused(GuardReason.AnsweredOtherwise, guard.AnswerProjections(Digest("q"), true), "other projections");
        Refused(GuardReason.AnsweredOtherwise, guard.Commit(Digest("q")), "other commitments");
    }

    [Fact]
    public void Check_WithoutEverybodysMasksOrWithForeignOnes_IsRefused()
    {
        UnmaskGuard guard = Checked(FirstOf(5));
        guard = Give(guard.Mask(2, FirstOf(5), Digest("own masks 2")));
        SignedStep[] masks = Masks(guard);

        Refused(GuardReason.MessagesIncomplete, guard.Check(masks[..4], Digest("x")), "expected one of each member");
        Refused(GuardReason.MessagesIncomplete, guard.Check([.. masks[..4], masks[3]], Digest("x")), "expected one of each member");
        Refused(
            GuardReason.MessagesIncomplete, guard.Check([.. masks[..4], masks[4] with { Epoch = 1 }], Digest("x")), "of place 4 is of epoch 1");
        Refused(
            GuardReason.MessagesIncomplete,
            guard.Check([masks[0], masks[1] with { Content = Digest("forged") }, .. masks[2..]], Digest("x")),
            "not those that this client sent");
        guard = Give(guard.Check(masks, Digest("x")));
        Refused(GuardReason.AnsweredOtherwise, guard.Check(masks, Digest("y")), "another context");
    }

    [Fact]
    public void Unmask_WhereAMemberSignedAnotherContext_IsRefused()
    {
        UnmaskGuard guard = Checked(FirstOf(5));
        SignedStep[] checks = Steps(guard, place => place == 4 ? Digest("other") : guard.Context.ToArray());

        Refused(GuardReason.ContextsDiffer, guard.Unmask(checks, []), "Place 4 signed the context");
        Refused(GuardReason.MessagesIncomplete, guard.Unmask(checks[..4], []), "expected one of each member");
    }

    [Fact]
    public void Unmask_OfAStateThatWasSetBack_IsRefusedByTheLog()
    {
        UnmaskGuard backup = Checked(FirstOf(6));
        UnmaskGuard guard = Give(Unmask(backup));
        UnmaskGuard restored = CheckedIn(backup, 2, Less(FirstOf(6), 5));

        Refused(GuardReason.StateRestored, Unmask(restored, [.. guard.Unmaskings]), "which this client's state has not");

        // The same sum again gives nobody a difference.
        Assert.True(guard.Unmaskings.SequenceEqual(Give(Unmask(backup, [.. guard.Unmaskings])).Unmaskings));
    }

    [Fact]
    public void OpenPair_OnlyOfASignedDifference_EndsAllListsWithThatMember()
    {
        UnmaskGuard guard = Checked(FirstOf(6));
        var check = new SignedStep(4, 1, FirstOf(6).Digest, guard.Context);

        Refused(GuardReason.NoDispute, guard.OpenPair(check, false), "expected them to differ");
        Refused(GuardReason.ContextsDiffer, guard.OpenPair(check with { Content = Digest("other") }, true), "Place 4 signed");
        Refused(GuardReason.MessagesIncomplete, guard.OpenPair(check with { Epoch = 2 }, true), "of epoch 2");
        Refused(GuardReason.NotAMember, guard.OpenPair(check with { Place = Self }, true), "Place 1 is not another member");
        Refused(GuardReason.NotAMember, guard.OpenPair(check with { Place = 9 }, true), "Place 9 is not another member");
        guard = Give(guard.OpenPair(check, true));
        Refused(GuardReason.PairOpened, Unmask(guard), "at place 4");
        Refused(GuardReason.PairOpened, guard.Mask(2, FirstOf(6), Digest("m")), "at place 4");
        Give(Unmask(CheckedIn(guard, 2, Less(FirstOf(6), 4))));
    }

    [Fact]
    public void Complain_AfterThePoints_IsRefused()
    {
        UnmaskGuard guard = Checked(FirstOf(6));

        Refused(GuardReason.AnsweredOtherwise, guard.Complain(4), "expected it with them");
        guard = Give(guard.Mask(2, FirstOf(6), Digest("own masks 2")));
        guard = Give(guard.Complain(4));
        guard = Give(guard.Check(Masks(guard), Digest("context 2")));
        Refused(GuardReason.PairOpened, Unmask(guard), "at place 4");
    }

    // What a client has on disk must be read by every later version.
    [Fact]
    public void ToArray_OfARepairedState_IsFrozen()
    {
        UnmaskGuard guard = Repaired();
        byte[] golden = Convert.FromHexString(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "unmask-guard.1.hex")).ReplaceLineEndings(string.Empty));

        Assert.Equal(Convert.ToHexStringLower(golden), Convert.ToHexStringLower(guard.ToArray()));
        Assert.True(UnmaskGuard.TryParse(golden, Terms, out UnmaskGuard? read));
        Assert.True(Unmask(read).IsRepeat);
        Refused(GuardReason.AnotherUnmasked, read.Mask(4, Less(FirstOf(6), 5), Digest("m")), "of places 3");
    }

    [Fact]
    public void TryParse_OfOtherBytesOrAnotherMarket_IsFalse()
    {
        byte[] bytes = Repaired().ToArray();

        Assert.False(UnmaskGuard.TryParse(bytes, Terms with { Place = 2 }, out _));
        Assert.False(UnmaskGuard.TryParse(bytes, Terms with { DefinitionDigest = Digest("other") }, out _));
        Assert.False(UnmaskGuard.TryParse([.. bytes, 0], Terms, out _));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(UnmaskGuard.TryParse(bytes.AsSpan(0, length), Terms, out _), $"{length} bytes");
        }
    }

    private static UnmaskGuard Repaired()
    {
        UnmaskGuard guard = Checked(FirstOf(6));
        guard = Give(guard.AnswerProjections(Digest("projections"), true));
        guard = Give(guard.OpenPair(new SignedStep(5, 1, FirstOf(6).Digest, guard.Context), true));
        TrainingList second = Less(FirstOf(6), 5);
        guard = Give(Give(Unmask(CheckedIn(guard, 2, second))).NoteGuilt(3));
        return Give(Unmask(CheckedIn(guard, 3, Less(second, 3))));
    }

    private static TrainingList Itself(TrainingList list) => list with { FirstDigest = list.Digest };

    private static void Refused(GuardReason reason, GuardAnswer answer, string words)
    {
        Assert.Equal(reason, answer.Refusal?.Reason);
        Assert.Contains(words, answer.Refusal!.Message, StringComparison.Ordinal);
    }
}
