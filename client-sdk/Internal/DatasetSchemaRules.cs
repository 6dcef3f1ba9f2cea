namespace Candor.Client.Internal;

/// <summary>What a schema must meet.</summary>
internal static class DatasetSchemaRules
{
    internal static IReadOnlyList<string> FaultsOf(DatasetSchema schema)
    {
        var faults = new List<string>();
        if (schema.Separator is '"' or '\r' or '\n' or ' ' || !char.IsAscii(schema.Separator))
        {
            faults.Add(
                $"separator: '{schema.Separator}' cannot separate; expected an ASCII character such as ',' or ';'");
        }

        if (schema.Columns.Count == 0)
        {
            faults.Add("columns: there is none; expected at least one");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < schema.Columns.Count; i++)
        {
            DatasetColumn column = schema.Columns[i];
            foreach (string fault in FaultsOf(column))
            {
                faults.Add($"columns[{i}].{fault}");
            }

            if (!names.Add(column.Name))
            {
                faults.Add($"columns[{i}].name: '{column.Name}' is the name of an earlier column");
            }
        }

        return faults;
    }

    private static IEnumerable<string> FaultsOf(DatasetColumn column)
    {
        bool isNumeric = column.Kind is DatasetColumnKind.Number or DatasetColumnKind.Integer;
        if (string.IsNullOrWhiteSpace(column.Name))
        {
            yield return "name: it is empty";
        }

        if (!Enum.IsDefined(column.Kind))
        {
            yield return $"kind: {column.Kind} is unknown; expected number, integer, text or category";
        }

        if (!isNumeric && (column.Minimum ?? column.Maximum) is not null)
        {
            yield return "minimum: only a number or an integer has a range";
        }

        if (column.Minimum is { } low && !double.IsFinite(low) || column.Maximum is { } high && !double.IsFinite(high))
        {
            yield return "minimum: a range has finite ends";
        }

        if (column.Minimum > column.Maximum)
        {
            yield return $"minimum: {column.Minimum} is above the maximum {column.Maximum}";
        }

        if (column.Values.Count > 0 != (column.Kind == DatasetColumnKind.Category))
        {
            yield return column.Values.Count > 0
                ? "values: only a category lists its values"
                : "values: a category lists its values; expected at least one";
        }

        if (column.Values.Any(value => value is null || value.Trim().Length != value.Length || value.Length == 0))
        {
            yield return "values: a value is empty or has white space around it, which no field can match";
        }

        if (column.Pattern is not null && PatternFault(column) is { } fault)
        {
            yield return fault;
        }
    }

    private static string? PatternFault(DatasetColumn column)
    {
        if (column.Kind != DatasetColumnKind.Text)
        {
            return "pattern: only a text has a pattern";
        }

        try
        {
            ColumnCheck.Compile(column.Pattern!);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"pattern: '{column.Pattern}' is not a regular expression without look-around and back-references";
        }
    }
}
