using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.Simulation.Participants;
using Candor.Simulation.Platforms;
using Candor.Simulation.Setup;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Markets;

/// <summary>One market from its definition to its settlement, with honest participants and cheaters in one roster. It
/// brings everyone's messages to the platform and to the validator in the order of the protocol.</summary>
internal sealed class SimulatedMarket
{
    private readonly SimulatedParticipant[] _participants;

    /// <summary>Opens a market.</summary>
    /// <param name="rules">Its rules.</param>
    /// <param name="kinds">What sits in each seat of the roster, honest participants first.</param>
    /// <param name="records">How many records each participant has.</param>
    /// <param name="seed">The simulation's seed.</param>
    /// <param name="cancellationToken">Stops whatever runs in the market.</param>
    internal SimulatedMarket(
        SimulatedRules rules,
        IReadOnlyList<ParticipantKind> kinds,
        int records,
        ulong seed,
        CancellationToken cancellationToken)
    {
        Setup = new MarketSetup(rules, kinds.Count, records, seed, cancellationToken);
        Seat[] seats = Seat.Open(Setup);
        (Platform, Validator) = (seats[0].Platform, seats[0].Validator);
        _participants = [.. kinds.Zip(seats, static (kind, seat) => kind.Create(seat))];
    }

    /// <summary>What was settled about it before it opened.</summary>
    internal MarketSetup Setup { get; }

    /// <summary>Its server.</summary>
    internal SimulatedPlatform Platform { get; }

    /// <summary>Its validator.</summary>
    internal SimulatedValidator Validator { get; }

    /// <summary>The participants, in roster order.</summary>
    internal IReadOnlyList<SimulatedParticipant> Participants => _participants;

    /// <summary>Runs the market to its settlement.</summary>
    /// <param name="advance">Told after each piece of work.</param>
    internal void Run(Action advance)
    {
        Enter(advance);

        // What an honest participant sends may serve a cheater later, never sooner.
        Validate([_participants[0]], advance);
        Validate([.. _participants.Skip(1)], advance);
        if (Platform.State.Definition.Validation!.Overlap != OverlapPolicy.None)
        {
            CompareAll();
        }

        Report();
        Platform.Settle();
        foreach (SimulatedParticipant participant in _participants.Where(c => !IsIn(c)))
        {
            participant.End(ProtocolStep.Settlement, "Out");
        }
    }

    /// <summary>Has everyone prepare, join and commit.</summary>
    /// <param name="advance">Told after each participant.</param>
    internal void Enter(Action advance)
    {
        ForEach(
            _participants,
            participant =>
            {
                participant.Prepare();
                advance();
            });
        foreach (SimulatedParticipant participant in _participants)
        {
            participant.Join();
            if (participant.Finding is null)
            {
                participant.Commit();
            }
        }
    }

    /// <summary>Whether a participant is in the outcome with its report.</summary>
    /// <param name="participant">The participant.</param>
    internal bool IsIn(SimulatedParticipant participant) =>
        Platform.State.Outcome!.Assignments.Single(a => a.Participant == participant.Id).Records is not null;

    private void ForEach(IEnumerable<SimulatedParticipant> participants, Action<SimulatedParticipant> action) =>
        Parallel.ForEach(
            participants,
            new ParallelOptions
            {
                CancellationToken = Setup.Cancellation,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            action);

    private void Validate(SimulatedParticipant[] participants, Action advance)
    {
        participants = [.. participants.Where(static participant => participant.Finding is null)];
        foreach (SimulatedParticipant participant in participants)
        {
            Validator.Begin(participant.Id);
        }

        ForEach(
            participants,
            participant =>
            {
                participant.BeAudited(Validator.AuditOf(participant.Id));
                advance();
            });
        foreach (SimulatedParticipant participant in participants)
        {
            SignedEnvelope? attestation = Conclude(participant, Validator.AuditOf(participant.Id));
            if (participant.Finding is null)
            {
                participant.AfterVerdict(attestation);
            }
        }
    }

    // Null where there is no audit, or it ended with a refusal.
    private static SignedEnvelope? Conclude(SimulatedParticipant participant, SimulatedAudit audit)
    {
        if (audit.State is null)
        {
            return null;
        }

        // Where a participant that stays silent now stops.
        ProtocolStep awaited = audit.State.Phase == AuditPhase.AwaitingTags ? ProtocolStep.Tags : ProtocolStep.Openings;
        if (audit.Conclude() is { } attestation)
        {
            return attestation;
        }

        participant.End(awaited, audit.State.Refusal!.Value.ToString());
        return null;
    }

    // Pairs in the order in which the market took the attestations, the later of each pair in turn.
    private void CompareAll()
    {
        SimulatedParticipant[] attested =
            [.. _participants.Where(Stands).OrderBy(one => Validator.AuditOf(one.Id).State!.DeliveredEvent)];
        for (int later = 1; later < attested.Length; later++)
        {
            var debited = new HashSet<ulong>();
            for (int earlier = 0; earlier < later; earlier++)
            {
                Setup.Cancellation.ThrowIfCancellationRequested();
                if (Stands(attested[earlier]) && Stands(attested[later]))
                {
                    Compare(attested[earlier], attested[later], debited);
                }
            }
        }
    }

    private void Compare(SimulatedParticipant earlier, SimulatedParticipant later, HashSet<ulong> debited)
    {
        SimulatedOverlapCheck check = Validator.Compare(earlier.Id, later.Id);
        earlier.Compare(check);
        later.Compare(check);
        check.Conclude(debited);
        foreach (SimulatedParticipant participant in new[] { earlier, later }.Where(c => !Stands(c)))
        {
            // Who was refused for silence is told so by the validator; who fell by the market's policy hears it from
            // the market with its next message.
            if (check.RefusalOf(participant.Id) is { } refusal)
            {
                participant.End(ProtocolStep.OverlapCheck, refusal.ToString());
            }
            else if (participant.MakeReport() is { } report)
            {
                participant.SendReport(report, ProtocolStep.OverlapCheck);
            }
        }
    }

    private bool Stands(SimulatedParticipant participant) =>
        Platform.State.Participants[Array.IndexOf(_participants, participant)].Phase == ParticipantPhase.Validated;

    private void Report()
    {
        SimulatedParticipant[] reporting = [.. _participants.Where(static participant => participant.Finding is null)];
        var reports = new SignedEnvelope?[reporting.Length];
        Parallel.For(
            0,
            reporting.Length,
            new ParallelOptions { CancellationToken = Setup.Cancellation },
            i => reports[i] = reporting[i].MakeReport());
        for (int i = 0; i < reporting.Length; i++)
        {
            if (reports[i] is { } report)
            {
                reporting[i].SendReport(report, ProtocolStep.Report);
            }
        }
    }
}
