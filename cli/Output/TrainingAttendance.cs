using Candor.V1;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Cli.Output;

/// <summary>Which step of a market's training is on, until when, and whose answers are awaited, from its public events in their order.
/// Not thread-safe.</summary>
internal sealed class TrainingAttendance
{
    // Whose reports stand, in the order in which they came, and of those who has answered the step that is on.
    private readonly List<string> _reported = [];
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private TrainingStepBegun? _begun;

    /// <summary>The step that is on; null before the training, and after it.</summary>
    internal TrainingStepBegun? Begun => _begun;

    /// <summary>How many answer the step.</summary>
    internal int Members => _reported.Count;

    /// <summary>How many of them have.</summary>
    internal int Answered => _reported.Count(_answered.Contains);

    /// <summary>The names of those whose answers the step that is on waits for; empty where it waits for the platform, or for pairs in
    /// dispute, which public events do not name.</summary>
    internal IReadOnlyList<string> Awaited => _begun is { } begun && IsOfAll((TrainingStep)begun.Step)
        ? [.. _reported.Where(one => !_answered.Contains(one))]
        : [];

    /// <summary>Whether every member answers a step: a dispute is between pairs, and the mask key comes with the report.</summary>
    /// <param name="step">The step.</param>
    internal static bool IsOfAll(TrainingStep step) => step is TrainingStep.Commit or TrainingStep.Nearness
        or TrainingStep.Mask or TrainingStep.Check or TrainingStep.Unmask;

    /// <summary>Takes the next event.</summary>
    /// <param name="happened">The event.</param>
    internal void Follow(WatchMarketResponse happened)
    {
        switch (happened.EventCase)
        {
            case WatchMarketResponse.EventOneofCase.ReportAccepted:
                _reported.Remove(happened.ReportAccepted.Participant);
                _reported.Add(happened.ReportAccepted.Participant);
                break;
            case WatchMarketResponse.EventOneofCase.CommitmentRefused:
                _reported.Remove(happened.CommitmentRefused.Participant);
                break;
            case WatchMarketResponse.EventOneofCase.OverlapChecked when happened.OverlapChecked.LaterRefused:
                _reported.Remove(happened.OverlapChecked.Later);
                break;
            case WatchMarketResponse.EventOneofCase.ReportFell:
                _reported.Remove(happened.ReportFell.Participant);
                break;
            case WatchMarketResponse.EventOneofCase.TrainingStepBegun:
                _begun = happened.TrainingStepBegun;
                _answered.Clear();
                break;
            case WatchMarketResponse.EventOneofCase.ContributionReceived:
                _answered.Add(happened.ContributionReceived.Participant);
                break;
            case WatchMarketResponse.EventOneofCase.TrainingEnded or WatchMarketResponse.EventOneofCase.MarketCancelled:
                _begun = null;
                break;
        }
    }
}
