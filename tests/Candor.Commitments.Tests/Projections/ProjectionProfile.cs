using Candor.Commitments.Audits;

namespace Candor.Commitments.Tests.Projections;

/// <summary>What a contributor's records are like.</summary>
/// <param name="Records">N.</param>
/// <param name="Opened">k.</param>
/// <param name="Reported">t'.</param>
internal sealed record ProjectionProfile(int Records, int Opened, int Reported)
{
    /// <summary>K; the last class has no coordinates, as in training.</summary>
    internal int Classes { get; init; } = 2;

    /// <summary>The share of records of the first class.</summary>
    internal double FirstShare { get; init; } = 0.01;

    /// <summary>How far a record's class moves each of its features, in units of a feature's bound.</summary>
    internal double Separation { get; init; }

    /// <summary>Of how many records as many are opened as the default audit opens.</summary>
    /// <param name="records">N.</param>
    /// <param name="reported">t'.</param>
    internal static ProjectionProfile AtDefaultAudit(int records, int reported) =>
        new(records, (int)new AuditPolicy().SampleSize((ulong)records), reported);
}
