using System.Collections.Immutable;
using Candor.Commitments;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Market;

/// <summary>A market's training as its log left it, with the messages that are still needed: state = fold(events).
/// Immutable, and thread-safe.</summary>
public sealed record TrainingProgress
{
    private TrainingProgress(TrainingState state)
    {
        State = state;
    }

    /// <summary>Steps, members and deadlines.</summary>
    public TrainingState State { get; private init; }

    /// <summary>Why reports were closed; null before.</summary>
    public SettlementCause? Cause { get; private init; }

    /// <summary>Whether reports are closed.</summary>
    public bool HasOpened => Cause is not null;

    /// <summary>Everyone who reported; null before reports are closed.</summary>
    public TrainingList? First { get; private init; }

    /// <summary>The list of the epoch; null before the first.</summary>
    public TrainingList? List { get; private init; }

    /// <summary>What statement 9 is about in this epoch; null before the first.</summary>
    public MaskEpoch? Epoch { get; private init; }

    /// <summary>The commitments to statistics, by place; they stand for all epochs.</summary>
    public ImmutableSortedDictionary<int, StatisticsCommitted> Statistics { get; private init; } =
        ImmutableSortedDictionary<int, StatisticsCommitted>.Empty;

    /// <summary>The verdicts on them, by place.</summary>
    public ImmutableSortedDictionary<int, StatisticsChecked> Verdicts { get; private init; } =
        ImmutableSortedDictionary<int, StatisticsChecked>.Empty;

    /// <summary>The masks of this epoch, by place.</summary>
    public ImmutableSortedDictionary<int, ContributionAccepted> Masks { get; private init; } =
        ImmutableSortedDictionary<int, ContributionAccepted>.Empty;

    /// <summary>The points of this epoch, by place.</summary>
    public ImmutableSortedDictionary<int, ContributionChecked> Points { get; private init; } =
        ImmutableSortedDictionary<int, ContributionChecked>.Empty;

    /// <summary>Who has handed out its shares in this epoch, by place.</summary>
    public ImmutableSortedDictionary<int, ContributionUnmasked> Shares { get; private init; } =
        ImmutableSortedDictionary<int, ContributionUnmasked>.Empty;

    /// <summary>Who has handed out its shares, in this epoch and all before, in the order of the log. Whoever restores an old
    /// state finds its own unmaskings here.</summary>
    public ImmutableArray<(int Place, Unmasking Unmasking)> Unmaskings { get; private init; } = [];

    /// <summary>Seeds that name their owners, on the platform's word until they are checked; by place.</summary>
    public ImmutableSortedDictionary<int, JudgedSeed> JudgedSeeds { get; private init; } =
        ImmutableSortedDictionary<int, JudgedSeed>.Empty;

    /// <summary>The model; null before it is trained.</summary>
    public DeliveredModel? Model { get; private init; }

    /// <summary>The weights of this epoch, drawn when all masks were in; null before.</summary>
    public MaskWeights? Weights => DrawnWeights?.Value;

    private Lazy<MaskWeights>? DrawnWeights { get; init; }

    /// <summary>The position of a participant on this epoch's list.</summary>
    /// <param name="place">Its roster index, from 0.</param>
    /// <returns>The position, from 0; -1 where the list does not name it.</returns>
    public int PositionOf(int place)
    {
        for (int i = 0; List is not null && i < List.Members.Length; i++)
        {
            if (List.Members[i].Place == place)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Holds a member of this epoch to its self seed.</summary>
    /// <param name="place">The member's roster index, from 0; it has masked, and published points.</param>
    /// <param name="seed">The seed that was opened, 32 bytes, from anybody.</param>
    /// <returns>Seed and what the member signed.</returns>
    /// <exception cref="FormatException">The member has not come so far.</exception>
    public JudgedSeed Judge(int place, ReadOnlyMemory<byte> seed) =>
        DrawnWeights is { } weights && Masks.TryGetValue(place, out ContributionAccepted? mask)
            && Points.TryGetValue(place, out ContributionChecked? points)
            ? new JudgedSeed(seed, weights, PositionOf(place), mask.SeedCommitments, points.Points)
            : throw new FormatException($"The member at place {place} has published no points in epoch {State.Epoch}.");

    /// <summary>The points that a member published in this epoch.</summary>
    /// <param name="place">The member's roster index, from 0; it has published them.</param>
    /// <returns>Its points.</returns>
    /// <exception cref="FormatException">They do not decode: the log is damaged.</exception>
    public MaskPoints PointsOf(int place) =>
        MaskPoints.TryParse(Epoch!.List, Points[place].Points.Span, out MaskPoints? points, out ProofFailure failure)
            ? points
            : throw new FormatException($"The log holds points that do not decode ({failure}): it is damaged.");

    /// <summary>A member's commitments to its self seed in this epoch.</summary>
    /// <param name="place">The member's roster index, from 0; it has masked.</param>
    /// <exception cref="FormatException">They do not decode: the log is damaged.</exception>
    internal FeldmanCommitments SeedCommitmentsOf(int place)
    {
        ReadOnlyMemory<byte> bytes = Masks[place].SeedCommitments;
        return FeldmanCommitments.TryParse(
            bytes.Span, bytes.Length / SharedSecret.Size, out FeldmanCommitments? commitments, out ProofFailure failure)
            ? commitments
            : throw new FormatException($"The log holds commitments that do not decode ({failure}): it is damaged.");
    }

    internal static TrainingProgress Before(TrainingPlan plan) => new(TrainingState.Before(new TrainingTerms(
        plan.Requirement.MinContributors,
        plan.Requirement.MinRecords,
        plan.Rules.AnswerTime,
        plan.Projections is not null)));

    /// <summary>Folds one more event of a market.</summary>
    /// <param name="market">The market before it.</param>
    /// <param name="next">The event; one of the training's.</param>
    /// <exception cref="FormatException">It cannot follow.</exception>
    internal TrainingProgress Apply(MarketState market, MarketEvent next)
    {
        TrainingProgress after = this with { State = TrainingEntries.ToTraining(market, next).Aggregate(State, Fold) };
        return next switch
        {
            TrainingOpened e => after with
            {
                Cause = e.Cause,
                First = TrainingLists.First(market, after.State.Keys, after.State.Members),
            },
            TrainingStepOpened { Step: TrainingStep.Mask } => after.BeginEpoch(market),
            TrainingStepOpened { Step: TrainingStep.Check } => after with { DrawnWeights = after.DrawLater() },
            StatisticsCommitted e => after with { Statistics = Statistics.Add(market.PlaceOf(e.Participant), e) },
            StatisticsChecked e => after with { Verdicts = Verdicts.Add(market.PlaceOf(e.Participant), e) },
            ContributionAccepted e => after with { Masks = Masks.Add(market.PlaceOf(e.Participant), e) },
            ContributionChecked e => after with { Points = Points.Add(market.PlaceOf(e.Participant), e) },
            ContributionUnmasked e => after with
            {
                Shares = Shares.Add(market.PlaceOf(e.Participant), e),
                Unmaskings = Unmaskings.Add((market.PlaceOf(e.Participant), new Unmasking(e.Epoch, List!.Digest))),
            },
            SeedsJudged e => after with
            {
                JudgedSeeds = JudgedSeeds.SetItems(e.Guilty.Select(one => KeyValuePair.Create(
                    market.PlaceOf(one.Participant), Judge(market.PlaceOf(one.Participant), one.Seed)))),
            },
            ModelsDelivered e => after with { Model = e.Model },
            _ => after,
        };
    }

    private static TrainingState Fold(TrainingState state, TrainingEvent next) => state.Apply(next);

    private TrainingProgress BeginEpoch(MarketState market)
    {
        TrainingList list = TrainingLists.Later(market, First!, [.. State.Members.Keys]);
        return this with
        {
            List = list,
            Epoch = new MaskEpoch(
                TrainingLists.ContributorsOf(market, State.Keys, list), State.Epoch, market.Definition.Training!.Shape),
            Masks = ImmutableSortedDictionary<int, ContributionAccepted>.Empty,
            Points = ImmutableSortedDictionary<int, ContributionChecked>.Empty,
            Shares = ImmutableSortedDictionary<int, ContributionUnmasked>.Empty,
            DrawnWeights = null,
        };
    }

    // Drawn when somebody asks: whoever only folds a log pays nothing for it.
    private Lazy<MaskWeights> DrawLater()
    {
        if (Epoch is not { } epoch
            || List!.Members.Any(member => !Statistics.ContainsKey(member.Place) || !Masks.ContainsKey(member.Place)))
        {
            throw new FormatException(
                $"Epoch {State.Epoch} goes on to {State.Step} without everyone's commitments and masks: the log is damaged.");
        }

        ImmutableArray<MaskSubmission> submissions =
        [
            .. List!.Members.Select(member => new MaskSubmission(
                Statistics[member.Place].Digest, Masks[member.Place].Envelope.Payload)),
        ];
        return new Lazy<MaskWeights>(() => MaskWeights.Draw(epoch, submissions));
    }
}
