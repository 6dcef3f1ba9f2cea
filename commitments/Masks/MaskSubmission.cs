using Candor.Commitments.Statements;

namespace Candor.Commitments.Masks;

/// <summary>What a contributor is bound to before the weights are drawn.</summary>
/// <param name="StatisticsDigest">The digest of its commitments, 32 bytes.</param>
/// <param name="Payload">
/// The whole payload that it signed, byte for byte: it has the digests of y and z, and all else that must stand before
/// the weights do.
/// </param>
/// <remarks>
/// Immutable as long as the memory handed over is. Setting a member to a value outside its range throws
/// <see cref="ArgumentException"/>.
/// </remarks>
public sealed record MaskSubmission(ReadOnlyMemory<byte> StatisticsDigest, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The digest of its commitments, 32 bytes.</summary>
    public ReadOnlyMemory<byte> StatisticsDigest
    {
        get;
        init => field = StatementContext.RequireDigest(value, nameof(StatisticsDigest));
    } = StatementContext.RequireDigest(StatisticsDigest, nameof(StatisticsDigest));
}
