using System.Globalization;
using Candor.Cli.Errors;
using Candor.Client.Datasets;
using Candor.Training.Curves;
using Candor.Training.Features;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Cli.Learning;

/// <summary>A learning task that is read off a table: which columns are numbers and which are categories, and between which
/// bounds.</summary>
internal sealed class TableTask
{
    /// <summary>A target of numbers with more distinct values is taken for a number, else for classes.</summary>
    internal const int MostNumberedClasses = 20;

    private const int MostCategories = 256;

    private TableTask(LearningTask task, IReadOnlyList<LabelledRow> rows, IReadOnlyList<string> leftOut, int withoutTarget)
    {
        Task = task;
        Rows = rows;
        LeftOut = leftOut;
        WithoutTarget = withoutTarget;
    }

    /// <summary>What is learnt from what.</summary>
    internal LearningTask Task { get; }

    /// <summary>The rows that have a target.</summary>
    internal IReadOnlyList<LabelledRow> Rows { get; }

    /// <summary>Columns from which nothing can be learnt: each has one value.</summary>
    internal IReadOnlyList<string> LeftOut { get; }

    /// <summary>How many rows have no target.</summary>
    internal int WithoutTarget { get; }

    /// <summary>Reads a task off a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="request">What to learn.</param>
    /// <exception cref="CliException">It cannot be learnt.</exception>
    internal static TableTask Read(DataTable table, TaskRequest request)
    {
        int target = table.Place(request.Target, "--target");
        int[] features = request.Features.Count > 0
            ? [.. request.Features.Select(name => table.Place(name, "--features"))]
            : [.. Enumerable.Range(0, table.Columns.Count).Where(column => column != target)];
        if (features.Contains(target))
        {
            throw new CliException($"--features '{request.Target}': is the target too; expected other columns");
        }

        if (features.Distinct().Count() != features.Length)
        {
            throw new CliException($"--features '{string.Join(',', request.Features)}': names a column twice; expected each once");
        }

        Column label = Column.Of(table, target);
        Column[] columns = [.. features.Select(feature => Column.Of(table, feature))];
        Column[] used = [.. columns.Where(column => column.Distinct.Count > 1)];
        foreach (Column column in request.IsNumber is null ? [.. used, label] : used)
        {
            RequireOneKind(table, column);
        }

        if (used.Length == 0)
        {
            throw new CliException($"{table.Path}: every feature has one value; expected one or more that differ between rows");
        }

        try
        {
            var map = new FeatureMap(used.Select(FeatureOf), request.Ramps, request.Seed);
            var task = new LearningTask(map, TargetOf(label, request.IsNumber));
            LabelledRow[] rows =
            [
                .. table.Rows.Where(row => row.Cells[target].Length > 0)
                    .Select(row => new LabelledRow(RowOf(row, used, map), ValueOf(label, row, (task.Target as ClassTarget)?.Classes))),
            ];
            return new TableTask(
                task, rows, [.. columns.Except(used).Select(column => column.Name)], table.Rows.Count - rows.Length);
        }
        catch (ArgumentException fault)
        {
            throw new CliException($"{table.Path}: {FaultText.WithoutParameter(fault)}");
        }
    }

    // A few codes may look like numbers; so many are numbers, and what stands between them is no category of its own.
    private static void RequireOneKind(DataTable table, Column column)
    {
        string[] texts = [.. column.Distinct.Where(IsText)];
        if (texts.Length == 0)
        {
            return;
        }

        bool isNumberSpelled = Array.TrueForAll(texts, static text => FileHints.SpellingOf(text) is not null);
        if (isNumberSpelled || column.Distinct.Count - texts.Length > MostNumberedClasses)
        {
            DataRow first = table.Rows.First(row => row.Cells[column.Place] is { Length: > 0 } cell && IsText(cell));
            throw new CliException(
                $"{table.Path}: line {first.Line}: '{column.Name}' is '{first.Cells[column.Place]}'; expected "
                + (isNumberSpelled
                    ? "a number with a decimal point and nothing between thousands, 1234.5"
                    : "a number, as in most lines, or an empty cell where there is none"));
        }
    }

    private static bool IsText(string text) => TableNumber.Parse(text) is null;

    private static Feature FeatureOf(Column column)
    {
        if (column.Numbers is { } numbers)
        {
            return new NumberFeature(column.Name, numbers.Least, numbers.Greatest, column.IsOptional);
        }

        return column.Distinct.Count <= MostCategories
            ? new CategoryFeature(column.Name, column.Distinct, column.IsOptional)
            : throw new CliException(
                $"'{column.Name}' has {column.Distinct.Count} different texts; expected numbers, or at most {MostCategories} "
                + "categories (--features names the columns to learn from)");
    }

    private static Target TargetOf(Column column, bool? isNumber)
    {
        if (column.Distinct.Count < 2)
        {
            throw new CliException($"the target '{column.Name}' has one value in every row; expected two or more");
        }

        if (isNumber ?? (column.Numbers is not null && column.Distinct.Count > MostNumberedClasses))
        {
            return column.Numbers is { } numbers
                ? new NumberTarget(column.Name, numbers.Least, numbers.Greatest)
                : throw new CliException($"the target '{column.Name}' has '{column.FirstText}' among its values; expected numbers");
        }

        return column.Distinct.Count <= ClassTarget.MaxClasses
            ? new ClassTarget(column.Name, column.Distinct)
            : throw new CliException(
                $"the target '{column.Name}' has {column.Distinct.Count} different values; expected at most "
                + $"{ClassTarget.MaxClasses} classes");
    }

    private static FeatureValue[] RowOf(DataRow row, Column[] used, FeatureMap map) =>
        [.. used.Select((column, i) => ValueOf(column, row, (map.Features[i] as CategoryFeature)?.Categories))];

    // The texts and bounds are those of these very cells, so that none has a fault.
    private static FeatureValue ValueOf(Column column, DataRow row, IReadOnlyList<string>? texts)
    {
        _ = TableCell.Read(column.Name, row.Cells[column.Place], texts, out FeatureValue value);
        return value;
    }

    /// <summary>What the cells of a column have in common.</summary>
    private sealed record Column(
        string Name, int Place, IReadOnlyList<string> Distinct, (double Least, double Greatest)? Numbers, bool IsOptional)
    {
        internal string FirstText => Distinct.First(IsText);

        internal static Column Of(DataTable table, int place)
        {
            string[] texts = [.. table.Rows.Select(row => row.Cells[place]).Where(cell => cell.Length > 0)];
            string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
            double?[] numbers = Array.ConvertAll(distinct, TableNumber.Parse);
            bool isNumeric = distinct.Length > 0 && Array.TrueForAll(numbers, number => number is not null);
            return new Column(
                table.Columns[place],
                place,
                [.. isNumeric
                    ? distinct.OrderBy(text => TableNumber.Parse(text)!.Value)
                    : distinct.Order(StringComparer.Ordinal)],
                isNumeric ? (numbers.Min()!.Value, numbers.Max()!.Value) : null,
                texts.Length < table.Rows.Count);
        }
    }
}

/// <summary>What to learn from a table.</summary>
/// <param name="Target">The column to predict.</param>
/// <param name="Features">The columns to learn from; none for all others.</param>
/// <param name="IsNumber">Whether the target is a number; null to decide by its values.</param>
/// <param name="Ramps">How many ramps the map adds.</param>
/// <param name="Seed">What the ramps are drawn from, 32 bytes.</param>
internal sealed record TaskRequest(
    string Target, IReadOnlyList<string> Features, bool? IsNumber, int Ramps, byte[] Seed);

/// <summary>Numbers as tables write them.</summary>
internal static class TableNumber
{
    private const NumberStyles Style =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a number; null where a text is none, or not finite.</summary>
    internal static double? Parse(string text) =>
        double.TryParse(text, Style, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number) && !text.Contains('\0', StringComparison.Ordinal)
            ? number
            : null;
}
