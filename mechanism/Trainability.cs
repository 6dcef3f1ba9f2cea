using System.Globalization;

namespace Candor.Mechanism;

/// <summary>What a profile of reports has of what training a model asks for.</summary>
/// <param name="Requirement">What is asked for.</param>
/// <param name="Contributors">How many report a record or more.</param>
/// <param name="RecordsBesidesLargest">
/// How many records the contributors other than the largest hold together (T - max t'); no more than
/// <see cref="TrainingRequirement.MostRecords"/> are counted.
/// </param>
public sealed record Trainability(TrainingRequirement Requirement, int Contributors, long RecordsBesidesLargest)
{
    /// <summary>Whether a model can be trained. If not, the outcome is NOT_TRAINABLE.</summary>
    public bool IsTrainable =>
        Contributors >= Requirement.MinContributors && RecordsBesidesLargest >= Requirement.MinRecords;

    /// <summary>What was found and what was expected, in one line.</summary>
    public string Describe()
    {
        string contributors = string.Create(
            CultureInfo.InvariantCulture,
            $"{Contributors} contributors, expected at least {Requirement.MinContributors}");
        string records = string.Create(
            CultureInfo.InvariantCulture,
            $"{RecordsBesidesLargest} records besides the largest contribution, expected at least {Requirement.MinRecords}");
        return (Contributors >= Requirement.MinContributors, RecordsBesidesLargest >= Requirement.MinRecords) switch
        {
            (false, true) => $"found {contributors}",
            (true, false) => $"found {records}",
            _ => $"found {contributors}, and {records}",
        };
    }
}
