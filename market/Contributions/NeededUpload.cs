namespace Candor.Market.Contributions;

/// <summary>An upload that a step of the training needs.</summary>
/// <param name="Part">What it is.</param>
/// <param name="Digest">Its digest in the log, 32 bytes.</param>
public readonly record struct NeededUpload(ContributionPart Part, ReadOnlyMemory<byte> Digest);
