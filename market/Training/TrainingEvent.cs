using System.Collections.Immutable;

namespace Candor.Market.Training;

/// <summary>Something that happened in a market's training. In memory only: none is stored yet.</summary>
/// <param name="Time">When, UTC.</param>
public abstract record TrainingEvent(DateTimeOffset Time);

/// <summary>A mask key was taken.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Place">Whose.</param>
/// <param name="Key">K, 32 bytes.</param>
public sealed record MaskKeyTaken(DateTimeOffset Time, int Place, ReadOnlyMemory<byte> Key) : TrainingEvent(Time);

/// <summary>The phase began.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Reports">The reports in records, by place.</param>
public sealed record TrainingBegun(DateTimeOffset Time, ImmutableSortedDictionary<int, uint> Reports) : TrainingEvent(Time);

/// <summary>A step began.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Step">The step.</param>
/// <param name="Epoch">The epoch; 0 before the first.</param>
/// <param name="IsRepair">Whether the epoch follows one that was unmasked.</param>
/// <param name="Pairs">The pairs in dispute, where it is a dispute.</param>
public sealed record StepBegun(
    DateTimeOffset Time,
    TrainingStep Step,
    ulong Epoch,
    bool IsRepair,
    ImmutableArray<(int First, int Second)> Pairs) : TrainingEvent(Time);

/// <summary>A message was taken.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Place">Whose, or about whom.</param>
/// <param name="Step">Of which step.</param>
/// <param name="Epoch">Of which epoch; 0 before the first.</param>
/// <param name="Digest">What was signed, 32 bytes.</param>
public sealed record StepAnswered(
    DateTimeOffset Time, int Place, TrainingStep Step, ulong Epoch, ReadOnlyMemory<byte> Digest) : TrainingEvent(Time);

/// <summary>A member is out: its report falls, and the outcome is computed without it.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Place">Who.</param>
/// <param name="Cause">Why.</param>
public sealed record MemberFell(DateTimeOffset Time, int Place, FallCause Cause) : TrainingEvent(Time);

/// <summary>Training ended; final.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="End">How.</param>
public sealed record TrainingEnded(DateTimeOffset Time, TrainingEnd End) : TrainingEvent(Time);
