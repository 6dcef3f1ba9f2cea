using System.Collections.Immutable;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.Wire.Names;

namespace Candor.Validator.Overlaps;

/// <summary>One overlap check's stream of events.</summary>
/// <param name="name">The check.</param>
/// <param name="store">The validator's log.</param>
/// <param name="logger">Told of every event.</param>
internal sealed class OverlapStream(OverlapName name, IEventStore store, ILogger logger)
    : EventStream<OverlapState, OverlapEvent>(name.ToString(), store)
{
    /// <inheritdoc/>
    protected override string Resource => name.Market;

    /// <summary>When a check has something to be done by the validator itself.</summary>
    /// <param name="overlap">The check.</param>
    /// <returns>Its deadline while answers are awaited, the beginning of time while both are to be counted or told to
    /// the market; null where nothing is left to do.</returns>
    internal static DateTimeOffset? Due(OverlapState overlap) => overlap switch
    {
        { Phase: OverlapPhase.AwaitingAnswers, EarlierAnswered: true, LaterAnswered: true }
            => DateTimeOffset.UnixEpoch,
        { Phase: OverlapPhase.AwaitingAnswers } => overlap.Deadline,
        { IsConcluded: false } => DateTimeOffset.UnixEpoch,
        _ => null,
    };

    /// <summary>Takes a step.</summary>
    /// <param name="step">Makes the event from the state; null where nothing follows.</param>
    /// <returns>What became of it.</returns>
    internal Task<CommandResult<OverlapState>> DecideAsync(Func<OverlapState?, OverlapEvent?> step) => WriteAsync(
        before => step(before.State) is { } happened
            ? new Proposal<OverlapEvent>([happened])
            : Proposal<OverlapEvent>.Nothing);

    /// <inheritdoc/>
    protected override OverlapEvent Decode(byte[] body) => OverlapEventCodec.Decode(body);

    /// <inheritdoc/>
    protected override byte[] Encode(OverlapEvent next) => OverlapEventCodec.Encode(next);

    /// <inheritdoc/>
    protected override OverlapState Apply(OverlapState? state, OverlapEvent next) => OverlapState.Apply(state, next);

    /// <inheritdoc/>
    protected override DateTimeOffset? DueOf(OverlapState state) => Due(state);

    /// <inheritdoc/>
    protected override void OnStored(ImmutableArray<NumberedEvent<OverlapEvent>> stored) =>
        logger.AuditEventStored(Name, stored[^1].Sequence, stored[^1].Event.GetType().Name);
}
