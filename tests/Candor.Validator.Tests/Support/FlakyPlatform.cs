using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.V1;

namespace Candor.Validator.Tests.Support;

/// <summary>A platform that a test takes away.</summary>
/// <param name="inner">The platform.</param>
/// <param name="book">What it says of statistics; null where it says what it knows.</param>
internal sealed class FlakyPlatform(IMarketPlatform inner, StatisticsBook? book = null) : IMarketPlatform
{
    private readonly TaskCompletionSource _missed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDown { get; set; }

    /// <summary>Completes when a verdict could not be delivered.</summary>
    public Task Missed => _missed.Task;

    public Task<PlatformMarket> GetMarketAsync(string market, CancellationToken cancellationToken) =>
        IsDown ? throw Down() : inner.GetMarketAsync(market, cancellationToken);

    public Task<PlatformCommitment> GetCommitmentAsync(string participant, CancellationToken cancellationToken) =>
        IsDown ? throw Down() : inner.GetCommitmentAsync(participant, cancellationToken);

    public Task<PlatformStatistics> GetStatisticsAsync(string participant, CancellationToken cancellationToken) =>
        IsDown ? throw Down()
        : book is not null ? Task.FromResult(book.Shown)
        : inner.GetStatisticsAsync(participant, cancellationToken);

    public Task<ulong> DeliverAsync(string market, SignedEnvelope verdict, CancellationToken cancellationToken)
    {
        if (!IsDown)
        {
            return book is not null && book.Takes(verdict, out Task<ulong>? taken)
                ? taken
                : inner.DeliverAsync(market, verdict, cancellationToken);
        }

        _missed.TrySetResult();
        throw Down();
    }

    private static MarketPlatformException Down() => new(ErrorReason.PlatformUnavailable, "The platform is down.");
}
