namespace Candor.Mechanism.Existence;

/// <summary>Which of two profiles comes first: the one with fewer steps of the first participant in which they
/// differ.</summary>
internal static class RosterOrder
{
    /// <summary>Compares; an empty profile comes after every other.</summary>
    /// <param name="left">One step a participant, or none.</param>
    /// <param name="right">One step a participant, or none.</param>
    /// <returns>Below 0 where the left one comes first.</returns>
    public static int Compare(ReadOnlySpan<int> left, ReadOnlySpan<int> right) =>
        left.IsEmpty || right.IsEmpty ? left.IsEmpty.CompareTo(right.IsEmpty) : left.SequenceCompareTo(right);

    /// <summary>The same.</summary>
    /// <param name="left">One step a participant, or none.</param>
    /// <param name="right">One step a participant, or none.</param>
    public static int Compare(
        System.Collections.Immutable.ImmutableArray<int> left, System.Collections.Immutable.ImmutableArray<int> right) =>
        Compare(left.AsSpan(), right.AsSpan());
}
