namespace Candor.Client;

/// <summary>How far the counting or the tagging of a dataset is.</summary>
/// <param name="Rows">Rows seen.</param>
/// <param name="Records">Valid, distinct records among them; of a tagging under way those tagged so far, repeated ones
/// among them.</param>
/// <param name="BytesRead">Bytes of the file behind them.</param>
/// <param name="TotalBytes">Bytes of the file; 0 where it is a pipe, which does not say.</param>
public sealed record DatasetProgress(long Rows, long Records, long BytesRead, long TotalBytes);
