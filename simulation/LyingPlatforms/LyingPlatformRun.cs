using Candor.Simulation.Participants;
using Candor.Simulation.Setup;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>Tells each lie to a participant over the real SDK: a real server in this process, whose answers are changed on
/// their way out.</summary>
internal static class LyingPlatformRun
{
    // What is shown does not depend on the number; small datasets are tagged in no time.
    private const int MostRecords = 100;

    // The oldest rules that train, and few projections: what is shown does not depend on how many.
    private const int TrainingVersion = 3;
    private const int Projections = 2;

    /// <summary>Tells every lie.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="advance">Told after each lie.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A result for each lie.</returns>
    internal static async Task<IReadOnlyList<ToldLie>> RunAsync(
        SimulationSettings settings, Action advance, CancellationToken cancellationToken)
    {
        var results = new List<ToldLie>();
        LyingServer server = await LyingServer
            .StartAsync(SetupOf(settings, LieKinds.All[0], cancellationToken), cancellationToken).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            foreach (LieKind kind in LieKinds.All)
            {
                results.Add(await TellAsync(server, kind, SetupOf(settings, kind, cancellationToken))
                    .ConfigureAwait(false));
                advance();
            }
        }

        return results;
    }

    /// <summary>Tells one lie.</summary>
    /// <param name="server">The server.</param>
    /// <param name="kind">The lie.</param>
    /// <param name="setup">The market.</param>
    /// <returns>What came of it.</returns>
    internal static async Task<ToldLie> TellAsync(LyingServer server, LieKind kind, MarketSetup setup)
    {
        LyingMarket market = await LyingMarket.CreateAsync(server, setup).ConfigureAwait(false);
        await using (market.ConfigureAwait(false))
        {
            if (kind.Before is not null)
            {
                await kind.Before(market).ConfigureAwait(false);
            }

            kind.Tell(market);
            Finding? finding = await market.TakePartAsync().ConfigureAwait(false);
            bool isUnharmed = finding is null && market.IsVerified && market.Reported == (uint)setup.Records;
            return new ToldLie(kind, finding, kind.ChangesNothing ? isUnharmed : finding is not null);
        }
    }

    /// <summary>The market of one lie.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="kind">The lie.</param>
    /// <param name="cancellationToken">Stops what runs in it.</param>
    internal static MarketSetup SetupOf(
        SimulationSettings settings, LieKind kind, CancellationToken cancellationToken) => new(
            new SimulatedRules(
                $"markets/{kind.Id}",
                settings.Audit,
                kind.Overlap,
                kind.Trains ? Math.Max(settings.Version, TrainingVersion) : settings.Version)
            {
                Projections = kind.Trains ? Projections : null,
            },
            kind.Participants,
            Math.Min(settings.Records, MostRecords),
            settings.Seed,
            cancellationToken);
}
