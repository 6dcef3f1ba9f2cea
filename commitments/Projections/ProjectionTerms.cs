using Candor.Commitments.Statements;

namespace Candor.Commitments.Projections;

/// <summary>What statement 8 says, and where.</summary>
/// <param name="Context">The market and the contributor.</param>
/// <param name="DatasetRoot">R, 32 bytes: the audited dataset.</param>
/// <param name="Report">t', the reported records.</param>
/// <param name="StatisticsDigest">The digest of the commitments, 32 bytes.</param>
/// <param name="Matrix">ρ, opened.</param>
/// <param name="Bounds">Where each projection must lie.</param>
/// <remarks>
/// Immutable as long as the memory handed over is. Setting a member to a value outside its range throws
/// <see cref="ArgumentException"/>.
/// </remarks>
public sealed record ProjectionTerms(
    StatementContext Context,
    ReadOnlyMemory<byte> DatasetRoot,
    uint Report,
    ReadOnlyMemory<byte> StatisticsDigest,
    ProjectionMatrix Matrix,
    ProjectionBounds Bounds)
{
    /// <summary>The market and the contributor.</summary>
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

    /// <summary>The digest of the commitments, 32 bytes.</summary>
    public ReadOnlyMemory<byte> StatisticsDigest
    {
        get;
        init => field = StatementContext.RequireDigest(value, nameof(StatisticsDigest));
    } = StatementContext.RequireDigest(StatisticsDigest, nameof(StatisticsDigest));

    /// <summary>ρ, opened.</summary>
    public ProjectionMatrix Matrix
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Matrix));
    } = Matrix ?? throw new ArgumentNullException(nameof(Matrix));

    /// <summary>Where each projection must lie.</summary>
    public ProjectionBounds Bounds
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Bounds));
    } = Bounds ?? throw new ArgumentNullException(nameof(Bounds));
}
