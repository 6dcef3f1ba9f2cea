using System.Security.Cryptography;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Market.Training;
using Candor.Training.Sums;

namespace Candor.Market.Contributions;

/// <summary>One member's part in a market's training. Market, as it was verified from its log, and the member's own state
/// in; what to send, and the state to keep before that, out. Every decision is <see cref="UnmaskGuard"/>'s. Pure: the same
/// market and state give the same uploads and digests again, so that a member that was killed goes on where it
/// was.</summary>
/// <remarks>Safe for use from many threads.</remarks>
public static partial class ContributorClient
{
    /// <summary>Step 0: the member's mask key, which goes out before its report.</summary>
    /// <param name="market">The market.</param>
    /// <param name="state">The member's state.</param>
    /// <param name="rng">Fresh randomness for the proof.</param>
    /// <returns>What to sign; its request id is empty.</returns>
    /// <exception cref="ArgumentException">The state is of another market.</exception>
    public static MaskKeyClaim MakeKey(MarketState market, ContributorState state, RandomNumberGenerator rng)
    {
        RequireSame(market, state);
        int place = state.Guard.Terms.Place;
        return new MaskKeyClaim(
            market.Definition.Roster[place].Id,
            market.DefinitionDigest,
            string.Empty,
            market.PredecessorOf(place),
            state.PublicKey,
            MaskKeyStatement.Prove(market.ContextOf(place), state.Key, rng));
    }

    /// <summary>What the member does next. Asked again whenever the log has gone on, or what was missing is there.</summary>
    /// <param name="market">The market, verified from its log as far as the member has read it.</param>
    /// <param name="state">The member's state.</param>
    /// <param name="own">The statistics of the records that the member contributes; null until they are asked
    /// for.</param>
    /// <param name="encryptedShares">What the platform handed out for the epoch that was asked for, by the dealer's place;
    /// null until it is asked for. Those of another epoch are refused.</param>
    /// <param name="rng">Source of the epoch's polynomial, and fresh randomness for openings.</param>
    /// <returns>The turn.</returns>
    /// <exception cref="ArgumentException">The state is of another market, or the statistics are of another number of
    /// records than was reported, or of another task.</exception>
    /// <exception cref="ObjectDisposedException">The state was erased.</exception>
    public static ContributorTurn Next(
        MarketState market,
        ContributorState state,
        SufficientStatistics? own,
        IReadOnlyDictionary<int, ReadOnlyMemory<byte>>? encryptedShares,
        RandomNumberGenerator rng)
    {
        RequireSame(market, state);
        ArgumentNullException.ThrowIfNull(rng);
        TrainingProgress training = market.Training!;
        int place = state.Guard.Terms.Place;
        if (market.Phase is MarketPhase.Settled or MarketPhase.Cancelled)
        {
            return new LeaveEnded(state, training.State.End);
        }

        if (!training.HasOpened)
        {
            return TakeKey(market, state, rng);
        }

        if (training.State.Fallen.TryGetValue(place, out FallCause cause))
        {
            return new LeaveFallen(state, cause);
        }

        // What is committed to and masked under another key or seed than the log's could not be gone on with.
        if (training.State.Keys.TryGetValue(place, out ReadOnlyMemory<byte> given)
            && !given.Span.SequenceEqual(state.PublicKey.Span))
        {
            return OtherKey(state, given);
        }

        GuardAnswer first = state.Guard.AcceptFirst(training.First!);
        ContributorState begun = state.With(first.State);
        return first.Refusal is { } refusal ? new RefuseStep(state, refusal) : training.State.Step switch
        {
            TrainingStep.Commit => Commit(market, begun, own),
            TrainingStep.Nearness => training.State.HasAnswered(place) ? new AwaitLog(begun) : new AskValidator(begun),
            TrainingStep.Mask => Mask(market, begun, own, rng),
            TrainingStep.Check => Check(market, begun, encryptedShares, rng),
            TrainingStep.Dispute => Dispute(market, begun, rng),
            TrainingStep.Unmask => Unmask(market, begun, encryptedShares),
            _ => new AwaitLog(begun),
        };
    }

    private static ContributorTurn TakeKey(MarketState market, ContributorState state, RandomNumberGenerator rng) =>
        !market.Training!.State.Keys.TryGetValue(state.Guard.Terms.Place, out ReadOnlyMemory<byte> given)
            ? new SendContribution(state, MakeKey(market, state, rng), [], default)
        : given.Span.SequenceEqual(state.PublicKey.Span)
            ? new AwaitLog(state)
        : OtherKey(state, given);

    private static RefuseStep OtherKey(ContributorState state, ReadOnlyMemory<byte> given) => new(
        state,
        new GuardRefusal(
            GuardReason.StateRestored,
            $"The log has the mask key {Convert.ToHexStringLower(given.Span[..8])} of this client; expected its state's, "
            + $"{Convert.ToHexStringLower(state.PublicKey.Span[..8])}, from a state that was never set back, and that no other "
            + "process has made anew."));

    private static ContributorTurn Commit(MarketState market, ContributorState state, SufficientStatistics? own)
    {
        TrainingProgress training = market.Training!;
        int place = state.Guard.Terms.Place;
        if (training.State.HasAnswered(place))
        {
            return new AwaitLog(state);
        }

        if (own is null)
        {
            return new AskAgain(state, ContributorNeed.Statistics, 0);
        }

        using StatisticsOpening opening = Open(market, state, own);
        StatisticsCommitments commitments = opening.Commit();
        GuardAnswer answer = state.Guard.Commit(commitments.Digest);
        return answer.Refusal is { } refusal
            ? new RefuseStep(state, refusal)
            : new SendContribution(
                state.With(answer.State),
                new StatisticsClaim(
                    market.Definition.Roster[place].Id,
                    market.DefinitionDigest,
                    string.Empty,
                    market.PredecessorOf(place),
                    training.First!.Digest,
                    commitments.Digest,
                    CountStatement.Open(opening, training.State.Members[place])),
                [new ContributionUpload(ContributionPart.Commitments, commitments.Digest, commitments.Bytes)],
                default);
    }

    /// <summary>The opening of the member's commitments: the same for the same statistics, in every epoch and after every
    /// restart.</summary>
    private static StatisticsOpening Open(MarketState market, ContributorState state, SufficientStatistics own)
    {
        int place = state.Guard.Terms.Place;

        // Also of a member that has fallen since: it still has to show what it had committed to.
        uint reported = ReportedBy(market, place);
        return own.Records == reported
            ? new StatisticsOpening(
                market.ContextOf(place), market.Definition.Training!.Shape, own.Coordinates, state.BlindingSeed)
            : throw new ArgumentException(
                $"The statistics are of {own.Records} records; expected {reported}, as reported.", nameof(own));
    }

    private static uint ReportedBy(MarketState market, int place) =>
        market.Training!.First!.Members.First(member => member.Place == place).Records;

    private static void RequireSame(MarketState market, ContributorState state)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(state);
        if (!market.DefinitionDigest.Span.SequenceEqual(state.Guard.Terms.DefinitionDigest.Span))
        {
            throw new ArgumentException($"The state is of another market than {market.Name}.", nameof(state));
        }
    }
}
