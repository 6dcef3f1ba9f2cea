using System.Collections.Immutable;
using System.Globalization;

namespace Candor.Mechanism.Valuations;

/// <content>What a table must be.</content>
public sealed partial class TableValuation
{
    /// <summary>How many values a participant's table has; <see cref="int.MaxValue"/> where they are more than any table
    /// may have.</summary>
    /// <param name="sizes">How many sizes.</param>
    /// <param name="participants">n.</param>
    public static int ValuesOf(int sizes, int participants)
    {
        long values = 1;
        for (int j = 0; j < participants; j++)
        {
            values *= sizes;
            if (values > MostValues)
            {
                return int.MaxValue;
            }
        }

        return (int)values;
    }

    /// <summary>Lists what is wrong with sizes and with how many values they ask for.</summary>
    /// <param name="curve">Q.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="participants">n.</param>
    public static ImmutableArray<TableFault> FindShapeFaults(
        IQualityCurve curve, IReadOnlyList<double> sizes, int participants)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(sizes);
        var faults = ImmutableArray.CreateBuilder<TableFault>();
        if (sizes.Count is < 2 or > MostSizes)
        {
            faults.Add(new(TablePart.Sizes, null, null, $"{sizes.Count} sizes", $"2 to {MostSizes}"));
        }

        for (int k = 0; k < sizes.Count; k++)
        {
            if (FindSizeFault(curve, sizes, k) is (string found, string expected))
            {
                faults.Add(new(TablePart.Sizes, k, null, found, expected));
            }
        }

        if (participants is < 1 or > MostParticipants)
        {
            string bound = $"1 to {MostParticipants}, one table each";
            faults.Add(new(TablePart.Values, null, null, $"{participants} participants", bound));
        }
        else if (sizes.Count is >= 2 and <= MostSizes)
        {
            int each = ValuesOf(sizes.Count, participants);
            if ((long)each * participants > MostValues)
            {
                string found = $"{sizes.Count} sizes for {participants} participants, which is {participants} tables of "
                    + $"{sizes.Count}^{participants} values";
                faults.Add(new(TablePart.Sizes, null, null, found, $"at most {MostValues} values in all"));
            }
        }

        return faults.ToImmutable();
    }

    /// <summary>Lists what is wrong with a table.</summary>
    /// <param name="curve">Q.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="values">One table a participant.</param>
    public static ImmutableArray<TableFault> FindFaults(
        IQualityCurve curve, IReadOnlyList<double> sizes, IReadOnlyList<IReadOnlyList<double>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ImmutableArray<TableFault> shape = FindShapeFaults(curve, sizes, values.Count);
        if (!shape.IsEmpty)
        {
            return shape;
        }

        var faults = ImmutableArray.CreateBuilder<TableFault>();
        int each = ValuesOf(sizes.Count, values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Count != each)
            {
                string expected = $"{each}, one for each combination of {sizes.Count} sizes of {values.Count} participants";
                faults.Add(new(TablePart.Values, i, null, $"{values[i].Count} values", expected));
            }

            for (int k = 0; k < values[i].Count; k++)
            {
                if (!(Math.Abs(values[i][k]) <= LargestValue))
                {
                    string found = values[i][k].ToString("R", CultureInfo.InvariantCulture);
                    faults.Add(new(TablePart.Values, i, k, found, "a finite number of magnitude at most 1E+300"));
                }
            }
        }

        return faults.ToImmutable();
    }

    private static (string Found, string Expected)? FindSizeFault(
        IQualityCurve curve, IReadOnlyList<double> sizes, int k)
    {
        string found = sizes[k].ToString("R", CultureInfo.InvariantCulture);
        if (k == 0)
        {
            return sizes[0] == 0 ? null : (found, "0, the size of who has no data");
        }

        string before = sizes[k - 1].ToString("R", CultureInfo.InvariantCulture);
        if (!(sizes[k] > sizes[k - 1]) || !double.IsFinite(sizes[k]))
        {
            return (found, $"a finite size of more than {before}, the one before");
        }

        double quality = curve.Evaluate(sizes[k]);
        return quality > curve.Evaluate(sizes[k - 1]) && double.IsFinite(quality)
            ? null
            : (string.Create(CultureInfo.InvariantCulture, $"{found}, whose quality is {quality:R}"),
                $"a size of higher quality than {before}, the one before");
    }
}
