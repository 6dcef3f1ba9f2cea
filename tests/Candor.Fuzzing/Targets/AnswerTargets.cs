using Candor.Client;
using Candor.Client.Markets;
using Candor.Fuzzing.Golden;
using Google.Protobuf;

namespace Candor.Fuzzing.Targets;

/// <summary>What a lying server answers to the SDK.</summary>
internal static class AnswerTargets
{
    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("market-shown", "the rules that the operator signed or an UnverifiedAnswerException", Market),
        new("market-update", "an update or an UnverifiedAnswerException", Update),
    ];

    private static void Market(byte[] input)
    {
        var message = new V1.Market();
        if (!Laws.Takes<InvalidProtocolBufferException>(() => message.MergeFrom(input)))
        {
            return;
        }

        string name = GoldenMarket.End.Name;
        Laws.Takes<UnverifiedAnswerException>(() =>
        {
            VerifiedMarket market = VerifiedMarket.Verify(message, name);
            Laws.Require(market.Name == name, $"'{market.Name}' is taken");
            Laws.Require(
                message.Participants.Count == market.Rules.Roster.Length, $"{message.Participants.Count} statuses");
        });
    }

    private static void Update(byte[] input)
    {
        var message = new V1.WatchMarketResponse();
        if (!Laws.Takes<InvalidProtocolBufferException>(() => message.MergeFrom(input)))
        {
            return;
        }

        Laws.Takes<UnverifiedAnswerException>(() =>
        {
            MarketUpdate update = MarketUpdateReader.Read(message);
            Laws.Require(update.Sequence == message.Sequence, $"numbered {update.Sequence}");
        });
    }
}
