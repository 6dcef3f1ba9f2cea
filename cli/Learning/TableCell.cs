using Candor.Training.Features;

namespace Candor.Cli.Learning;

/// <summary>Cells of a table as values to learn from.</summary>
internal static class TableCell
{
    /// <summary>Reads a cell.</summary>
    /// <param name="name">Its column's name.</param>
    /// <param name="cell">Its text.</param>
    /// <param name="texts">The column's categories or classes; null for a column of numbers.</param>
    /// <param name="value">The value; absent where the cell is empty.</param>
    /// <param name="remark">What is said of a text that is none of them, behind it.</param>
    /// <returns>The fault in words; null where there is none.</returns>
    internal static string? Read(
        string name, string cell, IReadOnlyList<string>? texts, out FeatureValue value, string remark = "")
    {
        value = FeatureValue.Absent;
        if (cell.Length == 0)
        {
            return null;
        }

        if (texts is not null)
        {
            int place = PlaceOf(texts, cell);
            value = FeatureValue.Category(place);
            return place >= 0 ? null : $"'{name}' is '{cell}'{remark}; expected one of {DataTable.Names(texts)}";
        }

        double? number = TableNumber.Parse(cell);
        value = FeatureValue.Number(number ?? 0);
        return number is null ? $"'{name}' is '{cell}'; expected a number" : null;
    }

    private static int PlaceOf(IReadOnlyList<string> texts, string text)
    {
        for (int place = 0; place < texts.Count; place++)
        {
            if (texts[place] == text)
            {
                return place;
            }
        }

        return -1;
    }
}
