using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Market;

namespace Candor.Client;

/// <summary>A line about a market; the server's word.</summary>
public sealed record MarketSummary
{
    /// <summary>The market's name, <c>markets/{market}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The title that its operator gave it.</summary>
    public string DisplayName { get; init; } = string.Empty;

    /// <summary>Where the market is in its life; null where this version does not know the phase.</summary>
    public MarketPhase? Phase { get; init; }

    /// <summary>When it was created, by the server's clock.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>When reports end.</summary>
    public DateTimeOffset ReportDeadline { get; init; }

    /// <summary>How many participants are in the roster.</summary>
    public int ParticipantCount { get; init; }

    /// <summary>How many of them have reported.</summary>
    public int ReportCount { get; init; }

    /// <summary>The answer that it was read from.</summary>
    internal V1.MarketSummary? Message { get; init; }

    /// <summary>Reads an answer.</summary>
    internal static MarketSummary Of(V1.MarketSummary market) => new()
    {
        Name = market.Name,
        DisplayName = market.DisplayName,
        Phase = MarketPhases.Read(market.Phase),
        CreateTime = AnswerTimes.Read(market.CreateTime),
        ReportDeadline = AnswerTimes.Read(market.ReportDeadline),
        ParticipantCount = market.ParticipantCount,
        ReportCount = market.ReportCount,
        Message = market,
    };
}
