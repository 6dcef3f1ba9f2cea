using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.V1;

namespace Candor.Validator;

/// <summary>What a validator needs of the server that runs the markets: its own process where the validator is hosted
/// there, a connection where it runs by itself. Nothing that it says is believed without the signature of whom it is
/// about.</summary>
public interface IMarketPlatform
{
    /// <summary>Reads a market.</summary>
    /// <param name="market">Its name, <c>markets/{market}</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The market.</returns>
    /// <exception cref="MarketPlatformException">There is no such market, or the platform cannot be
    /// reached.</exception>
    Task<PlatformMarket> GetMarketAsync(string market, CancellationToken cancellationToken);

    /// <summary>Reads a participant's standing commitment.</summary>
    /// <param name="participant"><c>markets/{market}/participants/{participant}</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The commitment, or that there is none.</returns>
    /// <exception cref="MarketPlatformException">There is no such participant, or the platform cannot be
    /// reached.</exception>
    Task<PlatformCommitment> GetCommitmentAsync(string participant, CancellationToken cancellationToken);

    /// <summary>Reads what a participant has signed of its statistics.</summary>
    /// <param name="participant"><c>markets/{market}/participants/{participant}</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The messages that stand.</returns>
    /// <exception cref="MarketPlatformException">There is no such participant, or the platform cannot be
    /// reached.</exception>
    Task<PlatformStatistics> GetStatisticsAsync(string participant, CancellationToken cancellationToken);

    /// <summary>Brings a verdict to its market. The same verdict may be brought again, and counts once.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="verdict">The signed verdict.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The number of the verdict's event in the market.</returns>
    /// <exception cref="MarketPlatformException">The market rejects the verdict, or the platform cannot be
    /// reached.</exception>
    Task<ulong> DeliverAsync(string market, SignedEnvelope verdict, CancellationToken cancellationToken);
}

/// <summary>A market as the platform shows it.</summary>
/// <param name="Creation">The operator's signed <c>CreateMarketPayload</c>.</param>
/// <param name="IsOpen">Whether the market takes messages: it is neither settled nor cancelled.</param>
public sealed record PlatformMarket(SignedEnvelope Creation, bool IsOpen);

/// <summary>A participant's standing commitment as the platform shows it.</summary>
/// <param name="Envelope">The participant's signed <c>SubmitCommitmentPayload</c>; null where it has none.</param>
/// <param name="Event">The number of its event; 0 where there is none.</param>
/// <param name="Phase">Where the participant is.</param>
public sealed record PlatformCommitment(SignedEnvelope? Envelope, ulong Event, ParticipantPhase Phase);

/// <summary>What a participant has signed of its statistics, as the platform shows it.</summary>
/// <param name="Report">The participant's signed <c>SubmitReportPayload</c>; null where it has none, or it fell.</param>
/// <param name="Statistics">The participant's signed <c>CommitStatisticsPayload</c>; null before the market has taken
/// it.</param>
public sealed record PlatformStatistics(SignedEnvelope? Report, SignedEnvelope? Statistics);
