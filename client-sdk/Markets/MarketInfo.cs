using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Market;
using Candor.Market.Definitions;

namespace Candor.Client;

/// <summary>A market as it is now. Its rules are verified against its operator's signature; the rest is the server's
/// word.</summary>
public sealed record MarketInfo
{
    /// <summary>The market's name, <c>markets/{market}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The rules.</summary>
    public required MarketDefinition Definition { get; init; }

    /// <summary>SHA-256 of what the operator signed, 32 bytes: the rules' fingerprint, to be compared with one that the
    /// operator gives.</summary>
    public required ReadOnlyMemory<byte> DefinitionDigest { get; init; }

    /// <summary>Where the market is in its life; null where this version does not know the phase.</summary>
    public MarketPhase? Phase { get; init; }

    /// <summary>When it was created, by the server's clock.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>Where each participant is, in roster order.</summary>
    public IReadOnlyList<ParticipantStatus> Participants { get; init; } = [];

    /// <summary>The number of the market's last event; the first event is 1.</summary>
    public ulong LastEvent { get; init; }

    /// <summary>How long validators wait for participants' answers, and what happens to who stays silent; null in a market without
    /// validation.</summary>
    public AnswerRule? AnswerRule => AnswerRule.Of(Definition);

    /// <summary>The answer that it was read from.</summary>
    internal V1.Market? Message { get; init; }

    /// <summary>Reads an answer that was verified.</summary>
    internal static MarketInfo Of(V1.Market market, VerifiedMarket verified) => new()
    {
        Name = verified.Name,
        Definition = verified.Rules,
        DefinitionDigest = verified.DefinitionDigest.Memory,
        Phase = MarketPhases.Read(market.Phase),
        CreateTime = AnswerTimes.Read(market.CreateTime),
        Participants =
        [
            .. verified.Rules.Roster.Zip(
                market.Participants,
                static (entry, status) => new ParticipantStatus(entry.Id, (ParticipantPhase)status.Phase)),
        ],
        LastEvent = market.LastEvent,
        Message = market,
    };
}
