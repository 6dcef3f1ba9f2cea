using Candor.Training.Features;
using Candor.Training.Tasks;

namespace Candor.Training.Sums;

/// <summary>Everything that ridge regression needs to know of records: the exact integer sums of φφᵀ and φyᵀ. Any
/// partition of the records, added in any order on any machine, gives the same sums. Not thread-safe.</summary>
public sealed class SufficientStatistics
{
    /// <summary>The most records: no coordinate then leaves 62 bits and a sign.</summary>
    public const long MaxRecords = 1L << 32;

    /// <summary>What 1 times 1 is in a coordinate: 2^30.</summary>
    public const long Unit = (long)FeatureMap.One * FeatureMap.One;

    private readonly long[] _coordinates;
    private readonly int[] _phi;
    private readonly int[] _labels;

    /// <summary>Makes the statistics of no record.</summary>
    /// <param name="task">What is learnt from what.</param>
    public SufficientStatistics(LearningTask task)
    {
        Layout = new SumLayout(task);
        Task = task;
        _coordinates = new long[Layout.Count];
        _phi = new int[Layout.Dimension];
        _labels = new int[task.Target.Outputs];
    }

    /// <summary>What is learnt from what.</summary>
    public LearningTask Task { get; }

    /// <summary>Where each coordinate stands.</summary>
    public SumLayout Layout { get; }

    /// <summary>T, the number of records.</summary>
    public long Records { get; private set; }

    /// <summary>The P coordinates, in units of 2^-30.</summary>
    public ReadOnlySpan<long> Coordinates => _coordinates;

    /// <summary>Takes an opened sum for statistics.</summary>
    /// <param name="task">What is learnt from what.</param>
    /// <param name="coordinates">P coordinates.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="ArgumentException"><see cref="FaultOf(LearningTask, ReadOnlySpan{long})"/> names a fault.</exception>
    public static SufficientStatistics FromCoordinates(LearningTask task, ReadOnlySpan<long> coordinates)
    {
        if (FaultOf(task, coordinates) is { } fault)
        {
            throw new ArgumentException($"{fault}.", nameof(coordinates));
        }

        var statistics = new SufficientStatistics(task) { Records = coordinates[0] / Unit };
        coordinates.CopyTo(statistics._coordinates);
        return statistics;
    }

    /// <summary>Why integers are no sum of records of a task. None need be named for numbers that no records have: only
    /// what every sum of records keeps is looked at.</summary>
    /// <param name="task">What is learnt from what.</param>
    /// <param name="coordinates">The integers.</param>
    /// <returns>The first fault in words; null where there is none.</returns>
    public static string? FaultOf(LearningTask task, ReadOnlySpan<long> coordinates)
    {
        var layout = new SumLayout(task);
        if (coordinates.Length != layout.Count)
        {
            return $"there are {coordinates.Length} coordinates; expected {layout.Count}";
        }

        if (coordinates[0] < 0 || coordinates[0] % Unit != 0 || coordinates[0] / Unit > MaxRecords)
        {
            return $"the first coordinate is {coordinates[0]}; expected a number of records, at most {MaxRecords}, times {Unit}";
        }

        // Every entry of φ and every label lies in [-2^15, 2^15].
        long bound = coordinates[0];
        for (int i = 1; i < coordinates.Length; i++)
        {
            if (coordinates[i] > bound || coordinates[i] < -bound)
            {
                return $"coordinate {i} is {coordinates[i]}; expected at most {bound} either way, by the number of records";
            }
        }

        return null;
    }

    /// <summary>Adds a record.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <param name="target">The target's value.</param>
    /// <exception cref="ArgumentException">A value has a fault; nothing is then added.</exception>
    /// <exception cref="OverflowException">There are <see cref="MaxRecords"/> records already.</exception>
    public void Add(ReadOnlySpan<FeatureValue> row, FeatureValue target)
    {
        RequireRoom(1);
        Task.Target.Encode(target, _labels);
        Task.Map.Apply(row, _phi);
        int at = 0;
        for (int i = 0; i < _phi.Length; i++)
        {
            long left = _phi[i];
            for (int j = i; j < _phi.Length; j++)
            {
                _coordinates[at++] += left * _phi[j];
            }
        }

        for (int head = 0; head < Layout.Heads; head++)
        {
            long label = _labels[head];
            for (int j = 0; j < _phi.Length; j++)
            {
                _coordinates[at++] += label * _phi[j];
            }
        }

        if (Layout.HasSquares)
        {
            _coordinates[at] += (long)_labels[0] * _labels[0];
        }

        Records++;
    }

    /// <summary>Adds the records that other statistics are of.</summary>
    /// <param name="other">Statistics of a task with the same layout.</param>
    /// <exception cref="ArgumentException">They have another number of coordinates; nothing is then added.</exception>
    /// <exception cref="OverflowException">Together they are of more than <see cref="MaxRecords"/> records; nothing is then
    /// added.</exception>
    public void Add(SufficientStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._coordinates.Length != _coordinates.Length)
        {
            throw new ArgumentException(
                $"The statistics have {other._coordinates.Length} coordinates; expected {_coordinates.Length}.", nameof(other));
        }

        RequireRoom(other.Records);
        for (int i = 0; i < _coordinates.Length; i++)
        {
            _coordinates[i] += other._coordinates[i];
        }

        Records += other.Records;
    }

    private void RequireRoom(long records)
    {
        if (Records + records > MaxRecords)
        {
            throw new OverflowException(
                $"{Records} records and {records} more are too many; expected at most {MaxRecords}, so that sums stay within 62 bits.");
        }
    }
}
