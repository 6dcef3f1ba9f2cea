using System.Text.Json.Nodes;
using Candor.Client.Internal;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.Simulation.Setup;
using Candor.V1;
using Google.Protobuf;
using AuditRefusal = Candor.Market.AuditRefusal;
using MarketDefinition = Candor.Market.Definitions.MarketDefinition;
using MarketPhase = Candor.Market.MarketPhase;

namespace Candor.Simulation.Platforms;

/// <summary>Plays the server of one market: verifies envelopes, fills commands from their payloads and has the real
/// state machine decide. It knows of no cheating; what is refused, that code refuses.</summary>
/// <remarks>One message at a time; the state may be read meanwhile.</remarks>
internal sealed class SimulatedPlatform
{
    // A refusal's type is what its envelope says, as an attestation's is.
    private static readonly string s_refusalType = Envelopes.TypeOf(new RefuseCommitmentPayload());

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

        var payload = new CreateMarketPayload
        {
            Market = setup.Rules.Name,
            RequestId = "create",
            Definition = JsonParser.Default.Parse<V1.MarketDefinition>(json.ToJsonString()),
        };
        SignedEnvelope envelope = setup.Operator.Sign(Envelopes.TypeOf(payload), payload.ToByteArray());
        Rejection? rejection = Authenticate(envelope, payload, setup.Operator.VerificationKey, out var authenticated)
            ?? Send(new CreateMarket(Now, setup.Rules.Name, definition, authenticated!));
        if (rejection is not null)
        {
            throw new InvalidOperationException($"The simulated market is refused: {rejection.Message}");
        }
    }

    /// <summary>The time, which passes only where the simulation says so.</summary>
    internal DateTimeOffset Now { get; private set; } = SimulatedRules.Start;

    /// <summary>The market.</summary>
    internal MarketState State { get; private set; } = null!;

    /// <summary>Takes a participant's message.</summary>
    /// <param name="envelope">The message.</param>
    /// <returns>Why it is refused; null where it is accepted.</returns>
    internal Rejection? Join(SignedEnvelope envelope)
    {
        JoinMarketPayload payload = JoinMarketPayload.Parser.ParseFrom(envelope.Payload.Span);
        return Authenticate(envelope, payload, payload.Participant, out AuthenticatedEnvelope? authenticated)
            ?? Send(new JoinMarket(
                Now, IdOf(payload.Participant), payload.DefinitionDigest.Memory, authenticated!));
    }

    /// <inheritdoc cref="Join"/>
    internal Rejection? Commit(SignedEnvelope envelope)
    {
        SubmitCommitmentPayload payload = SubmitCommitmentPayload.Parser.ParseFrom(envelope.Payload.Span);
        if (Authenticate(envelope, payload, payload.Participant, out var authenticated) is { } forged)
        {
            return forged;
        }

        var claim = new CommitmentClaim(
            IdOf(payload.Participant),
            payload.DefinitionDigest.Memory,
            payload.Commitment.Memory,
            payload.DatasetRoot.Memory,
            payload.OpeningProof.Memory,
            payload.RecordKey.Memory);
        return VerifiedCommitment.TryVerify(State, claim, Now, out VerifiedCommitment? verified, out Rejection? refused)
            ? Send(new SubmitCommitment(Now, verified, _random.NextNonce(), authenticated!))
            : refused;
    }

    /// <inheritdoc cref="Join"/>
    internal Rejection? Report(SignedEnvelope envelope)
    {
        SubmitReportPayload payload = SubmitReportPayload.Parser.ParseFrom(envelope.Payload.Span);
        if (Authenticate(envelope, payload, payload.Participant, out var authenticated) is { } forged)
        {
            return forged;
        }

        var claim = new ReportClaim(
            IdOf(payload.Participant),
            payload.DefinitionDigest.Memory,
            payload.Records,
            payload.CommitmentEvent,
            payload.RangeProof.Memory);
        return VerifiedReport.TryVerify(State, claim, Now, out VerifiedReport? verified, out Rejection? refused)
            ? Send(new SubmitReport(Now, verified, authenticated!))
            : refused;
    }

    /// <summary>Takes a validator's verdict, whoever brings it.</summary>
    /// <param name="envelope">The verdict.</param>
    /// <returns>Why it is refused; null where it is accepted.</returns>
    internal Rejection? Verdict(SignedEnvelope envelope)
    {
        // A key that is no validator's is compared with the validator's, and refused by that comparison.
        ValidationRules rules = State.Definition.Validation!;
        VerificationKey key = (rules.Find(envelope.KeyId) ?? rules.Validators[0]).Key;
        if (!AuthenticatedEnvelope.TryVerify(
            envelope, envelope.PayloadType, key, out AuthenticatedEnvelope? authenticated, out Rejection? rejection))
        {
            return rejection;
        }

        return Send(envelope.PayloadType switch
        {
            AttestCommitment.PayloadType => new AttestCommitment(Now, authenticated),
            var type when type == s_refusalType =>
                Refusal(RefuseCommitmentPayload.Parser.ParseFrom(envelope.Payload.Span), authenticated),
            _ => Overlap(OverlapPayload.Parser.ParseFrom(envelope.Payload.Span), authenticated),
        });
    }

    /// <summary>Lets the report deadline pass; the market settles unless it has.</summary>
    internal void Settle()
    {
        if (State.Phase == MarketPhase.Open)
        {
            Now = State.Definition.ReportDeadline;
            Send(new PassDeadline(Now));
        }
    }

    private RefuseCommitment Refusal(RefuseCommitmentPayload payload, AuthenticatedEnvelope envelope) => new(
        Now,
        new RefusalClaim(
            IdOf(payload.Participant),
            payload.DefinitionDigest.Memory,
            payload.CommitmentEvent,
            (AuditRefusal)payload.Refusal),
        envelope);

    private RecordOverlap Overlap(OverlapPayload payload, AuthenticatedEnvelope envelope) => new(
        Now,
        new OverlapClaim(
            payload.DefinitionDigest.Memory,
            payload.Earlier,
            payload.EarlierCommitmentEvent,
            payload.Later,
            payload.LaterCommitmentEvent,
            payload.SharedRecords,
            payload.DebitedRecords),
        envelope);

    private Rejection? Send(MarketCommand command)
    {
        Decision decision = MarketDecider.Decide(State, command);
        State = decision.Events.Aggregate(State, MarketState.Apply);
        return decision.Rejection;
    }

    /// <summary>Verifies a participant's envelope against the key in the roster.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="payload">What it holds.</param>
    /// <param name="participant">The name of whose it says it is.</param>
    /// <param name="authenticated">The envelope with its key, where it holds.</param>
    /// <returns>Why it does not hold; null where it does.</returns>
    internal Rejection? Authenticate(
        SignedEnvelope envelope, IMessage payload, string participant, out AuthenticatedEnvelope? authenticated)
    {
        authenticated = null;
        return State.Definition.TryFind(IdOf(participant), out int index)
            ? Authenticate(envelope, payload, State.Definition.Roster[index].Key, out authenticated)
            : new Rejection(RejectionReason.ParticipantNotFound, $"There is no participant '{participant}'.");
    }

    /// <summary>The id in a participant's name.</summary>
    /// <param name="participant">The name, <c>markets/{market}/participants/{participant}</c>.</param>
    internal static string IdOf(string participant) => participant[(participant.LastIndexOf('/') + 1)..];

    private static Rejection? Authenticate(
        SignedEnvelope envelope, IMessage payload, VerificationKey key, out AuthenticatedEnvelope? authenticated) =>
        AuthenticatedEnvelope.TryVerify(
            envelope, Envelopes.TypeOf(payload), key, out authenticated, out Rejection? rejection)
            ? null
            : rejection;
}
