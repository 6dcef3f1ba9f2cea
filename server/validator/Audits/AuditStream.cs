using System.Collections.Immutable;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.Wire.Names;

namespace Candor.Validator.Audits;

/// <summary>One audit's stream of events.</summary>
/// <param name="name">The audit.</param>
/// <param name="store">The validator's log.</param>
/// <param name="logger">Told of every event.</param>
internal sealed class AuditStream(AuditName name, IEventStore store, ILogger logger)
    : EventStream<AuditState, AuditEvent>(name.ToString(), store)
{
    /// <inheritdoc/>
    protected override string Resource => name.Participant.ToString();

    /// <summary>Decides a command and stores what follows from it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="request">What makes it the same request when it comes again; null where nobody sent it.</param>
    /// <returns>What became of it.</returns>
    internal Task<CommandResult<AuditState>> DecideAsync(AuditCommand command, RequestIdentity? request) => WriteAsync(
        before =>
        {
            AuditDecision decision = AuditDecider.Decide(before.State, command);
            return new Proposal<AuditEvent>(decision.Events, decision.Rejection);
        },
        (_, _) => request is null
            ? null
            : new RequestRecord(request.Actor, request.RequestId, request.BodySha256, []));

    /// <inheritdoc/>
    protected override AuditEvent Decode(byte[] body) => AuditEventCodec.Decode(body);

    /// <inheritdoc/>
    protected override byte[] Encode(AuditEvent next) => AuditEventCodec.Encode(next);

    /// <inheritdoc/>
    protected override AuditState Apply(AuditState? state, AuditEvent next) => AuditState.Apply(state, next);

    /// <inheritdoc/>
    protected override DateTimeOffset? DueOf(AuditState state) => AuditLog.DueOf(state);

    /// <inheritdoc/>
    protected override void OnStored(ImmutableArray<NumberedEvent<AuditEvent>> stored) =>
        logger.AuditEventStored(Name, stored[^1].Sequence, stored[^1].Event.GetType().Name);
}
