namespace Candor.Client.Datasets;

/// <summary>The error of a dataset of which not one row is a valid record.</summary>
internal static class NoRecords
{
    /// <summary>The error, with what was read and the first fault.</summary>
    /// <param name="dataset">The dataset.</param>
    internal static DatasetException In(Dataset dataset) => new(
        DatasetFault.NoRecords,
        $"'{dataset.Source}' has no valid record: {Read(dataset)}. Expected at least one, or a report of 0 that is asked for "
        + "(ParticipationOptions.ReportRecords, --report 0), for a report of nothing is final and charged; nothing is sent."
        + FileHints.Sentence(dataset.Hints));

    private static string Read(Dataset dataset)
    {
        string rows = dataset.Rows switch
        {
            0 => "it has no row",
            1 => "its one row is broken",
            _ => $"all of its {dataset.Rows} rows are broken",
        };

        // The list may be empty by the caller's limit, and the counts hold no values.
        return dataset.Faults.Count > 0 ? $"{rows}, first {dataset.Faults[0]}"
            : dataset.FaultCounts.Count > 0 ? $"{rows}, as {dataset.FaultCounts[0]}"
            : rows;
    }
}
