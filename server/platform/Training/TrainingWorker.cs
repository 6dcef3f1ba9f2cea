using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Hosting.Errors;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Platform.Markets;

namespace Candor.Platform.Training;

/// <summary>Computes what markets in training wait for: compares the points of an epoch with what was uploaded, and opens the
/// sum. One small market and one large one at a time; the others queue (<see cref="ComputationLanes"/>). Nothing is kept between restarts but the log and the uploads: a computation
/// that was cut off is begun again, and comes to the same. Thread-safe.</summary>
/// <remarks>Memory of each: one member's commitments and masked vectors at a time (at most 5 · 32 · P bytes, P the coordinates of the
/// statistics, while they are read and decoded), and the weights and the sum (2 · 32 · P bytes).</remarks>
/// <param name="registry">The markets.</param>
/// <param name="bulk">What was uploaded.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of computations that fail.</param>
internal sealed class TrainingWorker(
    MarketRegistry registry, TrainingBulk bulk, TimeProvider time, ILogger<TrainingWorker> logger) : IDisposable
{
    /// <summary>How long a market whose computation failed waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    // Members times coordinates of what counts as small: compared and summed within a minute on one processor.
    private const long MostOfSmall = 1 << 20;

    private readonly ComputationLanes _queue = new(
        time,
        (market, stopping) => IsLargeAsync(registry, market, stopping),
        (market, stopping) => ComputeAsync(registry, bulk, time, logger, market, stopping));

    /// <summary>Starts to work.</summary>
    internal void Start() => _queue.Start();

    /// <summary>Queues a market that waits for a computation.</summary>
    /// <param name="market">Its name.</param>
    internal void Add(string market) => _queue.Add(market);

    /// <summary>Stops what is computed, and waits for it.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when nothing is computed.</returns>
    internal Task StopAsync(CancellationToken cancellationToken) => _queue.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    /// <summary>Whether a market's computation may take long.</summary>
    /// <param name="members">How many its list names.</param>
    /// <param name="coordinates">P, how many coordinates each of them has.</param>
    internal static bool IsLarge(int members, int coordinates) => (long)members * coordinates > MostOfSmall;

    private static async Task<bool> IsLargeAsync(MarketRegistry registry, string market, CancellationToken stopping)
    {
        try
        {
            using MarketRegistry.Lease lease = await registry.RentExistingAsync(market, stopping).ConfigureAwait(false);
            MarketState state = lease.Market.View.State!;
            return state.Definition.Training is { } plan
                && IsLarge(state.Training?.List?.Members.Length ?? 0, plan.Shape.Coordinates);
        }
#pragma warning disable CA1031 // What keeps a market from being read is met, logged and tried again where it is computed.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static async Task<DateTimeOffset?> ComputeAsync(
        MarketRegistry registry,
        TrainingBulk bulk,
        TimeProvider time,
        ILogger logger,
        string market,
        CancellationToken stopping)
    {
        try
        {
            using MarketRegistry.Lease lease = await registry.RentExistingAsync(market, stopping).ConfigureAwait(false);
            MarketState state = lease.Market.View.State!;
            if (HostedMarket.IsComputing(state))
            {
                MarketCommand command = state.Training!.State.Step == TrainingStep.Compare
                    ? await CompareAsync(bulk, state, time, stopping).ConfigureAwait(false)
                    : await SumAsync(bulk, state, time, stopping).ConfigureAwait(false);

                // Where the market was cancelled meanwhile, nobody needs it any more.
                await lease.Market.DecideAsync(command, stopping).ConfigureAwait(false);
            }

            return null;
        }
#pragma warning disable CA1031 // One market whose uploads cannot be read now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.ComputationFailed(market, RetryDelay, e is CallRejectedException ? e.Message : e.ToString());
            return time.GetUtcNow() + RetryDelay;
        }
    }

    private static async Task<MarketCommand> CompareAsync(
        TrainingBulk bulk, MarketState market, TimeProvider time, CancellationToken stopping)
    {
        TrainingProgress training = market.Training!;
        var comparison = new TrainingComparison(training);
        foreach (ListedMember member in training.List!.Members)
        {
            stopping.ThrowIfCancellationRequested();
            comparison.Compare(
                member.Place,
                await bulk.ReadCommitmentsAsync(market, training.Statistics[member.Place].Digest, stopping)
                    .ConfigureAwait(false),
                await bulk.ReadMaskedAsync(market, member.Place, stopping).ConfigureAwait(false));
        }

        foreach (int dealer in comparison.Blamed(market))
        {
            comparison.JudgeComplaints(
                market, dealer, await bulk.ReadEncryptedSharesAsync(market, dealer, stopping).ConfigureAwait(false));
        }

        return new ComparePointsOfEpoch(time.GetUtcNow(), comparison.Finish());
    }

    private static async Task<MarketCommand> SumAsync(
        TrainingBulk bulk, MarketState market, TimeProvider time, CancellationToken stopping)
    {
        TrainingProgress training = market.Training!;
        using var sum = new TrainingSum(training);
        foreach (int holder in training.Shares.Keys.Take(training.State.Threshold))
        {
            byte[] shares = await bulk.ReadOpenedSharesAsync(market, holder, stopping).ConfigureAwait(false);
            sum.AddShares(holder, shares);
            CryptographicOperations.ZeroMemory(shares);
        }

        stopping.ThrowIfCancellationRequested();
        ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> guilty = sum.OpenSeeds();
        if (!guilty.IsEmpty)
        {
            return new NameBySeeds(time.GetUtcNow(), training.State.Epoch, guilty);
        }

        foreach (ListedMember member in training.List!.Members)
        {
            stopping.ThrowIfCancellationRequested();
            sum.Add(member.Place, await bulk.ReadMaskedAsync(market, member.Place, stopping).ConfigureAwait(false));
        }

        var model = sum.Train(market, stopping);
        byte[] file = TrainingSum.WriteFile(market, model);
        byte[] salt = RandomNumberGenerator.GetBytes(DeliveredModel.DigestSize);
        DeliveredModel delivered = TrainingSum.Describe(model, salt, file);

        // The log names the model only once it is on the disk. One that was kept before a crash is named by nothing, since
        // its salt is drawn anew, and is deleted when the market is over.
        await bulk.KeepModelAsync(market, delivered.Digest, salt, file, stopping).ConfigureAwait(false);
        return new DeliverModel(time.GetUtcNow(), training.State.Epoch, delivered);
    }
}
