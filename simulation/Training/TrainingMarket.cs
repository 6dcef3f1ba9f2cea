using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Simulation.Participants;
using Candor.Simulation.Platforms;
using Candor.Simulation.Setup;
using Candor.Simulation.Validation;
using Candor.Training.Models;
using Candor.Wire.Commands;

namespace Candor.Simulation.Training;

/// <summary>One audited market that trains, from its definition to its settlement: a platform, a validator and members. It goes
/// on one turn at a time, and can be taken up from any state.</summary>
internal sealed class TrainingMarket
{
    // Far above what any schedule of falls takes; a market that needs more hangs.
    private const int MostRounds = 1000;

    private readonly TrainingUploads _uploads;

    private TrainingMarket(
        SimulatedPlatform platform, TrainingValidator validator, TrainingUploads uploads, TrainingMember[] members)
    {
        (Platform, Validator, _uploads, Members) = (platform, validator, uploads, members);
    }

    /// <summary>Its server.</summary>
    internal SimulatedPlatform Platform { get; }

    /// <summary>Its validator.</summary>
    internal TrainingValidator Validator { get; }

    /// <summary>Its members, in roster order.</summary>
    internal IReadOnlyList<TrainingMember> Members { get; }

    /// <summary>The market.</summary>
    internal MarketState State => Platform.State;

    /// <summary>The training.</summary>
    internal TrainingProgress Training => State.Training!;

    /// <summary>The model file, once it is trained.</summary>
    internal ReadOnlyMemory<byte> File { get; private set; }

    /// <summary>Opens a market and brings it to where its reports are closed.</summary>
    /// <param name="setup">The market.</param>
    /// <param name="conducts">How each member behaves.</param>
    /// <param name="records">The records of a member, by its place.</param>
    internal static TrainingMarket Open(
        MarketSetup setup,
        IReadOnlyList<TrainingConduct> conducts,
        Func<int, IReadOnlyList<ReadOnlyMemory<byte>>>? records = null)
    {
        Seat[] seats = Seat.Open(setup);
        SimulatedPlatform platform = seats[0].Platform;
        var validator = new TrainingValidator(setup.Validator);
        var participants = seats.Select(seat => new Reporter(seat, records)).ToArray();
        TrainingMember[] members =
        [
            .. seats.Select((seat, place) => new TrainingMember(
                platform.State,
                place,
                seat.Key,
                participants[place].Read(),
                setup.Random($"training {place}"),
                conducts[place])),
        ];
        var market = new TrainingMarket(platform, validator, new TrainingUploads(), members);
        for (int place = 0; place < seats.Length; place++)
        {
            SimulatedAudit audit = Attest(seats[place], participants[place]);
            members[place].Audit = validator.Remember(
                market.State.Definition.Training!,
                place,
                audit.State!,
                (ulong)participants[place].Records.Count);
        }

        for (int place = 0; place < seats.Length; place++)
        {
            members[place].Act(market);
            participants[place].SendReport(participants[place].MakeReport()!, ProtocolStep.Report);
        }

        platform.Settle();
        return market;
    }

    /// <summary>The same market once more, which goes on by itself from here.</summary>
    /// <param name="place">Whose conduct is another from here.</param>
    /// <param name="conduct">Its conduct.</param>
    internal TrainingMarket Fork(int place, TrainingConduct conduct) => new(
        Platform.Fork(),
        Validator,
        new TrainingUploads(_uploads),
        [.. Members.Select(member => member.Fork(member.Place == place ? conduct : member.Conduct))]);

    /// <summary>Goes on until a step is on, or the market is over.</summary>
    /// <param name="until">The step; null for the end.</param>
    internal void Run(TrainingStep? until = null)
    {
        for (int round = 0; State.Phase == MarketPhase.Training && Training.State.Step != until; round++)
        {
            if (round == MostRounds)
            {
                throw new InvalidOperationException($"The market hangs in step {Training.State.Step}.");
            }

            bool hasMoved = false;
            foreach (TrainingMember member in Members)
            {
                hasMoved |= State.Phase == MarketPhase.Training && Training.State.Step != until && member.Act(this);
            }

            if (Training.State.Step != until && !(hasMoved | Work()))
            {
                Platform.PassStep();
            }
        }
    }

    /// <summary>Takes a member's message.</summary>
    /// <param name="place">Who sends it.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="uploads">What was uploaded before.</param>
    /// <param name="shares">The shares beside it.</param>
    /// <returns>Why it is rejected; null where it is accepted.</returns>
    internal Rejection? Submit(
        int place,
        SignedEnvelope envelope,
        ImmutableArray<ContributionUpload> uploads,
        ReadOnlyMemory<byte> shares)
    {
        if (!ContributionCommands.TryRead(
                State, envelope, out ContributionClaim? claim, out AuthenticatedEnvelope? authenticated, out Rejection? rejection)
            || !TrainingUploads.TryRead(State, claim, uploads, shares, out TrainingUploads.Bulk? bulk, out rejection)
            || !ContributionCommands.TryVerify(
                State, claim, authenticated, bulk.Commitments, Platform.Now, out SubmitContribution? command, out rejection))
        {
            return rejection;
        }

        if (claim is SharesClaim held
            && (!SHA256.HashData(shares.Span).AsSpan().SequenceEqual(held.SharesDigest.Span)
                || TrainingSum.FaultOf(Training, place, shares.Span) is not null))
        {
            return new Rejection(RejectionReason.ContributionMalformed, "A share does not fit its dealer's commitments.");
        }

        rejection = Platform.Send(command);
        if (rejection is null)
        {
            _uploads.Keep(place, bulk);
        }

        return rejection;
    }

    /// <summary>What the platform hands out to a member: the encrypted shares of all others.</summary>
    /// <param name="place">The member.</param>
    internal Dictionary<int, ReadOnlyMemory<byte>> SharesFor(int place) => Training.List!.Members
        .Where(member => member.Place != place)
        .ToDictionary(
            static member => member.Place,
            member => _uploads.SharesOf(member.Place, Training.State.Epoch).Bytes);

    /// <summary>Does what is the platform's to do.</summary>
    /// <returns>Whether there was something.</returns>
    internal bool Work()
    {
        if (State.Phase != MarketPhase.Training || Training.State.Step is not (TrainingStep.Compare or TrainingStep.Sum))
        {
            return false;
        }

        MarketCommand command = Training.State.Step == TrainingStep.Compare ? Compare() : Sum();
        return Platform.Send(command) is { } rejection
            ? throw new InvalidOperationException($"The market does not take what follows: {rejection.Message}")
            : true;
    }

    private ComparePointsOfEpoch Compare()
    {
        var comparison = new TrainingComparison(Training);
        foreach (int place in Training.List!.Members.Select(static member => member.Place))
        {
            comparison.Compare(
                place, _uploads.CommitmentsOf(place), _uploads.MaskedOf(place, Training.State.Epoch));
        }

        foreach (int dealer in comparison.Blamed(State))
        {
            comparison.JudgeComplaints(State, dealer, _uploads.SharesOf(dealer, Training.State.Epoch));
        }

        return new ComparePointsOfEpoch(Platform.Now, comparison.Finish());
    }

    private MarketCommand Sum()
    {
        ulong epoch = Training.State.Epoch;
        using var sum = new TrainingSum(Training);
        foreach (int holder in Training.Shares.Keys)
        {
            sum.AddShares(holder, _uploads.OpenedBy(holder, epoch).Span);
        }

        if (sum.OpenSeeds() is { Count: > 0 } guilty)
        {
            return new NameBySeeds(Platform.Now, epoch, guilty);
        }

        foreach (int place in Training.List!.Members.Select(static member => member.Place))
        {
            sum.Add(place, _uploads.MaskedOf(place, epoch));
        }

        TrainedModel model = sum.Train(State);
        byte[] file = TrainingSum.WriteFile(State, model);
        File = file;
        return new DeliverModel(Platform.Now, epoch, TrainingSum.Describe(model, SHA256.HashData("salt"u8), file));
    }

    private static SimulatedAudit Attest(Seat seat, Reporter participant)
    {
        participant.Prepare();
        participant.Join();
        participant.Commit();
        SimulatedAudit audit = seat.Validator.Begin(participant.Id);
        participant.BeAudited(audit);
        return audit.Conclude() is null || participant.Finding is not null
            ? throw new InvalidOperationException($"The honest '{participant.Id}' is not attested: {participant.Finding}.")
            : audit;
    }

    private sealed class Reporter(Seat seat, Func<int, IReadOnlyList<ReadOnlyMemory<byte>>>? records)
        : SimulatedParticipant(seat)
    {
        internal IReadOnlyList<ReadOnlyMemory<byte>> Read() =>
            records?.Invoke(Seat.Index) ?? SyntheticRecords.Labelled(Seat.Index, Seat.Setup.Records);

        protected override IEnumerable<ReadOnlyMemory<byte>> ReadRecords() => Read();
    }
}
