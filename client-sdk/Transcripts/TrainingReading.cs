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
            PointsCompared e => ReadComparison(state, progress, e),
            SeedsJudged e => ReadSeeds(state, progress, e),
            StepPassed e when training.Deadline is { } deadline => e.Time >= deadline
                ? (new PassDeadline(e.Time), null)
                : (null, $"The step {training.Step} is over at {e.Time:O}, before its deadline {deadline:O}."),
            StepPassed e => (null, $"The step {training.Step} is over at {e.Time:O}; it has no deadline."),
            ModelsDelivered e => ReadModel(training, e),
            PlatformFailed e when NeededBulk.FaultOf(progress, e.Lost) is { } fault => (null, fault),
            PlatformFailed e => (new FailTraining(e.Time, training.Epoch, training.Step, e.Lost), null),
            _ => (null, $"Unknown entry {next.GetType().Name}."),
        };
    }

    // Which vectors fail takes the uploads, and is the server's word here; the rest is in what members signed.
    private static (MarketCommand? Command, string? Rejection) ReadComparison(
        MarketState state, TrainingProgress progress, PointsCompared entry)
    {
        if (progress.State.Step != TrainingStep.Compare)
        {
            return (null, $"Points are compared in step {progress.State.Step}; expected {TrainingStep.Compare}.");
        }

        string? fault = entry.Named.Select(one => FaultOf(state, one)).FirstOrDefault(static fault => fault is not null)
            ?? (entry.Named.DistinctBy(static one => one.Participant).Count() == entry.Named.Length
                ? null
                : "The comparison names somebody twice.");
        if (fault is not null)
        {
            return (null, fault);
        }

        var named = entry.Named.ToImmutableSortedDictionary(one => state.PlaceOf(one.Participant), static one => one.Cause);
        ImmutableArray<DisputedPair> differing = TrainingComparison.FindDisputes(progress, [.. named.Keys]);
        return entry.Disputed.SequenceEqual(differing)
            ? (new ComparePointsOfEpoch(entry.Time, new ComparedEpoch(progress.State.Epoch, named, differing)), null)
            : (null, $"The comparison finds that points differ between {Describe(state, entry.Disputed)}; the signed points differ "
                + $"between {Describe(state, differing)}.");
    }

    private static string? FaultOf(MarketState state, NamedMember one) => !IsMember(state, one.Participant)
        ? $"The comparison names '{one.Participant}', who is no member."
        : one.Cause switch
        {
            FallCause.MasksFail => null,
            FallCause.ShareNamed when TrainingComparison.IsInComplaint(state, state.PlaceOf(one.Participant)) => null,
            FallCause.ShareNamed => $"The comparison names '{one.Participant}' by a share; no complaint that holds is by or about it.",
            _ => $"The comparison names '{one.Participant}' by {one.Cause}, which no comparison finds.",
        };

    // Indices that the roster has not are shown as they are.
    private static string Describe(MarketState state, ImmutableArray<DisputedPair> pairs) => pairs.IsEmpty
        ? "none"
        : string.Join(", ", pairs.Select(pair => $"{NameOf(state, pair.First)} and {NameOf(state, pair.Second)}"));

    private static string NameOf(MarketState state, int place) => place >= 0 && place < state.Definition.Roster.Length
        ? $"'{state.Definition.Roster[place].Id}'"
        : FormattableString.Invariant($"place {place}");

    // Without the step, there are no points to hold a seed to.
    private static (MarketCommand? Command, string? Rejection) ReadSeeds(
        MarketState state, TrainingProgress progress, SeedsJudged entry)
    {
        if (progress.State.Step != TrainingStep.Sum)
        {
            return (null, $"Seeds are judged in step {progress.State.Step}; expected {TrainingStep.Sum}.");
        }

        if (entry.Guilty.IsEmpty
            || !entry.Guilty.All(one => IsMember(state, one.Participant))
            || entry.Guilty.DistinctBy(static one => one.Participant).Count() != entry.Guilty.Length)
        {
            return (null, "Seeds are judged that name who is no member, somebody twice or nobody.");
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
        return entry.Model.Records != records
            ? (null, $"The model is of {entry.Model.Records} records; those who contribute have reported {records}.")
            : entry.Model is { IsConstant: true, MeasuredQuality: not 0 }
            ? (null, $"The constant model has the quality {entry.Model.MeasuredQuality:R}; it explains nothing, which is 0.")
            : (new DeliverModel(entry.Time, training.Epoch, entry.Model), null);
    }

    private static bool IsMember(MarketState state, string participant) =>
        state.Definition.TryFind(participant, out int place) && state.Training!.State.Members.ContainsKey(place);
}
