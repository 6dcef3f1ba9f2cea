using Candor.Commitments.Merkle;
using Candor.Market.Events;
using Candor.V1;
using Candor.Wire.Errors;
using Google.Protobuf;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>The lies about a training. The others report before the one that is lied to, and answer what is asked of
/// them.</summary>
internal static class TrainingLieKinds
{
    private const int Members = 3;

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<LieKind> All { get; } =
    [
        Kind("other-mask-key", "shows another mask key in a member's place", ShowEntries(
            static entry => entry is MaskKeyAccepted key ? key with { MaskKey = Flipped(key.MaskKey) } : entry)),
        Kind("forged-verdict", "turns a validator's verdict on statistics", ShowEntries(
            static entry => entry is StatisticsChecked verdict ? verdict with { Near = !verdict.Near } : entry)),
        Kind("other-epoch", "begins with an epoch that comes later", ShowEntries(
            static entry => entry is TrainingStepOpened { Step: TrainingStep.Mask } step
                ? step with { Epoch = step.Epoch + 1 }
                : entry)),

        // The others' masks alone: whether its own are there when it reads is a matter of time.
        Kind("false-silence", "says that a member was silent before its time was over", ShowEntries(
            static (market, entry) => entry is ContributionAccepted masked && masked.Participant != market.LiedTo
                ? new StepPassed(masked.Time)
                : entry)),
        Kind("other-dispute", "brings two members into a dispute that they do not have", ShowEntries(
            static entry => entry is PointsCompared compared ? compared with { Disputed = [new DisputedPair(0, 1)] } : entry)),
        Kind("other-model", "delivers another model", static market => market.Lies.Tamper = static answer =>
        {
            if (answer is GetModelResponse model)
            {
                model.Content = ByteString.CopyFrom(Flipped(model.Content.Memory));
            }
        }),
        Kind("model-held-back", "keeps back a model that is allocated", static market =>
            market.Lies.Reject = static request => request is GetModelRequest
                ? ErrorDetails.ToException(ErrorReason.ModelNotAllocated, "There is no model.")
                : null),
    ];

    private static LieKind Kind(string id, string tries, Action<LyingMarket> tell) => new(id, tries, tell)
    {
        Trains = true,
        Participants = Members,
        Before = static market => market.LetOthersReportAsync(),
    };

    private static Action<LyingMarket> ShowEntries(Func<MarketEvent, MarketEvent> change) =>
        ShowEntries((_, entry) => change(entry));

    // The hash of each entry is made to fit.
    private static Action<LyingMarket> ShowEntries(Func<LyingMarket, MarketEvent, MarketEvent> change) =>
        market => market.Lies.Tamper = answer =>
        {
            foreach (LogEntry entry in (answer as ListEntriesResponse)?.Entries ?? [])
            {
                if (!entry.Entry.IsEmpty)
                {
                    byte[] shown = EventCodec.Encode(change(market, EventCodec.Decode(entry.Entry.Span)));
                    entry.Entry = ByteString.CopyFrom(shown);
                    entry.LeafHash = ByteString.CopyFrom(MerkleHash.Leaf(shown));
                }
            }
        };

    private static byte[] Flipped(ReadOnlyMemory<byte> bytes)
    {
        byte[] changed = bytes.ToArray();
        if (changed.Length > 0)
        {
            changed[0] ^= 1;
        }

        return changed;
    }
}
