using Candor.Client;
using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.Simulation.Platforms;
using Candor.Simulation.Setup;
using Candor.Wire.Commands;
using Candor.Wire.Verdicts;

namespace Candor.Simulation.Validation;

/// <summary>Plays the validator for one commitment: gives the real state machine what the participant sends, in the
/// order of the protocol. What is refused, that code refuses.</summary>
/// <param name="platform">The market's server.</param>
/// <param name="validator">The validator's key.</param>
/// <param name="random">The validator's randomness.</param>
internal sealed class SimulatedAudit(SimulatedPlatform platform, SigningKey validator, SimulationRandom random)
{
    private readonly VerdictSigner _signer = new(validator.VerificationKey, validator.Sign);
    private byte[]? _tags;

    /// <summary>The audit; null until it is open.</summary>
    internal AuditState? State { get; private set; }

    /// <summary>The tags that were audited.</summary>
    internal ReadOnlyMemory<byte> Tags => _tags;

    /// <summary>The participant's answer to the sample; null until it has given one.</summary>
    internal AuditAnswer? Answer { get; private set; }

    /// <summary>Opens the audit of the commitment that stands.</summary>
    /// <param name="envelope">The participant's message.</param>
    /// <returns>Why it is rejected; null where it is accepted.</returns>
    internal Rejection? Open(SignedEnvelope envelope)
    {
        MarketState market = platform.State;
        if (!ParticipantCommands.TryOpen<V1.OpenAuditPayload>(
            market, envelope, static payload => payload.Participant, out string? sender, out var message, out var forged))
        {
            return forged;
        }

        _ = market.Definition.TryFind(sender, out int index);
        return Decide(new OpenAudit(
            platform.Now,
            new AuditedMarket(market.Name, market.Definition, market.DefinitionDigest),
            StandingOf(market.Participants[index]),
            ClaimPayloads.ToClaim(sender, message.Payload),
            validator.VerificationKey,
            message.Envelope));
    }

    /// <summary>Takes all tags and draws the sample.</summary>
    /// <param name="tags">The tags, untrusted.</param>
    /// <returns>Why they are rejected; null where they are accepted.</returns>
    internal Rejection? TakeTags(byte[] tags)
    {
        _tags = tags;
        var incoming = new IncomingTags(State!);
        return incoming.Add(tags) ?? Decide(new CompleteTags(platform.Now, incoming, random));
    }

    /// <summary>Takes the opened sample and comes to a verdict.</summary>
    /// <param name="answer">The openings, untrusted.</param>
    /// <returns>Why they are not taken; null where there is a verdict, be it a refusal.</returns>
    internal Rejection? TakeOpenings(AuditAnswer answer)
    {
        Answer = answer;
        ValidationRules rules = platform.State.Definition.Validation!;
        return Decide(new OpenSample(
            platform.Now,
            answer.Openings,
            answer.Proof,
            rules.Records.IsValid,
            _signer,
            platform.State.Definition.Training));
    }

    /// <summary>Ends the audit: who owes an answer is refused, and the market is told the verdict.</summary>
    /// <returns>The attestation; null where the audit ended with a refusal.</returns>
    internal SignedEnvelope? Conclude()
    {
        PassDeadline();
        Deliver();
        return State!.Phase == AuditPhase.Passed ? State.Verdict : null;
    }

    private void PassDeadline()
    {
        if (State is { IsOpen: true } open)
        {
            Decide(new PassAnswerDeadline(open.Deadline, _signer));
        }
    }

    // No cheater can make the market reject it.
    private void Deliver()
    {
        Rejection? rejection = platform.Verdict(State!.Verdict!)
            ?? Decide(new ConcludeDelivery(platform.Now, (ulong)platform.State.Version, null));
        if (rejection is not null)
        {
            throw new InvalidOperationException($"The validator's verdict is rejected: {rejection.Message}");
        }
    }

    private static StandingCommitment StandingOf(ParticipantState participant) =>
        participant.Commitment is { } standing
            ? new StandingCommitment(
                (ulong)standing.Event,
                standing.Commitment.ToArray(),
                standing.DatasetRoot,
                standing.RecordKey ?? default,
                participant.Phase == Candor.Market.ParticipantPhase.Refused,
                standing.MessageDigest)
            : StandingCommitment.None;

    private Rejection? Decide(AuditCommand command)
    {
        AuditDecision decision = AuditDecider.Decide(State, command);
        State = decision.Events.Aggregate(State, static (state, next) => AuditState.Apply(state, next));
        return decision.Rejection;
    }
}
