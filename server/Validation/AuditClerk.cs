using Candor.Market.Audits;
using Candor.Server.Errors;
using Candor.Server.Storage;
using Microsoft.Extensions.Hosting;

namespace Candor.Server.Validation;

/// <summary>Does what the validator does by itself: refuses commitments whose participants stay silent, and brings
/// verdicts to their markets until these have taken them. Both go on after a restart.</summary>
internal sealed class AuditClerk : IHostedService, IDisposable
{
    /// <summary>How long work that failed waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly AuditStore _store;
    private readonly AuditLog _audits;
    private readonly VerdictDelivery _delivery;
    private readonly VerdictSigner _signer;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditClerk> _logger;
    private readonly DueQueue _queue;

    /// <summary>Makes the clerk; it is idle until started.</summary>
    /// <param name="store">Knows what is still to be done.</param>
    /// <param name="audits">The audits.</param>
    /// <param name="delivery">Brings verdicts to markets.</param>
    /// <param name="signer">Signs refusals.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of work that fails.</param>
    public AuditClerk(
        AuditStore store,
        AuditLog audits,
        VerdictDelivery delivery,
        VerdictSigner signer,
        TimeProvider time,
        ILogger<AuditClerk> logger)
    {
        _store = store;
        _audits = audits;
        _delivery = delivery;
        _signer = signer;
        _time = time;
        _logger = logger;
        _queue = new DueQueue(time, WorkAsync);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _audits.Due += _queue.Set;
        foreach (PendingDeadline pending in await _store.Events
            .ListDeadlinesAsync(cancellationToken).ConfigureAwait(false))
        {
            _queue.Set(pending.Market, pending.Deadline);
        }

        _queue.Start();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _audits.Due -= _queue.Set;
        return _queue.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async Task<DateTimeOffset?> WorkAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await WorkOnAuditAsync(AuditName.Parse(name), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One audit that cannot go on now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.ValidatorWorkFailed(name, RetryDelay, e is Refusal ? e.Message : e.ToString());
            return _time.GetUtcNow() + RetryDelay;
        }
    }

    private async Task<DateTimeOffset?> WorkOnAuditAsync(AuditName name, CancellationToken cancellationToken)
    {
        AuditState? audit = await _audits.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (audit is { IsOpen: true })
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (now < audit.Deadline)
            {
                return audit.Deadline;
            }

            // Refused where an answer came in this very moment; the next look finds what came of it.
            audit = await _audits.DecideAsync(
                name, new PassAnswerDeadline(now, _signer), null, cancellationToken).ConfigureAwait(false);
        }

        return audit is { Verdict: { } verdict, ConcludedAt: null }
            ? await DeliverAsync(name, audit, verdict, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<DateTimeOffset?> DeliverAsync(
        AuditName name,
        AuditState audit,
        Candor.Market.Signing.SignedEnvelope verdict,
        CancellationToken cancellationToken)
    {
        VerdictDelivery.Attempt attempt = await _delivery
            .TryAsync(name.ToString(), audit.Market, verdict, cancellationToken).ConfigureAwait(false);
        switch (attempt)
        {
            case VerdictDelivery.Attempt.Waits waits:
                return waits.Until;
            case VerdictDelivery.Attempt.Taken taken:
                await ConcludeAsync(taken.Event, null).ConfigureAwait(false);
                return null;
            default:
                await ConcludeAsync(null, ((VerdictDelivery.Attempt.Declined)attempt).Reason).ConfigureAwait(false);
                return null;
        }

        Task ConcludeAsync(ulong? number, string? reason) => _audits.DecideAsync(
            name, new ConcludeDelivery(_time.GetUtcNow(), number, reason), null, CancellationToken.None);
    }
}
