namespace Candor.Client.Internal;

/// <summary>The totals of a data set.</summary>
internal readonly record struct DatasetCounts(uint Records, long Rows, long Broken, long Repeated);
