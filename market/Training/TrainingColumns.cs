using System.Collections.Immutable;
using Candor.Market.Records;
using Candor.Training.Features;
using Candor.Training.Targets;

namespace Candor.Market.Training;

/// <summary>Which columns of a record a model can learn from, and which it can predict.</summary>
internal static class TrainingColumns
{
    private const int FewestCategories = 2;

    // φ begins with a constant, and each category is an entry of its own.
    private const int MostCategories = FeatureMap.MaxDimension - 1;

    /// <summary>Finds the features.</summary>
    /// <param name="rules">The rules that name them.</param>
    /// <param name="records">What a record is.</param>
    /// <param name="faults">Receives what is wrong.</param>
    /// <returns>Those without fault, in the rules' order.</returns>
    internal static List<Feature> ReadFeatures(TrainingRules rules, RecordFormat records, List<DefinitionFault> faults)
    {
        ImmutableArray<string> names = rules.Features.IsDefault ? [] : rules.Features;
        var features = new List<Feature>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        if (names.Length == 0)
        {
            faults.Add(new DefinitionFault("training.features", "no column", "one or more columns to learn from"));
        }

        for (int i = 0; i < names.Length; i++)
        {
            string path = $"training.features[{i}]";
            if (!seen.TryAdd(names[i], i))
            {
                faults.Add(new DefinitionFault(
                    path, $"'{names[i]}', as in training.features[{seen[names[i]]}]", "each column once"));
            }
            else if (names[i] == rules.Target)
            {
                faults.Add(new DefinitionFault(path, $"'{names[i]}', the target", "a column other than the target"));
            }
            else if (Find(names[i], path, records, faults) is { } column && ReadFeature(column, path, faults) is { } feature)
            {
                features.Add(feature);
            }
        }

        return features;
    }

    /// <summary>Finds the target.</summary>
    /// <param name="rules">The rules that name it.</param>
    /// <param name="records">What a record is.</param>
    /// <param name="faults">Receives what is wrong.</param>
    /// <returns>The target; null after adding a fault.</returns>
    internal static Target? ReadTarget(TrainingRules rules, RecordFormat records, List<DefinitionFault> faults)
    {
        const string Path = "training.target";
        if (Find(rules.Target, Path, records, faults) is not { } column)
        {
            return null;
        }

        if (column.IsOptional)
        {
            faults.Add(new DefinitionFault(
                Path, $"'{column.Name}', which a record may lack", "a column of which every record has a value"));
            return null;
        }

        switch (column)
        {
            case CategoryColumn category:
                return RequireCategories(category, ClassTarget.MaxClasses, Path, faults)
                    ? new ClassTarget(column.Name, category.Values)
                    : null;
            case NumberColumn or IntegerColumn:
                return ReadBounds(column, Path, faults) is { } bounds
                    ? new NumberTarget(column.Name, bounds.Minimum, bounds.Maximum)
                    : null;
            default:
                faults.Add(OfText(column, Path));
                return null;
        }
    }

    private static RecordColumn? Find(string name, string path, RecordFormat records, List<DefinitionFault> faults)
    {
        if (records.Columns.FirstOrDefault(column => column.Name == name) is { } found)
        {
            return found;
        }

        faults.Add(new DefinitionFault(path, $"'{name}', which is not a column", "a column of the market's records"));
        return null;
    }

    private static Feature? ReadFeature(RecordColumn column, string path, List<DefinitionFault> faults)
    {
        switch (column)
        {
            case CategoryColumn category:
                return RequireCategories(category, MostCategories, path, faults)
                    ? new CategoryFeature(column.Name, category.Values, column.IsOptional)
                    : null;
            case NumberColumn or IntegerColumn:
                return ReadBounds(column, path, faults) is { } bounds
                    ? new NumberFeature(column.Name, bounds.Minimum, bounds.Maximum, column.IsOptional)
                    : null;
            default:
                faults.Add(OfText(column, path));
                return null;
        }
    }

    private static bool RequireCategories(CategoryColumn column, int most, string path, List<DefinitionFault> faults)
    {
        if (column.Values.Length >= FewestCategories && column.Values.Length <= most)
        {
            return true;
        }

        faults.Add(new DefinitionFault(
            path, $"'{column.Name}' of {column.Values.Length} values", $"a category of {FewestCategories} to {most} values"));
        return false;
    }

    // A column without bounds cannot be scaled without a look at the data, which nobody may have.
    private static (double Minimum, double Maximum)? ReadBounds(
        RecordColumn column, string path, List<DefinitionFault> faults)
    {
        (double? minimum, double? maximum) = column switch
        {
            NumberColumn number => (number.Minimum, number.Maximum),
            IntegerColumn integer => ((double?)integer.Minimum, (double?)integer.Maximum),
            _ => throw new ArgumentException($"'{column.Name}' has no numbers.", nameof(column)),
        };
        if (minimum is not { } least || maximum is not { } greatest)
        {
            string missing = (minimum, maximum) switch
            {
                (null, null) => "minimum and maximum",
                (null, _) => "minimum",
                _ => "maximum",
            };
            faults.Add(new DefinitionFault(
                path, $"'{column.Name}' without {missing}", "a number with minimum and maximum, by which it is scaled"));
            return null;
        }

        if (NumberFeature.RangeFault(least, greatest) is { } fault)
        {
            faults.Add(new DefinitionFault(
                path, $"'{column.Name}', which {fault}", "bounds between which numbers can be scaled"));
            return null;
        }

        return (least, greatest);
    }

    private static DefinitionFault OfText(RecordColumn column, string path) => new(
        path, $"'{column.Name}', a text", "a number, an integer or a category");
}
