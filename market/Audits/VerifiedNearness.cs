namespace Candor.Market.Audits;

/// <summary>What the proof of statement 8 has shown. Only <see cref="IncomingStatistics.Verify"/> makes one, from commitments
/// that have the signed digest and a proof that its participant has signed.</summary>
public sealed class VerifiedNearness
{
    internal VerifiedNearness(NearnessAnswer answer, bool isNear)
    {
        Answer = answer;
        IsNear = isNear;
    }

    /// <summary>What the participant has signed: it names the question, so that it is judged for no other.</summary>
    public NearnessAnswer Answer { get; }

    /// <summary>Whether the statistics are near the audited records.</summary>
    public bool IsNear { get; }
}
