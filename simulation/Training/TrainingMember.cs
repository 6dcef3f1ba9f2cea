using System.Security.Cryptography;
using Candor.Client;
using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Simulation.Setup;
using Candor.Training.Features;
using Candor.Training.Sums;
using Candor.Wire.Commands;
using Candor.Wire.Signing;

namespace Candor.Simulation.Training;

/// <summary>A member of a market that trains: the real client's pure half, with a disk that holds its state. Every turn begins by
/// reading it, so that a member may be killed between any two.</summary>
internal sealed class TrainingMember
{
    private readonly SigningKey _key;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _records;
    private readonly SimulationRandom _random;
    private readonly TrainingPlan _plan;
    private int _sent;

    /// <summary>Seats a member.</summary>
    /// <param name="market">The market, as it was created.</param>
    /// <param name="place">Its place on the roster.</param>
    /// <param name="key">Its signing key.</param>
    /// <param name="records">Its records.</param>
    /// <param name="random">Its randomness.</param>
    /// <param name="conduct">How it behaves.</param>
    internal TrainingMember(
        MarketState market,
        int place,
        SigningKey key,
        IReadOnlyList<ReadOnlyMemory<byte>> records,
        SimulationRandom random,
        TrainingConduct conduct)
    {
        (Place, _key, _records, _random, Conduct) = (place, key, records, random, conduct);
        _plan = market.Definition.Training!;
        using ContributorState state = ContributorState.Create(ContributorState.TermsOf(market, place), random);
        Disk = state.Encode();
    }

    private TrainingMember(TrainingMember other, TrainingConduct conduct)
    {
        (Place, _key, _records, _random, _sent) = (other.Place, other._key, other._records, other._random, other._sent);
        (_plan, Audit, Disk, Conduct) = (other._plan, other.Audit, other.Disk, conduct);
    }

    /// <summary>Its place on the roster, from 0.</summary>
    internal int Place { get; }

    /// <summary>How it behaves.</summary>
    internal TrainingConduct Conduct { get; }

    /// <summary>What it keeps.</summary>
    internal byte[] Disk { get; private set; }

    /// <summary>What it remembers of its audit; null before.</summary>
    internal AuditMemory? Audit { get; set; }

    /// <summary>Why the platform or the market took no message of its own, first; null where there is none.</summary>
    internal Rejection? Rejected { get; private set; }

    /// <summary>Why its client did not answer, first; null where there is none.</summary>
    internal GuardRefusal? Refused { get; private set; }

    /// <summary>Its randomness.</summary>
    internal RandomNumberGenerator Random => _random;

    /// <summary>The same member once more, which goes on by itself from here.</summary>
    /// <param name="conduct">How it behaves from here.</param>
    internal TrainingMember Fork(TrainingConduct conduct) => new(this, conduct);

    /// <summary>Takes its turn.</summary>
    /// <param name="market">The market.</param>
    /// <returns>Whether something of it was taken.</returns>
    internal bool Act(TrainingMarket market)
    {
        ContributorState before = ReadDisk(market.State);
        ContributorTurn turn = Turn(market);
        switch (turn)
        {
            case SendContribution send:
                return Deliver(market, Conduct.Send(this, market.State, before, send));
            case AskValidator ask when Conduct.AnswersValidator:
                return Prove(market, ask.State);
            case RefuseStep refuse:
                Refused ??= refuse.Refusal;
                return false;
            default:
                return false;
        }
    }

    /// <summary>What it keeps is what it kept at another time: a backup, or a disk that lost its last writes.</summary>
    /// <param name="disk">What it kept.</param>
    internal void Restore(byte[] disk) => Disk = disk;

    /// <summary>What its client does next, with its state on disk before anything is sent.</summary>
    /// <param name="market">The market.</param>
    internal ContributorTurn Turn(TrainingMarket market)
    {
        ContributorState state = ReadDisk(market.State);
        ContributorTurn turn = ContributorClient.Next(market.State, state, null, null, _random);
        if (turn is AskAgain { Need: ContributorNeed.Statistics })
        {
            turn = ContributorClient.Next(market.State, turn.State, Conduct.Sum(this), null, _random);
        }
        else if (turn is AskAgain)
        {
            turn = ContributorClient.Next(market.State, turn.State, null, market.SharesFor(Place), _random);
        }

        Disk = turn.State.Encode();
        return turn;
    }

    /// <summary>The state that is on its disk.</summary>
    /// <param name="market">The market.</param>
    internal ContributorState ReadDisk(MarketState market) =>
        ContributorState.TryDecode(Disk, ContributorState.TermsOf(market, Place), out ContributorState? state)
            ? state
            : throw new InvalidOperationException($"The state of place {Place} does not decode.");

    /// <summary>The statistics of all its records.</summary>
    /// <param name="change">What is done to a record's target before it is added; null for nothing.</param>
    internal SufficientStatistics Sum(Func<int, FeatureValue, FeatureValue>? change = null)
    {
        var sum = new SufficientStatistics(_plan.Task);
        FeatureValue[] row = new FeatureValue[_plan.Task.Map.Features.Count];
        for (int i = 0; i < _records.Count; i++)
        {
            _ = _plan.Examples.Read(_records[i].Span, row, out FeatureValue target);
            sum.Add(row, change is null ? target : change(i, target));
        }

        return sum;
    }

    /// <summary>Signs a message as its next, whatever it says.</summary>
    /// <param name="market">The market.</param>
    /// <param name="claim">What it says.</param>
    internal SignedEnvelope Sign(MarketState market, ContributionClaim claim) => Envelopes.Sign(
        _key.Sign,
        ContributionPayloads.ToPayload(
            market.Name,
            claim with { RequestId = $"training-{_sent++}", Predecessor = market.PredecessorOf(Place) }));

    // Sends its answer to the validator's question.
    private bool Prove(TrainingMarket market, ContributorState state)
    {
        ContributorTurn turn = ContributorClient.AnswerProjections(
            market.State, state, Conduct.Sum(this), market.Validator.Ask(market.State, Place), Audit!, _random);
        Disk = turn.State.Encode();
        if (turn is not SendNearness nearness)
        {
            Refused ??= ((RefuseStep)turn).Refusal;
            return false;
        }

        SendNearness sent = Conduct.Prove(nearness);
        SignedEnvelope message = Envelopes.Sign(
            _key.Sign,
            ClaimPayloads.ToPayload(market.State.Name, NearnessClaim.Of(
                market.State.Definition.Roster[Place].Id,
                market.State.DefinitionDigest,
                market.State.Training!.Statistics[Place].Digest,
                market.Validator.SignQuestion(market.State, Place),
                sent.Proof)));
        if (market.Validator.Judge(market.State, Place, message, sent) is not { } verdict)
        {
            return false;
        }

        Rejection? rejection = market.Platform.Verdict(verdict);
        Rejected ??= rejection;
        return rejection is null;
    }

    private bool Deliver(TrainingMarket market, IEnumerable<SendContribution> messages)
    {
        bool isTaken = false;
        foreach (SendContribution message in messages)
        {
            Disk = message.State.Encode();
            SignedEnvelope envelope = Sign(market.State, message.Claim);
            Rejection? rejection = market.Submit(Place, envelope, message.Uploads, message.Shares);
            Rejected ??= rejection;
            isTaken |= rejection is null;
        }

        return isTaken;
    }
}
