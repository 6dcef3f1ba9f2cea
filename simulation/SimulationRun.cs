using Candor.Commitments.Audits;
using Candor.Market.Definitions;
using Candor.Simulation.Cheaters;
using Candor.Simulation.Detection;
using Candor.Simulation.LyingPlatforms;
using Candor.Simulation.Markets;
using Candor.Simulation.Participants;
using Candor.Simulation.Setup;
using Candor.Simulation.Training.Runs;

namespace Candor.Simulation;

/// <summary>The whole simulation: a market for each policy on shared records, and the measured audits.</summary>
public static class SimulationRun
{
    /// <summary>What is invented and what is real.</summary>
    public const string Synthetic = "synthetic records; the protocol is the real one";

    /// <summary>What is promised about a kind that the protocol does not catch.</summary>
    public const string Limit = "not caught: a limit";

    /// <summary>What is promised about a platform's lie that the SDK never acts on.</summary>
    public const string NoEffect = "without effect";

    private const string CaughtAlways = "caught";

    // What the lying platforms take of the whole, roughly.
    private const double ShareOfPlatforms = 0.2;

    // The honest in the markets that compare records: one to be copied, one to stay out of it. Each pair costs.
    private const int HonestAmongCompared = 2;

    // A cheater may pass its audits with a chance that no run of this program meets; above, a miss is not a failure.
    private const double Negligible = 1e-6;

    private static readonly OverlapPolicy[] s_overlaps =
        [OverlapPolicy.None, OverlapPolicy.RefuseLater, OverlapPolicy.CreditEarlier];

    /// <summary>Runs all of it: participants, measured audits, and platforms that lie to the real SDK.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <remarks>It starts a server on a free local port, with its files in a temporary folder.</remarks>
    public static async Task<SimulationReport> RunAsync(
        SimulationSettings settings, IProgress<double> progress, CancellationToken cancellationToken)
    {
        SimulationReport report = await Task.Run(
            () => Run(settings, new Part(progress, 0, 1 - ShareOfPlatforms), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (settings.Version == 1)
        {
            return report;
        }

        int told = 0;
        var rest = new Part(progress, 1 - ShareOfPlatforms, 1);
        IReadOnlyList<ToldLie> lies = await LyingPlatformRun.RunAsync(
            settings, () => rest.Report((double)++told / LieKinds.All.Count), cancellationToken).ConfigureAwait(false);
        return With(report, lies);
    }

    /// <summary>Runs participants and measured audits, without lying platforms: no server, no port, no files.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static SimulationReport Run(
        SimulationSettings settings, IProgress<double> progress, CancellationToken cancellationToken)
    {
        int done = 0;
        int all = s_overlaps.Sum(overlap => 2 * KindsOf(settings, overlap).Count)
            + (2 * settings.Policies.Count * settings.BadRecords.Count)
            + (TrainingRun.IsAsked(settings) ? TrainingRun.Pieces : 0);
        void Advance() => progress.Report((double)Interlocked.Increment(ref done) / all);

        KindResult[] kinds =
            [.. s_overlaps.SelectMany(overlap => RunMarket(settings, overlap, Advance, cancellationToken))];
        DetectionPoint[] points =
        [
            .. settings.Policies.SelectMany(
                policy => SampledAudits.Measure(settings, policy, Advance, cancellationToken)),
        ];
        IReadOnlyList<TrainingResult> training = TrainingRun.Run(settings, Advance, cancellationToken);
        return new SimulationReport(
            Synthetic,
            settings.Seed,
            settings.Records,
            settings.Audit.BadSharePerMillion,
            settings.Audit.SecurityBits,
            settings.Audit.SampleSize((ulong)settings.Records),
            kinds,
            [],
            points,
            training,
            kinds.All(static kind => kind.Kept)
                && points.All(static point => point.Holds)
                && training.All(static result => result.Kept));
    }

    /// <summary>Adds what came of the lies to a report.</summary>
    /// <param name="report">The report without them.</param>
    /// <param name="lies">What came of each.</param>
    /// <returns>The whole; it holds where every promise about the lies was kept too.</returns>
    internal static SimulationReport With(SimulationReport report, IReadOnlyList<ToldLie> lies) => report with
    {
        Platforms = [.. lies.Select(ResultOf)],
        Holds = report.Holds && lies.All(static lie => lie.IsKept),
    };

    /// <summary>What came of a lie, as a row of the report.</summary>
    /// <param name="lie">The lie.</param>
    internal static KindResult ResultOf(ToldLie lie) => new(
        WordOf(lie.Kind.Overlap),
        lie.Kind.Id,
        lie.Kind.Tries,
        Tried: 1,
        lie.Finding is null ? 0 : 1,
        lie.Finding is { } found ? [new FindingCount(WordOf(found.Where), found.Why, 1)] : [],
        lie.Kind.ChangesNothing ? NoEffect : CaughtAlways,
        lie.IsKept);

    /// <summary>Runs one market with some kinds of cheaters.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="overlap">Whether it compares records.</param>
    /// <param name="seats">What sits in each seat, honest participants first.</param>
    /// <param name="advance">Told after each piece of work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A result for each kind, in the order of the seats.</returns>
    internal static IReadOnlyList<KindResult> RunMarket(
        SimulationSettings settings,
        OverlapPolicy overlap,
        IReadOnlyList<ParticipantKind> seats,
        Action advance,
        CancellationToken cancellationToken)
    {
        string word = WordOf(overlap);
        var market = new SimulatedMarket(
            new SimulatedRules($"markets/comparison-{word.Replace(' ', '-')}", settings.Audit, overlap, settings.Version),
            seats,
            settings.Records,
            settings.Seed,
            cancellationToken);
        market.Run(advance);
        return
        [
            .. seats.Zip(market.Participants)
                .GroupBy(static pair => pair.First, static pair => pair.Second)
                .Select(group => ResultOf(settings, word, group.Key, market, [.. group])),
        ];
    }

    private static IReadOnlyList<KindResult> RunMarket(
        SimulationSettings settings, OverlapPolicy overlap, Action advance, CancellationToken cancellationToken) =>
        RunMarket(settings, overlap, KindsOf(settings, overlap), advance, cancellationToken);

    private static List<ParticipantKind> KindsOf(SimulationSettings settings, OverlapPolicy overlap)
    {
        int honest = overlap == OverlapPolicy.None
            ? settings.Participants
            : Math.Min(settings.Participants, HonestAmongCompared);
        return
        [
            .. Enumerable.Repeat(ParticipantKind.Honest, honest),
            .. CheaterKinds.Of(overlap, settings.Version).SelectMany(kind => Enumerable.Repeat(kind, settings.Participants)),
        ];
    }

    private static KindResult ResultOf(
        SimulationSettings settings,
        string overlap,
        ParticipantKind kind,
        SimulatedMarket market,
        SimulatedParticipant[] participants)
    {
        SimulatedParticipant[] caught = [.. participants.Where(c => c.Finding is not null && !market.IsIn(c))];
        return new KindResult(
            overlap,
            kind.Id,
            kind.Tries,
            participants.Length,
            caught.Length,
            [
                .. caught.GroupBy(static c => c.Finding!.Value)
                    .Select(static group => new FindingCount(
                        WordOf(group.Key.Where), group.Key.Why, group.Count())),
            ],
            PromiseOf(settings, kind.Promise),
            IsKept(settings, kind.Promise, participants.Length, caught.Length));
    }

    private static string PromiseOf(SimulationSettings settings, Promise promise) => promise switch
    {
        Promise.Accepted => "accepted",
        Promise.Sampled => $"caught but for 2^-{settings.Audit.SecurityBits}",
        Promise.NotCaught => Limit,
        _ => CaughtAlways,
    };

    private static bool IsKept(SimulationSettings settings, Promise promise, int tried, int caught) => promise switch
    {
        Promise.Accepted => caught == 0,
        Promise.Caught => caught == tried,
        Promise.Sampled => caught == tried || tried * MissOf(settings) > Negligible,
        _ => true,
    };

    private static double MissOf(SimulationSettings settings)
    {
        ulong records = (ulong)settings.Records;
        return AuditPolicy.MissProbability(
            records, settings.Audit.BadRecords(records), settings.Audit.SampleSize(records));
    }

    private static string WordOf(ProtocolStep step) => step switch
    {
        ProtocolStep.OverlapCheck => "comparison",
        _ => step.ToString().ToLowerInvariant(),
    };

    private static string WordOf(OverlapPolicy overlap) => overlap switch
    {
        OverlapPolicy.RefuseLater => "refuse later",
        OverlapPolicy.CreditEarlier => "credit earlier",
        _ => "none",
    };

    // A piece of the work, as a stretch of the whole.
    private sealed class Part(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + ((to - from) * value));
    }
}
