namespace Candor.Commitments.Datasets;

/// <summary>A record that repeats an earlier one of the same input.</summary>
/// <param name="Position">Where it is in the input, from 0.</param>
/// <param name="FirstPosition">Where the same record came first.</param>
public readonly record struct RepeatedRecord(long Position, long FirstPosition);
