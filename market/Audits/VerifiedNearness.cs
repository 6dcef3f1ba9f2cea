namespace Candor.Market.Audits;

/// <summary>What the proof of statement 8 has shown. Only <see cref="IncomingStatistics.Verify"/> makes one, from commitments
/// that have the signed digest and a well-formed proof.</summary>
public sealed class VerifiedNearness
{
    private readonly ProjectionsOpened _asked;

    internal VerifiedNearness(ProjectionsOpened asked, bool isNear)
    {
        _asked = asked;
        IsNear = isNear;
    }

    /// <summary>Whether the statistics are near the audited records.</summary>
    public bool IsNear { get; }

    // One opening a commitment, and its signature is over participant, seed, digest and bounds.
    internal bool IsOf(AuditState state) => state.Nearness is { } nearness
        && nearness.Opened.Projections.Signature.Span.SequenceEqual(_asked.Projections.Signature.Span);
}
