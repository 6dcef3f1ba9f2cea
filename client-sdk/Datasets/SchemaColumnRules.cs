using Candor.Market.Records;

namespace Candor.Client.Datasets;

/// <summary>What a schema must meet.</summary>
internal static class SchemaColumnRules
{
    internal static IReadOnlyList<string> FaultsOf(RecordFormatFile schema)
    {
        var faults = new List<string>();
        if (SeparatorFault(schema.Separator) is { } separatorFault)
        {
            faults.Add(separatorFault);
        }

        if (schema.Columns.Count is 0 or > RecordFormat.MaxColumns)
        {
            faults.Add($"columns: there are {schema.Columns.Count}; expected 1 to {RecordFormat.MaxColumns}");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < schema.Columns.Count; i++)
        {
            SchemaColumn column = schema.Columns[i];
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

    private static IEnumerable<string> FaultsOf(SchemaColumn column)
    {
        bool isNumeric = column.Kind is SchemaColumnKind.Number or SchemaColumnKind.Integer;
        if (RecordColumn.NameFault(column.Name) is { } nameFault)
        {
            yield return $"name: {nameFault}";
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

        if (column.Kind == SchemaColumnKind.Integer && (LeavesInt64(column.Minimum) || LeavesInt64(column.Maximum)))
        {
            yield return "minimum: a range of integers has ends of 64 bits";
        }

        if (column.Minimum > column.Maximum || IntegerMinimum(column) > IntegerMaximum(column))
        {
            yield return $"minimum: {column.Minimum} is above the maximum {column.Maximum}";
        }

        if (column.Values.Count > 0 != (column.Kind == SchemaColumnKind.Category))
        {
            yield return column.Values.Count > 0
                ? "values: only a category lists its values"
                : "values: a category lists its values; expected at least one";
        }

        if (column.Values.Any(value => value is null || CategoryColumn.ValueFault(value) is not null))
        {
            yield return "values: a value is empty or has white space around it, which no field can match, or is "
                + $"longer than {TextColumn.LongestText} bytes";
        }

        if (column.Values.Count > CategoryColumn.MaxValues || column.Values.Distinct().Count() < column.Values.Count)
        {
            yield return $"values: expected at most {CategoryColumn.MaxValues}, each once";
        }

        if (column.MaxBytes is < 1 or > TextColumn.LongestText)
        {
            yield return $"maxBytes: it is {column.MaxBytes}; expected 1 to {TextColumn.LongestText}";
        }

        if (column.MaxBytes != TextColumn.LongestText && column.Kind != SchemaColumnKind.Text)
        {
            yield return "maxBytes: only a text has a length";
        }

        if (column.Normalization is not null && column.Kind != SchemaColumnKind.Text)
        {
            yield return "normalization: only a text is normalised";
        }

        if (column.Normalization is { IsEmpty: true })
        {
            yield return "normalization: it asks for nothing; expected nfc, caseFold or collapseSpaces";
        }

        if (column.Pattern is not null && PatternFault(column) is { } fault)
        {
            yield return fault;
        }
    }

    private static string? PatternFault(SchemaColumn column)
    {
        if (column.Kind != SchemaColumnKind.Text)
        {
            return "pattern: only a text has a pattern";
        }

        return TextPattern.TryParse(column.Pattern!, out _, out string? fault)
            ? null
            : $"pattern: '{column.Pattern}' is not a regular expression as expected: {fault}";
    }

    internal static string? SeparatorFault(char separator) =>
        separator is '"' or '\r' or '\n' or ' ' || !char.IsAscii(separator)
            ? $"separator: '{separator}' cannot be a separator; expected an ASCII character such as ',' or ';'"
            : null;

    /// <summary>The column as a market's definition would have it.</summary>
    internal static RecordColumn ToRecordColumn(SchemaColumn column) => column.Kind switch
    {
        SchemaColumnKind.Number =>
            new NumberColumn(column.Name, !column.Required, column.Minimum, column.Maximum),
        SchemaColumnKind.Integer =>
            new IntegerColumn(column.Name, !column.Required, IntegerMinimum(column), IntegerMaximum(column)),
        SchemaColumnKind.Text =>
            new TextColumn(column.Name, !column.Required, column.Pattern, column.MaxBytes, column.Normalization),
        _ => new CategoryColumn(column.Name, column.Values, !column.Required),
    };

    /// <summary>The column of a market's definition, described.</summary>
    internal static SchemaColumn ToDatasetColumn(RecordColumn column)
    {
        SchemaColumn described = column switch
        {
            NumberColumn number => new(column.Name, SchemaColumnKind.Number)
            {
                Minimum = number.Minimum,
                Maximum = number.Maximum,
            },
            IntegerColumn integer => new(column.Name, SchemaColumnKind.Integer)
            {
                Minimum = integer.Minimum,
                Maximum = integer.Maximum,
                ExactMinimum = integer.Minimum,
                ExactMaximum = integer.Maximum,
            },
            TextColumn text => new(column.Name, SchemaColumnKind.Text)
            {
                Pattern = text.Pattern,
                MaxBytes = text.MaxBytes,
                Normalization = text.Normalization,
            },
            CategoryColumn category => new(column.Name, SchemaColumnKind.Category) { Values = category.Values },
            _ => throw new System.Diagnostics.UnreachableException($"{column.GetType()} is not a known kind of column."),
        };
        return described with { Required = !column.IsOptional };
    }

    private static bool LeavesInt64(double? end) => Math.Abs(end ?? 0) > -(double)long.MinValue;

    // A conversion beyond 64 bits, which is a fault of its own, gives the last integer there is.
    private static long? IntegerMinimum(SchemaColumn column) => column.Kind != SchemaColumnKind.Integer
        ? null
        : RangeEnd.Of(column.Minimum, column.ExactMinimum) is { } end ? end.Exact ?? (long)Math.Ceiling(end.Value)
        : null;

    private static long? IntegerMaximum(SchemaColumn column) => column.Kind != SchemaColumnKind.Integer
        ? null
        : RangeEnd.Of(column.Maximum, column.ExactMaximum) is { } end ? end.Exact ?? (long)Math.Floor(end.Value)
        : null;
}
