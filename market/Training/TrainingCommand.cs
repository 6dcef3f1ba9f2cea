using System.Collections.Immutable;
using Candor.Commitments.Masks;

namespace Candor.Market.Training;

/// <summary>Something that is asked of a market's training. Signatures and proofs have been verified.</summary>
/// <param name="At">When, UTC.</param>
public abstract record TrainingCommand(DateTimeOffset At);

/// <summary>Step 0: a participant gives its mask key with its report.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Place">Its place on the roster.</param>
/// <param name="Key">K, 32 bytes; proved, and not the identity.</param>
public sealed record GiveMaskKey(DateTimeOffset At, int Place, ReadOnlyMemory<byte> Key) : TrainingCommand(At);

/// <summary>Reports are closed, and the phase begins.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Reports">The reports in records, by place.</param>
public sealed record BeginTraining(DateTimeOffset At, ImmutableSortedDictionary<int, uint> Reports) : TrainingCommand(At);

/// <summary>A member answers a step: its commitments, masks, points or shares.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Place">Its place on the roster.</param>
/// <param name="Step"><see cref="TrainingStep.Commit"/>, Mask, Check or Unmask.</param>
/// <param name="Epoch">The epoch, from 1; 0 for commitments, which stand for all.</param>
/// <param name="Digest">The digest of what it signed, 32 bytes. Who calls has compared its list and context with those of
/// the epoch: where they differ, that is the platform's fault and names nobody.</param>
public sealed record AnswerStep(
    DateTimeOffset At, int Place, TrainingStep Step, ulong Epoch, ReadOnlyMemory<byte> Digest) : TrainingCommand(At);

/// <summary>Step 3: the validator's verdict on a member's statistics.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Place">The member's place.</param>
/// <param name="IsNear">Whether they are near.</param>
/// <param name="Digest">The digest of what the validator signed, 32 bytes.</param>
public sealed record GiveNearness(
    DateTimeOffset At, int Place, bool IsNear, ReadOnlyMemory<byte> Digest) : TrainingCommand(At);

/// <summary>The platform has compared the points of an epoch.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Named">Who fails by itself, and by what.</param>
/// <param name="Pairs">The pairs whose points differ, the lower place first.</param>
public sealed record ComparePoints(
    DateTimeOffset At,
    ImmutableSortedDictionary<int, FallCause> Named,
    ImmutableArray<(int First, int Second)> Pairs) : TrainingCommand(At);

/// <summary>An end of a disputed pair opens its secret.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Place">Who opens.</param>
/// <param name="Other">The other end.</param>
/// <param name="Verdict">Whom the opening names.</param>
public sealed record OpenPairSecret(DateTimeOffset At, int Place, int Other, PairVerdict Verdict) : TrainingCommand(At);

/// <summary>The platform has held every member to its self point.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Guilty">Whose point is another.</param>
public sealed record JudgeSeeds(DateTimeOffset At, ImmutableSortedSet<int> Guilty) : TrainingCommand(At);

/// <summary>Time has passed.</summary>
/// <param name="At">The time, UTC.</param>
public sealed record PassStep(DateTimeOffset At) : TrainingCommand(At);

/// <summary>The platform cannot do what is its own in the step that is on.</summary>
/// <param name="At">When, UTC.</param>
public sealed record GiveUp(DateTimeOffset At) : TrainingCommand(At);
