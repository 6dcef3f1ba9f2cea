namespace Candor.Mechanism.Desirable;

/// <summary>Counts the turns of parallel loops and reports the fraction done, once a hundredth and in order.</summary>
/// <param name="progress">Who is told; null for nobody.</param>
/// <param name="parts">How many loops there are, taken to cost alike.</param>
internal sealed class LoopProgress(IProgress<double>? progress, long parts)
{
    private readonly Lock _gate = new();
    private long _part = -1;
    private long _turns = 1;
    private long _done;
    private int _told;

    /// <summary>Starts the next loop.</summary>
    /// <param name="turns">How many turns it has.</param>
    public void Begin(long turns)
    {
        lock (_gate)
        {
            _part++;
            _turns = Math.Max(1, turns);
            _done = 0;
        }
    }

    /// <summary>One turn is done, on whichever thread.</summary>
    public void Done()
    {
        if (progress is null)
        {
            return;
        }

        lock (_gate)
        {
            _done++;
            double fraction = (_part + ((double)_done / _turns)) / parts;
            if ((int)(100 * fraction) > _told)
            {
                _told = (int)(100 * fraction);
                progress.Report(fraction);
            }
        }
    }
}
