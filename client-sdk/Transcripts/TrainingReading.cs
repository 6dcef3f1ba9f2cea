using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Client.Transcripts;

/// <summary>Makes the commands behind the entries in which a server says what it did in the training. Without the uploads its
/// comparison is its word; a seed that names somebody is checked here.</summary>
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

        switch (next)
        {
            case PointsCompared e when e.Named.All(one => IsMember(state, one.Participant)) && e.Disputed.All(pair => AreMembers(training, pair)):
                return (
                    new ComparePointsOfEpoch(
                        e.Time,
                        training.Epoch,
                        e.Named.ToImmutableSortedDictionary(one => state.PlaceOf(one.Participant), static one => one.Cause),
                        e.Disputed),
                    null);
            case SeedsJudged { Guilty.Length: > 0 } e when e.Guilty.All(one => IsMember(state, one.Participant)):
                string? innocent = e.Guilty
                    .FirstOrDefault(one => !progress.Judge(state.PlaceOf(one.Participant), one.Seed).NamesOwner()).Participant;
                return innocent is null
                    ? (
                        new NameBySeeds(
                            e.Time,
                            training.Epoch,
                            e.Guilty.ToImmutableSortedDictionary(
                                one => state.PlaceOf(one.Participant), static one => one.Seed)),
                        null)
                    : (null, $"The seed does not name '{innocent}': it is not its own, or gives the point that it signed.");
            case StepPassed e when training.Deadline is { } deadline && e.Time >= deadline:
                return (new PassDeadline(e.Time), null);
            case ModelsDelivered e:
                return (new DeliverModel(e.Time, training.Epoch, e.Model), null);
            default:
                return (null, $"{next.GetType().Name} names who is no member, nobody, or a deadline that is ahead.");
        }
    }

    private static bool IsMember(MarketState state, string participant) =>
        state.Definition.TryFind(participant, out int place) && state.Training!.State.Members.ContainsKey(place);

    private static bool AreMembers(TrainingState training, DisputedPair pair) =>
        pair.First < pair.Second && training.Members.ContainsKey(pair.First) && training.Members.ContainsKey(pair.Second);
}
