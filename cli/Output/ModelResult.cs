using System.Text.Json.Serialization;

namespace Candor.Cli.Output;

/// <summary>What <c>candor model check --json</c> prints.</summary>
/// <param name="Target">The column that is predicted.</param>
/// <param name="Rows">The rows that the model was measured on.</param>
/// <param name="UnusableRows">The rows that it cannot be measured on.</param>
/// <param name="FirstFault">Why the first of them cannot.</param>
/// <param name="Quality">The explained variance; null where there is no row, or all have one target.</param>
/// <param name="Accuracy">The part of rows whose class was predicted; null for a number.</param>
/// <param name="Classes">The same for the rows of each class.</param>
internal sealed record ModelResult(
    string Target,
    long Rows,
    int UnusableRows,
    string? FirstFault,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Quality,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Accuracy,
    IReadOnlyList<ModelResult.Class> Classes)
{
    /// <summary>How the model does on one class.</summary>
    /// <param name="Name">The class.</param>
    /// <param name="Rows">The rows that are of it.</param>
    /// <param name="Rate">The part predicted so; null where there is no such row.</param>
    internal sealed record Class(string Name, long Rows, double? Rate);
}
