using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Client.Transcripts;

/// <summary>Makes the commands behind the entries in which a server says what it did in the training. Without the uploads its
/// comparison is its word, as is that it lost some; a seed that names somebody is checked here.</summary>
internal static class TrainingReading
{
    /// <summary>Makes the command behind an entry.</summary>
    /// <param name="state">The market before it.</param>
    /// <param name="next">The entry.</param>
    /// <returns>The command, or why there is none.</returns>
    internal static (MarketCommand? Command, string? Rejection) Read(MarketState state, MarketEvent next)
    {
        if (state.Training is not { State: var training } progress || state.Phase != MarketPhase.Training)
        {
            return (null, $"{next.GetType().Name} stands in a market that does not train.");
        }

        return next switch
        {
            PointsCompared e => ReadComparison(state, e),
            SeedsJudged e => ReadSeeds(state, progress, e),
            StepPassed e when training.Deadline is { } deadline && e.Time >= deadline => (new PassDeadline(e.Time), null),
            StepPassed e => (null, $"The step {training.Step} is over at {e.Time:O}, before its deadline."),
            ModelsDelivered e => ReadModel(training, e),
            PlatformFailed e when NeededBulk.FaultOf(progress, e.Lost) is { } fault => (null, fault),
            PlatformFailed e => (new FailTraining(e.Time, training.Epoch, training.Step, e.Lost), null),
            _ => (null, $"Unknown entry {next.GetType().Name}."),
        };
    }

    private static (MarketCommand? Command, string? Rejection) ReadComparison(MarketState state, PointsCompared entry)
    {
        bool holds = entry.Named.All(one => IsMember(state, one.Participant)
                && one.Cause is FallCause.MasksFail or FallCause.ShareNamed)
            && entry.Named.DistinctBy(static one => one.Participant).Count() == entry.Named.Length
            && entry.Disputed.All(pair => AreMembers(state.Training!.State, pair))
            && entry.Disputed.Distinct().Count() == entry.Disputed.Length;
        return holds
            ? (
                new ComparePointsOfEpoch(
                    entry.Time,
                    new ComparedEpoch(
                        state.Training!.State.Epoch,
                        entry.Named.ToImmutableSortedDictionary(
                            one => state.PlaceOf(one.Participant), static one => one.Cause),
                        entry.Disputed)),
                null)
            : (null, "The comparison names who is no member, somebody twice, or a cause that no comparison finds.");
    }

    // Without the step, there are no points to hold a seed to.
    private static (MarketCommand? Command, string? Rejection) ReadSeeds(
        MarketState state, TrainingProgress progress, SeedsJudged entry)
    {
        if (progress.State.Step != TrainingStep.Sum || entry.Guilty.IsEmpty
            || !entry.Guilty.All(one => IsMember(state, one.Participant))
            || entry.Guilty.DistinctBy(static one => one.Participant).Count() != entry.Guilty.Length)
        {
            return (null, "Seeds are judged that name who is no member, somebody twice or nobody, or before all shares are in.");
        }

        string? innocent = entry.Guilty
            .FirstOrDefault(one => !progress.Judge(state.PlaceOf(one.Participant), one.Seed).NamesOwner()).Participant;
        return innocent is null
            ? (
                new NameBySeeds(
                    entry.Time,
                    progress.State.Epoch,
                    entry.Guilty.ToImmutableSortedDictionary(
                        one => state.PlaceOf(one.Participant), static one => one.Seed)),
                null)
            : (null, $"The seed does not name '{innocent}': it is not its own, or gives the point that it signed.");
    }

    private static (MarketCommand? Command, string? Rejection) ReadModel(TrainingState training, ModelsDelivered entry)
    {
        long records = training.Members.Values.Sum(static reported => (long)reported);
        return entry.Model.Records == records
            ? (new DeliverModel(entry.Time, training.Epoch, entry.Model), null)
            : (null, $"The model is of {entry.Model.Records} records; those who contribute have reported {records}.");
    }

    private static bool IsMember(MarketState state, string participant) =>
        state.Definition.TryFind(participant, out int place) && state.Training!.State.Members.ContainsKey(place);

    private static bool AreMembers(TrainingState training, DisputedPair pair) =>
        pair.First < pair.Second && training.Members.ContainsKey(pair.First) && training.Members.ContainsKey(pair.Second);
}
