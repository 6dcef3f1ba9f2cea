namespace Candor.Mechanism;

/// <summary>
/// Which profiles of reports a model can be trained from: enough participants contribute, and the others still hold enough
/// records when the largest contribution is taken away, as its owner can (docs/paper.md, D23).
/// </summary>
/// <remarks>
/// <para>Who reports counts as a contributor, unless the report is of no record: nothing is contributed then. A contribution is counted in whole records: the whole number
/// nearest to the size times <see cref="RecordsPerUnit"/>, of two the even one. For a size that is a number of records
/// divided by that number this is exactly that number of records, for every number below 2^32; no count is beyond
/// 2^53.</para>
/// <para>A smaller report never counts more records, so neither the contributors nor T - max t' ever rise when a report
/// shrinks or falls away: a profile that cannot train still cannot when somebody hides or leaves.</para>
/// <para>Immutable, safe to share between threads.</para>
/// </remarks>
public sealed record TrainingRequirement
{
    /// <summary>
    /// The least that can be asked for: of two contributors each would learn the other's part of every sum.
    /// </summary>
    public const int FewestContributors = 3;

    /// <summary>The most records that can be asked for, 2^53: up to here a double names every whole number.</summary>
    public const long MostRecords = 1L << 53;

    /// <summary>Creates the requirement.</summary>
    /// <param name="minContributors">How many have to contribute, at least <see cref="FewestContributors"/>.</param>
    /// <param name="minRecords">
    /// How many records the contributors other than the largest hold together, from 1 to <see cref="MostRecords"/>.
    /// </param>
    /// <param name="recordsPerUnit">How many records make one unit of data size; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public TrainingRequirement(int minContributors, long minRecords, uint recordsPerUnit = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minContributors, FewestContributors);
        ArgumentOutOfRangeException.ThrowIfLessThan(minRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minRecords, MostRecords);
        ArgumentOutOfRangeException.ThrowIfLessThan(recordsPerUnit, 1u);
        MinContributors = minContributors;
        MinRecords = minRecords;
        RecordsPerUnit = recordsPerUnit;
    }

    /// <summary>How many have to contribute.</summary>
    public int MinContributors { get; }

    /// <summary>How many records the contributors other than the largest hold together (T - max t').</summary>
    public long MinRecords { get; }

    /// <summary>How many records make one unit of data size.</summary>
    public uint RecordsPerUnit { get; }

    /// <summary>Says what a profile has and whether a model can be trained from it.</summary>
    /// <param name="reports">The reports.</param>
    public Trainability Judge(Profile reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        (int contributors, long besides) = Count(reports, leaver: -1);
        return new Trainability(this, contributors, besides);
    }

    /// <summary>Whether a model can be trained from a profile.</summary>
    /// <param name="reports">The reports.</param>
    internal bool IsMet(Profile reports) => Judge(reports).IsTrainable;

    /// <summary>Whether one can be trained when somebody leaves.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="leaver">Who leaves, from 0.</param>
    internal bool IsMetWithout(Profile reports, int leaver)
    {
        (int contributors, long besides) = Count(reports, leaver);
        return new Trainability(this, contributors, besides).IsTrainable;
    }

    private (int Contributors, long Besides) Count(Profile reports, int leaver)
    {
        int contributors = 0;
        long largest = 0;
        long besides = 0;
        for (int j = 0; j < reports.Count; j++)
        {
            if (!reports.TakesPart[j] || j == leaver)
            {
                continue;
            }

            // Whole numbers, so that no order of summation decides what is just enough; sums stop at the most there is.
            long records = Records(reports.Sizes[j]);
            contributors += records > 0 ? 1 : 0;
            besides = Math.Min(MostRecords, besides + Math.Min(records, largest));
            largest = Math.Max(largest, records);
        }

        return (contributors, besides);
    }

    private long Records(double size)
    {
        double records = Math.Round(size * RecordsPerUnit, MidpointRounding.ToEven);
        return records < MostRecords ? (long)records : MostRecords;
    }
}
