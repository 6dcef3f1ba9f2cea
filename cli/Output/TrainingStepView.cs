using Candor.V1;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Cli.Output;

/// <summary>The step of a training that is on, for whoever asks what the market waits for.</summary>
internal static class TrainingStepView
{
    /// <summary>Shows it in one line.</summary>
    /// <param name="attendance">The training; nothing is shown where no step is on.</param>
    /// <param name="screen">Where to.</param>
    internal static void Write(TrainingAttendance attendance, Screen screen)
    {
        if (attendance.Begun is { } begun)
        {
            screen.WriteLine(Describe(attendance, begun));
        }
    }

    private static string Describe(TrainingAttendance attendance, TrainingStepBegun begun)
    {
        var step = (TrainingStep)begun.Step;
        string words = $"training: step {step}{(begun.Epoch > 0 ? $", epoch {begun.Epoch}" : string.Empty)}"
            + (begun.AnswerDeadline is null ? string.Empty : $", until {MarketView.TimeOf(begun.AnswerDeadline)}");
        return step switch
        {
            _ when TrainingAttendance.IsOfAll(step) =>
                $"{words}; {attendance.Answered} of {attendance.Members} have answered"
                + (attendance.Awaited.Count == 0
                    ? string.Empty
                    : $", waiting for {string.Join(", ", attendance.Awaited.Select(WatchView.IdOf))}"),
            TrainingStep.Dispute => $"{words}; waiting for the members whose points differ",
            _ => $"{words}; the platform computes",
        };
    }
}

/// <summary>The step of a training that is on, as JSON.</summary>
/// <param name="Step">Its name in the contract, such as <c>MASK</c>.</param>
/// <param name="Epoch">The epoch; 0 before the first.</param>
/// <param name="AnswerDeadline">Until when it must be answered; absent where the platform computes.</param>
/// <param name="Awaited">The ids of those whose answers it waits for.</param>
internal sealed record TrainingStepLine(
    string Step, ulong Epoch, DateTimeOffset? AnswerDeadline, IReadOnlyList<string> Awaited)
{
    /// <summary>Reads the step that is on.</summary>
    /// <param name="attendance">The training.</param>
    /// <returns>The step; null where none is on.</returns>
    internal static TrainingStepLine? Of(TrainingAttendance attendance) => attendance.Begun is not { } begun
        ? null
        : new TrainingStepLine(
            begun.Step.ToString().ToUpperInvariant(),
            begun.Epoch,
            begun.AnswerDeadline?.ToDateTimeOffset(),
            [.. attendance.Awaited.Select(WatchView.IdOf)]);
}
