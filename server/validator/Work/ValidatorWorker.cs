using Candor.Hosting.Errors;
using Candor.Hosting.Scheduling;
using Candor.Hosting.Storage;
using Candor.Wire.Names;
using Microsoft.Extensions.Hosting;

namespace Candor.Validator.Work;

/// <summary>Has done what the validator does by itself, when it is due, and goes on with it after a restart.</summary>
internal sealed class ValidatorWorker : IHostedService, IDisposable
{
    /// <summary>How long work that failed waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly ValidatorStore _store;
    private readonly AuditWork _auditWork;
    private readonly OverlapWork _overlapWork;
    private readonly TagCleaning _cleaning;
    private readonly TimeProvider _time;
    private readonly ILogger<ValidatorWorker> _logger;
    private readonly DueQueue _queue;

    /// <summary>Makes the worker; it is idle until started.</summary>
    /// <param name="store">Knows what is still to be done.</param>
    /// <param name="auditWork">What is to be done for audits.</param>
    /// <param name="overlapWork">What is to be done for overlap checks.</param>
    /// <param name="cleaning">Removes tags.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of work that fails.</param>
    public ValidatorWorker(
        ValidatorStore store,
        AuditWork auditWork,
        OverlapWork overlapWork,
        TagCleaning cleaning,
        TimeProvider time,
        ILogger<ValidatorWorker> logger)
    {
        _store = store;
        _auditWork = auditWork;
        _overlapWork = overlapWork;
        _cleaning = cleaning;
        _time = time;
        _logger = logger;
        _queue = new DueQueue(time, WorkAsync);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _store.Due += _queue.Set;
        _cleaning.ScheduleAll();
        foreach (DueStream due in await _store.Events.ListDueAsync(cancellationToken).ConfigureAwait(false))
        {
            _queue.Set(due.Name, due.At);
        }

        _queue.Start();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _store.Due -= _queue.Set;
        return _queue.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async Task<DateTimeOffset?> WorkAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return TagCleaning.IsDue(name, out string? market)
                    ? await _cleaning.WorkAsync(market, cancellationToken).ConfigureAwait(false)
                : OverlapName.TryParse(name, out OverlapName? overlap)
                    ? await _overlapWork.WorkAsync(overlap, cancellationToken).ConfigureAwait(false)
                : await _auditWork.WorkAsync(AuditName.Parse(name), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One stream that cannot go on now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.ValidatorWorkFailed(
                name, RetryDelay, e is CallRejectedException or MarketPlatformException ? e.Message : e.ToString());
            return _time.GetUtcNow() + RetryDelay;
        }
    }
}
