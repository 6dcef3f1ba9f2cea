using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Simulation.Setup;
using Candor.Wire.Commands;
using Candor.Wire.Definitions;
using Candor.Wire.Signing;
using Candor.Wire.Verdicts;

namespace Candor.Simulation.Platforms;

/// <summary>Plays the server of one market: verifies envelopes, fills commands from their payloads and has the real
/// state machine decide. It knows of no cheating; what is refused, that code refuses.</summary>
/// <remarks>One message at a time; the state may be read meanwhile.</remarks>
internal sealed class SimulatedPlatform
{
    private readonly SimulationRandom _random;

    /// <summary>Opens a market.</summary>
    /// <param name="setup">The market.</param>
    internal SimulatedPlatform(MarketSetup setup)
    {
        _random = setup.Random("platform");
        JsonObject json = setup.Rules.ToJson(setup.Operator, setup.Validator, setup.Roster);
        if (!MarketDefinitionReader.TryRead(json.ToJsonString(), out MarketDefinition? definition, out var faults))
        {
            throw new InvalidOperationException(
                $"The simulated definition does not hold: {string.Join("; ", faults)}");
        }

        if (!DefinitionMessages.TryWrite(definition, out V1.MarketDefinition? message, out string? fault))
        {
            throw new InvalidOperationException($"The simulated definition does not hold: {fault}");
        }

        var payload = new V1.CreateMarketPayload
        {
            Market = setup.Rules.Name,
            RequestId = "create",
            Definition = message,
        };
        SignedEnvelope envelope = Envelopes.Sign(setup.Operator.Sign, payload);
        if (!OperatorCommands.TryCreate(envelope, Now, out CreateMarket? command, out Rejection? rejection)
            || (rejection = Send(command)) is not null)
        {
            throw new InvalidOperationException($"The simulated market is rejected: {rejection.Message}");
        }
    }

    private SimulatedPlatform(SimulatedPlatform other) =>
        (_random, Now, State, Log) = (other._random, other.Now, other.State, other.Log);

    /// <summary>Everything that happened, in order.</summary>
    internal ImmutableList<MarketEvent> Log { get; private set; } = [];

    /// <summary>The time, which passes only where the simulation says so.</summary>
    internal DateTimeOffset Now { get; private set; } = SimulatedRules.Start;

    /// <summary>The market.</summary>
    internal MarketState State { get; private set; } = null!;

    /// <summary>Takes a participant's message.</summary>
    /// <param name="envelope">The message.</param>
    /// <returns>Why it is rejected; null where it is accepted.</returns>
    internal Rejection? Join(SignedEnvelope envelope) =>
        ParticipantCommands.TryJoin(State, envelope, Now, out JoinMarket? command, out Rejection? rejection)
            ? Send(command)
            : rejection;

    /// <inheritdoc cref="Join"/>
    internal Rejection? Commit(SignedEnvelope envelope) =>
        ParticipantCommands.TryCommit(
            State, envelope, Now, _random.NextNonce(), out SubmitCommitment? command, out Rejection? rejection)
            ? Send(command)
            : rejection;

    /// <inheritdoc cref="Join"/>
    internal Rejection? Report(SignedEnvelope envelope) =>
        ParticipantCommands.TryReport(State, envelope, Now, out SubmitReport? command, out Rejection? rejection)
            ? Send(command)
            : rejection;

    /// <summary>Takes a validator's verdict, whoever brings it.</summary>
    /// <param name="envelope">The verdict.</param>
    /// <returns>Why it is rejected; null where it is accepted.</returns>
    internal Rejection? Verdict(SignedEnvelope envelope) =>
        VerdictCommands.TryRead(State, envelope, Now, out MarketCommand? command, out Rejection? rejection)
            ? Send(command)
            : rejection;

    /// <summary>Lets the report deadline pass; the market settles unless it has.</summary>
    internal void Settle()
    {
        if (State.Phase == MarketPhase.Open)
        {
            Now = State.Definition.ReportDeadline;
            Send(new PassDeadline(Now));
        }
    }

    /// <summary>Lets the deadline of a step of the training pass.</summary>
    internal void PassStep()
    {
        Now = State.Training!.State.Deadline
            ?? throw new InvalidOperationException($"Step {State.Training.State.Step} has no deadline: the market hangs.");
        Send(new PassDeadline(Now));
    }

    /// <summary>The same market once more, which goes on by itself from here.</summary>
    internal SimulatedPlatform Fork() => new(this);

    /// <summary>Has the real state machine decide.</summary>
    /// <param name="command">The command.</param>
    /// <returns>Why it is rejected; null where it is accepted.</returns>
    internal Rejection? Send(MarketCommand command)
    {
        Decision decision = MarketDecider.Decide(State, command);
        State = decision.Events.Aggregate(State, MarketState.Apply);
        Log = Log.AddRange(decision.Events);
        return decision.Rejection;
    }
}
