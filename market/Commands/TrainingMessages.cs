using System.Collections.Immutable;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Market.Training;

namespace Candor.Market.Commands;

/// <summary>A participant's message in a step of the training.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Contribution">The message, its proofs verified.</param>
/// <param name="Envelope">The participant's signed message.</param>
public sealed record SubmitContribution(
    DateTimeOffset At, VerifiedContribution Contribution, AuthenticatedEnvelope Envelope) : MarketCommand(At);

/// <summary>A validator's verdict on a member's statistics (statement 8).</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Claim">What it says.</param>
/// <param name="Envelope">The validator's signed message.</param>
public sealed record CheckStatistics(
    DateTimeOffset At, StatisticsVerdictClaim Claim, AuthenticatedEnvelope Envelope) : MarketCommand(At);

/// <summary>The platform has compared the points of an epoch; the server's own command.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Compared">What they come to.</param>
public sealed record ComparePointsOfEpoch(DateTimeOffset At, ComparedEpoch Compared) : MarketCommand(At);

/// <summary>The platform has opened the self seeds of an epoch and found some that name their owners; the server's own
/// command.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Guilty">The seeds, 32 bytes each, by place; at least one.</param>
public sealed record NameBySeeds(
    DateTimeOffset At, ulong Epoch, ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> Guilty) : MarketCommand(At);

/// <summary>The platform has summed an epoch and trained the model; the server's own command.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Model">The model.</param>
public sealed record DeliverModel(DateTimeOffset At, ulong Epoch, DeliveredModel Model) : MarketCommand(At);

/// <summary>The platform cannot do its part of a step, and the training ends without a model; the server's own command.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Epoch">The epoch; 0 before the first.</param>
/// <param name="Step">The step that it gives up.</param>
/// <param name="Lost">The digests of what it can no longer read; without a fault by <see cref="NeededBulk.FaultOf"/>.</param>
public sealed record FailTraining(
    DateTimeOffset At, ulong Epoch, TrainingStep Step, ImmutableArray<ReadOnlyMemory<byte>> Lost) : MarketCommand(At);
