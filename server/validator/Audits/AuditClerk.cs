using Candor.Hosting.Errors;
using Candor.Hosting.Scheduling;
using Candor.Hosting.Storage;
using Candor.Market.Audits;
using Candor.Validator.Overlaps;
using Candor.Validator.Verdicts;
using Candor.Wire.Names;
using Candor.Wire.Verdicts;
using Microsoft.Extensions.Hosting;

namespace Candor.Validator.Audits;

/// <summary>Does what the validator does by itself: refuses commitments whose participants stay silent, and brings
/// verdicts to their markets until these have taken them. Both go on after a restart.</summary>
internal sealed class AuditClerk : IHostedService, IDisposable
{
    /// <summary>How long work that failed waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    // How often the end of a market is asked for whose tags are kept.
    private static readonly TimeSpan s_cleanUpEvery = TimeSpan.FromMinutes(10);

    private const string TagsSuffix = "/tags";

    private readonly AuditStore _store;
    private readonly AuditLog _audits;
    private readonly OverlapLog _overlaps;
    private readonly OverlapWork _overlapWork;
    private readonly TagFiles _files;
    private readonly IMarketPlatform _platform;
    private readonly VerdictDelivery _delivery;
    private readonly VerdictSigner _signer;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditClerk> _logger;
    private readonly DueQueue _queue;

    /// <summary>Makes the clerk; it is idle until started.</summary>
    /// <param name="store">Knows what is still to be done.</param>
    /// <param name="audits">The audits.</param>
    /// <param name="overlaps">The comparisons.</param>
    /// <param name="overlapWork">What is to be done for them.</param>
    /// <param name="files">What comparisons keep.</param>
    /// <param name="platform">Knows when a market is over.</param>
    /// <param name="delivery">Brings verdicts to markets.</param>
    /// <param name="signer">Signs refusals.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of work that fails.</param>
    public AuditClerk(
        AuditStore store,
        AuditLog audits,
        OverlapLog overlaps,
        OverlapWork overlapWork,
        TagFiles files,
        IMarketPlatform platform,
        VerdictDelivery delivery,
        VerdictSigner signer,
        TimeProvider time,
        ILogger<AuditClerk> logger)
    {
        _store = store;
        _audits = audits;
        _overlaps = overlaps;
        _overlapWork = overlapWork;
        _files = files;
        _platform = platform;
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
        _overlaps.Due += _queue.Set;
        foreach (string market in _files.ListMarkets())
        {
            _queue.Set(market + TagsSuffix, _time.GetUtcNow());
        }

        foreach (DueStream due in await _store.Events
            .ListDueAsync(cancellationToken).ConfigureAwait(false))
        {
            _queue.Set(due.Name, due.At);
        }

        _queue.Start();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _audits.Due -= _queue.Set;
        _overlaps.Due -= _queue.Set;
        return _queue.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async Task<DateTimeOffset?> WorkAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return name.EndsWith(TagsSuffix, StringComparison.Ordinal)
                    ? await CleanUpAsync(name[..^TagsSuffix.Length], cancellationToken).ConfigureAwait(false)
                : OverlapName.TryParse(name, out OverlapName? overlap)
                    ? await _overlapWork.WorkAsync(overlap, cancellationToken).ConfigureAwait(false)
                : await WorkOnAuditAsync(AuditName.Parse(name), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One audit that cannot go on now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.ValidatorWorkFailed(
                name, RetryDelay, e is Refusal or MarketPlatformException ? e.Message : e.ToString());
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

        if (audit is { Verdict: { } verdict, ConcludedAt: null })
        {
            return await DeliverAsync(name, audit, verdict, cancellationToken).ConfigureAwait(false);
        }

        if (audit is { OwesComparisons: true })
        {
            _queue.Set(audit.Market + TagsSuffix, _time.GetUtcNow() + s_cleanUpEvery);
            await _overlapWork.OpenAsync(name, audit, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<DateTimeOffset?> CleanUpAsync(string market, CancellationToken cancellationToken)
    {
        if ((await _platform.GetMarketAsync(market, cancellationToken).ConfigureAwait(false)).IsOpen)
        {
            return _time.GetUtcNow() + s_cleanUpEvery;
        }

        _files.Remove(market);
        return null;
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
