using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Platform.Markets;

namespace Candor.Platform.Training;

/// <summary>Computes what markets in training wait for: compares the points of an epoch with what was uploaded, and opens the
/// sum. One small market and one large one at a time; the others queue (<see cref="ComputationLanes"/>). Nothing is kept
/// between restarts but the log and the uploads: a computation that was cut off is begun again, and comes to the same. What still fails after <see cref="Patience"/> ends the training, so
/// that no market waits for a file that does not come back. Thread-safe.</summary>
/// <remarks>Memory of each: one member's commitments and masked vectors at a time (at most 5 · 32 · P bytes, P the coordinates of the
/// statistics, while they are read and decoded), and the weights and the sum (2 · 32 · P bytes).</remarks>
internal sealed class TrainingWorker : IDisposable
{
    /// <summary>How long a market whose computation failed waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <summary>For how many times the members' own time to answer a step the platform tries: it asks no more of them than it
    /// gives, and an operator has the time to put a file back.</summary>
    internal const int Patience = 10;

    // Members times coordinates of what counts as small: compared and summed within a minute on one processor.
    private const long MostOfSmall = 1 << 20;

    private readonly MarketRegistry _registry;
    private readonly TrainingBulk _bulk;
    private readonly BulkSurvey _survey;
    private readonly TimeProvider _time;
    private readonly ILogger<TrainingWorker> _logger;
    private readonly ComputationLanes _queue;

    // Since when which step fails; of markets whose last try failed alone.
    private readonly ConcurrentDictionary<string, Failing> _failing = new(StringComparer.Ordinal);

    /// <summary>Makes the worker; it is idle until started.</summary>
    /// <param name="registry">The markets.</param>
    /// <param name="bulk">What was uploaded.</param>
    /// <param name="survey">Says what of it is lost.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of computations that fail.</param>
    public TrainingWorker(
        MarketRegistry registry, TrainingBulk bulk, BulkSurvey survey, TimeProvider time, ILogger<TrainingWorker> logger)
    {
        _registry = registry;
        _bulk = bulk;
        _survey = survey;
        _time = time;
        _logger = logger;
        _queue = new ComputationLanes(time, IsLargeAsync, ComputeAsync);
    }

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

    private async Task<bool> IsLargeAsync(string market, CancellationToken stopping)
    {
        try
        {
            using MarketRegistry.Lease lease = await _registry.RentExistingAsync(market, stopping).ConfigureAwait(false);
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

    private async Task<DateTimeOffset?> ComputeAsync(string market, CancellationToken stopping)
    {
        try
        {
            using MarketRegistry.Lease lease = await _registry.RentExistingAsync(market, stopping).ConfigureAwait(false);
            MarketState state = lease.Market.View.State!;
            DateTimeOffset? again = HostedMarket.IsComputing(state)
                ? await ComputeAsync(lease.Market, state, stopping).ConfigureAwait(false)
                : null;
            if (again is null)
            {
                _failing.TryRemove(market, out _);
            }

            return again;
        }
#pragma warning disable CA1031 // One market that cannot be loaded or written now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.ComputationNotStored(market, RetryDelay, CauseOf(e, isFirst: true));
            return _time.GetUtcNow() + RetryDelay;
        }
    }

    private async Task<DateTimeOffset?> ComputeAsync(HostedMarket hosted, MarketState market, CancellationToken stopping)
    {
        MarketCommand command;
        try
        {
            command = market.Training!.State.Step == TrainingStep.Compare
                ? await CompareAsync(_bulk, market, _time, stopping).ConfigureAwait(false)
                : await SumAsync(market, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is that fails, the market ends, and no other one waits for it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (Retry(market, e) is { } again)
            {
                return again;
            }

            TrainingState training = market.Training!.State;
            command = new FailTraining(
                _time.GetUtcNow(),
                training.Epoch,
                training.Step,
                await _survey.FindLostAsync(market, stopping).ConfigureAwait(false));
        }

        // Where the market was cancelled meanwhile, nobody needs it any more.
        await hosted.DecideAsync(command, stopping).ConfigureAwait(false);
        return null;
    }

    // When to try again; null once it has failed for too long.
    private DateTimeOffset? Retry(MarketState market, Exception e)
    {
        TrainingState training = market.Training!.State;
        DateTimeOffset now = _time.GetUtcNow();
        var begun = new Failing(training.Step, training.Epoch, now);
        Failing failing = _failing.AddOrUpdate(
            market.Name, begun, (_, known) => known with { Since = now } == begun ? known : begun);
        DateTimeOffset until = failing.Since + (Patience * market.Definition.Training!.Rules.AnswerTime);
        string cause = CauseOf(e, isFirst: ReferenceEquals(failing, begun));
        if (now >= until)
        {
            _logger.ComputationGivenUp(market.Name, failing.Since, cause);
            return null;
        }

        _logger.ComputationFailed(market.Name, RetryDelay, until, cause);
        return now + RetryDelay;
    }

    // What a disk says is a line; of what nobody foresaw the first report says where.
    private static string CauseOf(Exception e, bool isFirst) =>
        e is CallRejectedException or BlobStoreException || !isFirst ? e.Message : e.ToString();

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

    private async Task<MarketCommand> SumAsync(MarketState market, CancellationToken stopping)
    {
        TrainingProgress training = market.Training!;
        using var sum = new TrainingSum(training);
        await AddSharesAsync(market, sum, stopping).ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> guilty = sum.OpenSeeds();
        if (!guilty.IsEmpty)
        {
            return new NameBySeeds(_time.GetUtcNow(), training.State.Epoch, guilty);
        }

        foreach (ListedMember member in training.List!.Members)
        {
            stopping.ThrowIfCancellationRequested();
            sum.Add(member.Place, await _bulk.ReadMaskedAsync(market, member.Place, stopping).ConfigureAwait(false));
        }

        var model = sum.Train(market, stopping);
        byte[] file = TrainingSum.WriteFile(market, model);
        byte[] salt = RandomNumberGenerator.GetBytes(DeliveredModel.DigestSize);
        DeliveredModel delivered = TrainingSum.Describe(model, salt, file);

        // The log names the model only once it is on the disk. One that was kept before a crash is named by nothing, since
        // its salt is drawn anew, and is deleted when the market is over.
        await _bulk.KeepModelAsync(market, delivered.Digest, salt, file, stopping).ConfigureAwait(false);
        return new DeliverModel(_time.GetUtcNow(), training.State.Epoch, delivered);
    }

    // Any t of them open the seeds: those that are lost are missed only where too few others are left.
    private async Task AddSharesAsync(MarketState market, TrainingSum sum, CancellationToken stopping)
    {
        TrainingProgress training = market.Training!;
        int missing = training.State.Threshold;
        BlobStoreException? lost = null;
        foreach (int holder in training.Shares.Keys)
        {
            if (missing == 0)
            {
                return;
            }

            try
            {
                byte[] shares = await _bulk.ReadOpenedSharesAsync(market, holder, stopping).ConfigureAwait(false);
                sum.AddShares(holder, shares);
                CryptographicOperations.ZeroMemory(shares);
                missing--;
            }
            catch (BlobStoreException e)
            {
                lost = e;
            }
        }

        if (missing > 0)
        {
            throw lost!;
        }
    }

    private sealed record Failing(TrainingStep Step, ulong Epoch, DateTimeOffset Since);
}
