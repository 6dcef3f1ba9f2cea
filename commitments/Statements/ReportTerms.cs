namespace Candor.Commitments.Statements;

/// <summary>What a report says and what its proof is bound to.</summary>
/// <param name="Context">The market and the participant.</param>
/// <param name="CommitmentEvent">
/// The id of the event that recorded the commitment: a replaced commitment has another.
/// </param>
/// <param name="DatasetRoot">The root that was committed together with C, 32 bytes.</param>
/// <param name="Commitment">C.</param>
/// <param name="Report">t', the reported size.</param>
/// <param name="Nonce">32 bytes that the server chose for this report.</param>
/// <remarks>
/// Immutable as long as the memory handed over is. Setting a member to a value outside its range throws
/// <see cref="ArgumentException"/>.
/// </remarks>
public sealed record ReportTerms(
    StatementContext Context,
    ulong CommitmentEvent,
    ReadOnlyMemory<byte> DatasetRoot,
    Commitment Commitment,
    uint Report,
    ReadOnlyMemory<byte> Nonce)
{
    /// <summary>The market and the participant.</summary>
    public StatementContext Context
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Context));
    } = Context ?? throw new ArgumentNullException(nameof(Context));

    /// <summary>The root that was committed together with C, 32 bytes.</summary>
    public ReadOnlyMemory<byte> DatasetRoot
    {
        get;
        init => field = StatementContext.RequireDigest(value, nameof(DatasetRoot));
    } = StatementContext.RequireDigest(DatasetRoot, nameof(DatasetRoot));

    /// <summary>32 bytes that the server chose for this report.</summary>
    public ReadOnlyMemory<byte> Nonce
    {
        get;
        init => field = StatementContext.RequireDigest(value, nameof(Nonce));
    } = StatementContext.RequireDigest(Nonce, nameof(Nonce));
}
