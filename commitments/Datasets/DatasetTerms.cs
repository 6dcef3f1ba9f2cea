using Candor.Commitments.Statements;

namespace Candor.Commitments.Datasets;

/// <summary>What statement 3 says: a commitment, the dataset under it, and the number it commits to.</summary>
/// <param name="Context">Where the commitment is made, and by whom.</param>
/// <param name="DatasetRoot">R, 32 bytes.</param>
/// <param name="RecordKey">K, 32 bytes, untrusted.</param>
/// <param name="Size">N, the records under the root. The validator learns it, the platform does not.</param>
/// <param name="Commitment">C, which commits to N.</param>
/// <remarks>
/// Immutable as long as the memory handed over is. Setting a member to a value outside its range throws
/// <see cref="ArgumentException"/>.
/// </remarks>
public sealed record DatasetTerms(
    StatementContext Context,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> RecordKey,
    ulong Size,
    Commitment Commitment)
{
    /// <summary>Where the commitment is made, and by whom.</summary>
    public StatementContext Context
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Context));
    } = Context ?? throw new ArgumentNullException(nameof(Context));

    /// <summary>R, 32 bytes.</summary>
    public ReadOnlyMemory<byte> DatasetRoot
    {
        get;
        init => field = StatementContext.RequireDigest(value, nameof(DatasetRoot));
    } = StatementContext.RequireDigest(DatasetRoot, nameof(DatasetRoot));

    /// <summary>K, 32 bytes.</summary>
    public ReadOnlyMemory<byte> RecordKey
    {
        get;
        init => field = StatementContext.RequireDigest(value, nameof(RecordKey));
    } = StatementContext.RequireDigest(RecordKey, nameof(RecordKey));
}
