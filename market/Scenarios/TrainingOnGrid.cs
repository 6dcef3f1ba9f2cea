using System.Globalization;
using System.Text.Json;
using Candor.Mechanism;

namespace Candor.Market.Scenarios;

/// <summary>What training asks for, beside verdicts over a grid.</summary>
/// <param name="Requirement">What is asked for.</param>
/// <param name="CanTrain">Whether any profile of the grid can train; otherwise nobody is ever given a model.</param>
public sealed record TrainingOnGrid(TrainingRequirement Requirement, bool CanTrain)
{
    /// <summary>Looks at the grid's largest profile, which has more than every other.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <returns>What it shows; null where the market trains no model.</returns>
    public static TrainingOnGrid? Of(MarketMechanism mechanism, TypeGrid grid)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(grid);
        return mechanism.Training is { } requirement
            ? new TrainingOnGrid(
                requirement,
                requirement.Judge(Profile.AllIn([.. Enumerable.Repeat(grid.Max, mechanism.Count)])).IsTrainable)
            : null;
    }

    /// <summary>What the verdicts beside it mean, in sentences.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"training: where fewer than {Requirement.MinContributors} report, or fewer than {Requirement.MinRecords} records are ")
        + "held besides the largest contribution, nobody is given a model and nothing is owed; efficient is judged among what can "
        + "be trained."
        + (CanTrain
            ? string.Empty
            : " No profile of the grid can train: the verdicts are about a market in which nobody is ever given a model.");

    /// <summary>Writes the member <c>training</c>.</summary>
    /// <param name="writer">The writer, inside an object.</param>
    /// <param name="training">What to write; nothing where it is null.</param>
    internal static void Write(Utf8JsonWriter writer, TrainingOnGrid? training)
    {
        if (training is null)
        {
            return;
        }

        writer.WriteStartObject("training");
        writer.WriteNumber("minContributors", training.Requirement.MinContributors);
        writer.WriteNumber("minRecords", training.Requirement.MinRecords);
        writer.WriteNumber("recordsPerUnit", training.Requirement.RecordsPerUnit);
        writer.WriteBoolean("canTrain", training.CanTrain);
        writer.WriteEndObject();
    }
}
