using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Commitments.SecretSharing;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Simulation.Training.Cheaters;
using Candor.Wire.Commands;
using Google.Protobuf;

namespace Candor.Simulation.Training.Runs;

/// <summary>Platforms and validators that show members something else than what was signed, or ask them for more than the rules
/// allow.</summary>
internal static class TrainingLies
{
    private const int Victim = 1;

    /// <summary>All of them: a name, what is tried, and the reason for which the members do not act on it.</summary>
    internal static ImmutableArray<(string Id, string Tries, string Expected, Func<TrainingBases, string?> Tell)> All { get; } =
    [
        ("substituted-key", "a platform puts its own mask key in a member's place", "Rules", SubstituteKey),
        ("substituted-list", "a platform leaves out a member of a list that was opened", "AnotherUnmasked", SubstituteList),
        ("false-guilt", "a platform says of an honest member that its seed names it", "AnotherUnmasked", ClaimGuilt),
        ("small-list", "a platform opens an epoch for fewer members than the threshold", "TooFewMembers", ShrinkList),
        ("same-epoch", "a platform opens an epoch once more, for another list", "AnsweredOtherwise", OpenAgain),
        ("earlier-epoch", "a platform goes back to an epoch before", "EpochPassed", GoBack),
        ("mixed-lists", "a platform shows a member what another signed for another list", "Rules", MixLists),
        ("mixed-contexts", "a platform shows a member points under another context", "Rules", MixContexts),
        ("forged-near", "a platform turns a validator's signed verdict", "Signature", ForgeVerdict),
        ("lost-nothing", "a platform says that it lost what the step does not need", "Rules", LoseWhatIsNotNeeded),
        ("lost-bulk", "a platform says that it lost what the members uploaded", "PlatformFailed", LoseBulk),
        ("split-contexts", "a platform shows members different masks of one", "AnsweredOtherwise", SplitContexts),
        ("foreign-shares", "a platform hands out other encrypted shares", "SharesForeign", SubstituteShares),
        ("other-projections", "a validator asks with another seed than it announced", "ProjectionsForeign", AskOtherwise),
        ("narrow-intervals", "a validator asks for intervals that hold one value", "IntervalsNarrow", AskNarrowly),
    ];

    // Whoever reads the log runs it again: an entry that its signed message does not say has no place in it.
    private static string? SubstituteKey(TrainingBases bases) => TrainingLog.Read(
        bases.Reported.Platform.Log.Select(next =>
            next is MaskKeyAccepted key && bases.Reported.State.PlaceOf(key.Participant) == Victim
                ? key with { MaskKey = bases.Reported.Training.State.Keys[0].ToArray().Reverse().ToArray() }
                : next),
        out _)?.Check.ToString();

    // The difference of both sums would be the victim's statistics.
    private static string? SubstituteList(TrainingBases bases)
    {
        TrainingMarket opened = Opened(bases);
        TrainingMarket again = bases.Masking.Fork(Victim, new SilentMember(TrainingStep.Mask));
        foreach (TrainingMember member in again.Members)
        {
            member.Restore(opened.Members[member.Place].Disk);
        }

        again.Run();
        return again.Training.Unmaskings.IsEmpty ? ReasonOfAll(again) : null;
    }

    private static string? ClaimGuilt(TrainingBases bases)
    {
        TrainingMarket market = Opened(bases);
        byte[] seed = new byte[SharedSecret.Size];
        seed[0] = 1;
        market.Platform.Send(new NameBySeeds(
            market.Platform.Now,
            market.Training.State.Epoch,
            ImmutableSortedDictionary<int, ReadOnlyMemory<byte>>.Empty.Add(Victim, seed)));
        market.Run();
        return market.Training.Unmaskings.All(static one => one.Unmasking.Epoch == 1) ? ReasonOfAll(market) : null;
    }

    // The shares of one member are not all that open the sum, and commitments are not read any more.
    private static string? LoseWhatIsNotNeeded(TrainingBases bases)
    {
        TrainingMarket market = Opened(bases);
        string?[] reasons =
        [
            .. new[] { market.Training.Statistics[Victim].Digest, market.Training.Shares[Victim].SharesDigest }
                .Select(digest => TrainingLog.Read(
                    [.. market.Platform.Log, new PlatformFailed(market.Platform.Now, [digest])], out _)?.Check.ToString())
                .Distinct(),
        ];
        return reasons.Length == 1 ? reasons[0] : null;
    }

    // Its word, which no reader can weigh: what remains is that the end says whose word it is, and that nobody owes or is named.
    private static string? LoseBulk(TrainingBases bases)
    {
        TrainingMarket market = Opened(bases);
        market.Platform.Send(new FailTraining(
            market.Platform.Now,
            market.Training.State.Epoch,
            TrainingStep.Sum,
            [market.Training.Masks[Victim].ValuesDigest]));
        return TrainingLog.Read(market.Platform.Log, out _) is null && market.Training.State.Fallen.IsEmpty
            && market.State.Outcome!.Assignments.All(static one => one is { AllocatedQuality: 0, PaymentMicros: 0 })
                ? market.Training.State.End.ToString()
                : null;
    }

    // The victim's masks are signed twice: by a member that works with the platform.
    private static string? SplitContexts(TrainingBases bases)
    {
        TrainingMarket one = bases.Masking.Fork(Victim, TrainingConduct.Honest);
        TrainingMarket other = bases.Masking.Fork(Victim, AlteredMasks.Values);
        one.Run(TrainingStep.Check);
        foreach (TrainingMember member in other.Members.Where(static member => member.Place != Victim))
        {
            member.Restore(one.Members[member.Place].Disk);
        }

        other.Run(TrainingStep.Check);
        one.Run(TrainingStep.Compare);
        foreach (TrainingMember member in other.Members)
        {
            member.Restore(one.Members[member.Place].Disk);
            _ = member.Act(other);
        }

        return ReasonOfAll(other);
    }

    // Whoever believed these logs without running them again would still not answer.
    private static string? ShrinkList(TrainingBases bases) => RefusedOn(
        Masked(bases, TrainingConduct.Honest),
        bases.Masking.Platform.Log.AddRange(
        [
            Fallen(bases, Victim),
            Fallen(bases, Victim + 1),
            new TrainingStepOpened(bases.Masking.Platform.Now, TrainingStep.Mask, 2, false, []),
        ]));

    // The last entry opened the first epoch, for a list with the victim.
    private static string? OpenAgain(TrainingBases bases) => RefusedOn(
        Masked(bases, TrainingConduct.Honest),
        bases.Masking.Platform.Log.RemoveAt(bases.Masking.Platform.Log.Count - 1)
            .AddRange([Fallen(bases, Victim), bases.Masking.Platform.Log[^1]]));

    // The members have masked in the second epoch, without the victim.
    private static string? GoBack(TrainingBases bases) =>
        RefusedOn(Masked(bases, new SilentMember(TrainingStep.Mask)), bases.Masking.Platform.Log);

    private static TrainingMarket Masked(TrainingBases bases, TrainingConduct victim)
    {
        TrainingMarket market = bases.Masking.Fork(Victim, victim);
        market.Run(TrainingStep.Check);
        return market;
    }

    private static ReportFell Fallen(TrainingBases bases, int place) =>
        new(bases.Masking.Platform.Now, NameOf(bases, place), FallCause.Silent);

    // What the first member, from the state in which it is, makes of another log.
    private static string? RefusedOn(TrainingMarket market, ImmutableList<MarketEvent> log)
    {
        MarketState shown = log.Aggregate((MarketState?)null, MarketState.Apply)!;
        TrainingMember member = market.Members[0];
        ContributorTurn turn = ContributorClient.Next(shown, member.ReadDisk(shown), member.Sum(), null, member.Random);
        return turn is RefuseStep refuse ? refuse.Refusal.Reason.ToString() : null;
    }

    private static string NameOf(TrainingBases bases, int place) => bases.Masking.State.Definition.Roster[place].Id;

    private static string? MixLists(TrainingBases bases)
    {
        StatisticsCommitted first = bases.Masking.Platform.Log.OfType<StatisticsCommitted>().First();
        return ReadWith(bases.Reported, first.Participant, new StatisticsClaim(
            first.Participant,
            bases.Reported.State.DefinitionDigest,
            string.Empty,
            default,
            SHA256.HashData("another list"u8),
            first.Digest,
            first.CountOpening));
    }

    private static string? MixContexts(TrainingBases bases)
    {
        TrainingMarket market = Masked(bases, TrainingConduct.Honest);
        TrainingMarket seen = market.Fork(Victim, TrainingConduct.Honest);
        return ((SendContribution)seen.Members[0].Turn(seen)).Claim is PointsClaim points
            ? ReadWith(market, points.Participant, points with { Context = SHA256.HashData("other masks"u8) })
            : null;
    }

    // A message that its sender has signed, in a log where it does not belong.
    private static string? ReadWith(TrainingMarket market, string participant, ContributionClaim claim)
    {
        SignedEnvelope envelope = market.Members[market.State.PlaceOf(participant)].Sign(market.State, claim);
        if (!ContributionCommands.TryRead(market.State, envelope, out ContributionClaim? signed, out _, out _))
        {
            return null;
        }

        (DateTimeOffset now, string request) = (market.Platform.Now, signed.RequestId);
        MarketEvent entry = signed is StatisticsClaim statistics
            ? new StatisticsCommitted(now, participant, statistics.StatisticsDigest, statistics.CountOpening, envelope, request)
            : new ContributionChecked(
                now, participant, ((PointsClaim)signed).Epoch, ((PointsClaim)signed).Points, [], envelope, request);
        return TrainingLog.Read(market.Platform.Log.Add(entry), out _)?.Check.ToString();
    }

    private static string? ForgeVerdict(TrainingBases bases) => TrainingLog.Read(
        bases.Masking.Platform.Log.Select(static next => next is StatisticsChecked verdict ? Turned(verdict) : next),
        out _)?.Check.ToString();

    private static StatisticsChecked Turned(StatisticsChecked verdict)
    {
        var payload = V1.StatisticsVerdictPayload.Parser.ParseFrom(verdict.Envelope.Payload.Span);
        payload.Near = !payload.Near;
        return verdict with { Near = payload.Near, Envelope = verdict.Envelope with { Payload = payload.ToByteArray() } };
    }

    private static string? SubstituteShares(TrainingBases bases)
    {
        TrainingMarket market = bases.Masking.Fork(Victim, TrainingConduct.Honest);
        market.Run(TrainingStep.Check);
        Dictionary<int, ReadOnlyMemory<byte>> shares = market.SharesFor(Victim);
        (shares[0], shares[2]) = (shares[2], shares[0]);
        return Next(market, shares) is RefuseStep refuse ? refuse.Refusal.Reason.ToString() : null;
    }

    private static string? AskOtherwise(TrainingBases bases) =>
        Ask(bases, static question => question with { Seed = SHA256.HashData(question.Seed.Span) });

    private static string? AskNarrowly(TrainingBases bases) =>
        Ask(bases, static question => question with { Bounds = new byte[question.Bounds.Length] });

    private static string? Ask(TrainingBases bases, Func<ProjectionsQuestion, ProjectionsQuestion> change)
    {
        TrainingMarket market = bases.Reported.Fork(Victim, TrainingConduct.Honest);
        market.Run(TrainingStep.Nearness);
        TrainingMember member = market.Members[Victim];
        ContributorTurn turn = ContributorClient.AnswerProjections(
            market.State,
            member.ReadDisk(market.State),
            member.Sum(),
            change(market.Validator.Ask(market.State, Victim)),
            member.Audit!,
            member.Random);
        return turn is RefuseStep refuse ? refuse.Refusal.Reason.ToString() : null;
    }

    private static ContributorTurn Next(TrainingMarket market, Dictionary<int, ReadOnlyMemory<byte>> shares) =>
        ContributorClient.Next(
            market.State,
            market.Members[Victim].ReadDisk(market.State),
            null,
            shares,
            market.Members[Victim].Random);

    private static TrainingMarket Opened(TrainingBases bases)
    {
        TrainingMarket market = bases.Masking.Fork(Victim, TrainingConduct.Honest);
        market.Run(TrainingStep.Sum);
        return market;
    }

    // The one reason of all but the victim; null where one of them has none, or another.
    private static string? ReasonOfAll(TrainingMarket market)
    {
        string?[] reasons =
        [
            .. market.Members.Where(static member => member.Place != Victim)
                .Select(static member => member.Refused?.Reason.ToString())
                .Distinct(),
        ];
        return reasons.Length == 1 ? reasons[0] : null;
    }
}
