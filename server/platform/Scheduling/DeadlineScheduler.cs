using Candor.Hosting.Errors;
using Candor.Hosting.Scheduling;
using Candor.Hosting.Storage;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Training;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform.Scheduling;

/// <summary>Passes the deadlines of markets, those of their reports and of each step of their training, also those that
/// passed while no server ran; and hands markets that wait for a computation to the worker.</summary>
internal sealed class DeadlineScheduler : IHostedService, IDisposable
{
    /// <summary>How long a market that could not be settled waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly MarketRegistry _registry;
    private readonly TrainingWorker _worker;
    private readonly BulkSurvey _survey;
    private readonly ServerOutages _outages;
    private readonly IEventStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<DeadlineScheduler> _logger;
    private readonly DueQueue _queue;

    /// <summary>Makes the scheduler; it is idle until started.</summary>
    /// <param name="registry">The markets.</param>
    /// <param name="worker">Computes what markets wait for.</param>
    /// <param name="survey">Says what of their uploads is lost.</param>
    /// <param name="outages">Says since when the server can take messages.</param>
    /// <param name="store">Knows the deadlines that are still to come or to be acted on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of markets that cannot be settled.</param>
    public DeadlineScheduler(
        MarketRegistry registry,
        TrainingWorker worker,
        BulkSurvey survey,
        ServerOutages outages,
        IEventStore store,
        TimeProvider time,
        ILogger<DeadlineScheduler> logger)
    {
        _registry = registry;
        _worker = worker;
        _survey = survey;
        _outages = outages;
        _store = store;
        _time = time;
        _logger = logger;
        _queue = new DueQueue(time, PassAsync);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DueStream> due = await _store.ListDueAsync(cancellationToken).ConfigureAwait(false);
        _logger.DeadlinesLoaded(due.Count, due.Count > 0 ? due[0].At : null);
        _registry.MarketMoved += OnMoved;
        _worker.Start();
        foreach (DueStream market in due)
        {
            _queue.SetIfNew(market.Name, market.At);
        }

        _queue.Start();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _registry.MarketMoved -= OnMoved;
        await _queue.StopAsync(cancellationToken).ConfigureAwait(false);
        await _worker.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    // What is loaded is as it was, and may wait for its next try.
    private void OnMoved(string market, MarketState? before, MarketState now)
    {
        if (HostedMarket.NextOf(now) is not { } due)
        {
            return;
        }

        if (before is null)
        {
            _queue.SetIfNew(market, due);
        }
        else
        {
            _queue.Set(market, due);
        }
    }

    private async Task<DateTimeOffset?> PassAsync(string market, CancellationToken cancellationToken)
    {
        try
        {
            using MarketRegistry.Lease lease = await _registry.RentExistingAsync(market, cancellationToken)
                .ConfigureAwait(false);
            DateTimeOffset now = _time.GetUtcNow();
            if (lease.Market.View.State is { } state && GraceOf(state) is { } grace && grace > now)
            {
                return HostedMarket.DeadlineOf(state) is { } deadline && deadline > grace ? deadline : grace;
            }

            await EndIfLostAsync(lease.Market, cancellationToken).ConfigureAwait(false);
            DateTimeOffset? next = await lease.Market.PassDeadlineAsync(now, cancellationToken)
                .ConfigureAwait(false);
            if (next != HostedMarket.AtOnce)
            {
                return next;
            }

            _worker.Add(market);
            return null;
        }
#pragma warning disable CA1031 // One market that cannot be settled now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (e is StoreUnavailableException or CallRejectedException { IsOutage: true })
            {
                _outages.Note();
            }

            _logger.DeadlineFailed(market, RetryDelay, e is CallRejectedException ? e.Message : e.ToString());
            return _time.GetUtcNow() + RetryDelay;
        }
    }

    // Until when a step is not ended, whatever its deadline: those whom this server could not hear, since it did not run or
    // could not store, get the time that a step has from when it can.
    private DateTimeOffset? GraceOf(MarketState state) =>
        state.Phase == Market.MarketPhase.Training && state.Training!.State is { Deadline: not null, Terms.AnswerTime: var time }
            ? _outages.Last + time
            : null;

    // Whoever could not read what this server was to serve is not called silent for it.
    private async Task EndIfLostAsync(HostedMarket market, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (market.View.State is { Training.State: { Step: TrainingStep.Check } training } state
            && HostedMarket.DeadlineOf(state) <= now
            && await _survey.FindLostAsync(state, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } lost)
        {
            await market.DecideAsync(
                new FailTraining(now, training.Epoch, training.Step, lost), cancellationToken).ConfigureAwait(false);
        }
    }
}
