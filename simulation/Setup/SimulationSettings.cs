using Candor.Commitments.Audits;

namespace Candor.Simulation.Setup;

/// <summary>What is simulated; the same settings give the same report.</summary>
/// <param name="Participants">Participants of each kind, at least 1.</param>
/// <param name="Records">Records a participant, 100 to <see cref="MostRecords"/>.</param>
/// <param name="Audits">Samples drawn for each measured rate.</param>
/// <param name="Audit">The markets' audit policy.</param>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="Version">The version of the markets' rules, 1 or 2. What only version 2 refuses is tried there
/// alone.</param>
public sealed record SimulationSettings(
    int Participants, int Records, int Audits, AuditPolicy Audit, ulong Seed, int Version = 2)
{
    /// <summary>Markets that train, for each kind of cheater in them, 0 or more; none where <see cref="Version"/> is
    /// 1.</summary>
    public int TrainingMarkets { get; init; } = 2;

    /// <summary>The most records of a participant: above, two participants' records would meet.</summary>
    public const int MostRecords = SyntheticRecords.Most;

    private static readonly int[] s_fewerBits = [2, 5, 10];
    private static readonly double[] s_shares = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

    /// <summary>Whole audits, with every proof, for each measured rate: one for 400 samples, since it costs hundreds of
    /// times as much.</summary>
    public int FullAudits => Math.Max(1, Audits / 400);

    /// <summary>The policies whose detection is measured: the markets' own, and ones that open so few records that
    /// they miss some cheaters, for else every rate would be 1.</summary>
    public IReadOnlyList<AuditPolicy> Policies =>
    [
        .. s_fewerBits.Where(bits => bits < Audit.SecurityBits)
            .Append(Audit.SecurityBits)
            .Select(bits => Audit with { SecurityBits = bits })
            .DistinctBy(policy => policy.SampleSize((ulong)Records)),
    ];

    /// <summary>The numbers of invalid records whose detection is measured: shares from a thousandth to a
    /// tenth.</summary>
    public IReadOnlyList<int> BadRecords =>
    [
        .. s_shares.Select(share => Math.Max(1, (int)Math.Round(share * Records)))
            .Distinct(),
    ];
}
