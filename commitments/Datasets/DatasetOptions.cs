namespace Candor.Commitments.Datasets;

/// <summary>How a dataset is tagged.</summary>
public sealed record DatasetOptions
{
    /// <summary>Threads that tag records; by default one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below one.</exception>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Environment.ProcessorCount;

    /// <summary>
    /// Whether repeated records stay in the dataset, as a cheating participant wants: the tags then do not rise
    /// strictly and every validator refuses them. It exists for demonstrations and tests of that refusal.
    /// </summary>
    public bool KeepRepeats { get; init; }
}
