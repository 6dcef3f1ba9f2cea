using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Commitments.SecretSharing;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Training;
using Candor.Simulation.Training.Cheaters;

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
