using System.Runtime.ExceptionServices;

namespace Candor.Mechanism.Desirable;

/// <summary>Parallel loops whose errors are the ones thrown inside, not an <see cref="AggregateException"/>.</summary>
internal static class ParallelLoop
{
    /// <summary>Runs the body for 0 … count - 1 with a state a worker, and merges the states one at a time.</summary>
    /// <param name="count">How many turns.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="create">Makes a worker's state.</param>
    /// <param name="body">One turn.</param>
    /// <param name="merge">Takes a worker's state in; called by one thread at a time, in no fixed order.</param>
    public static void Run<T>(
        long count, ParallelOptions options, Func<T> create, Action<T, long> body, Action<T> merge)
    {
        var gate = new Lock();
        T Turn(long index, ParallelLoopState loop, T state)
        {
            body(state, index);
            return state;
        }

        void Finish(T state)
        {
            lock (gate)
            {
                merge(state);
            }
        }

        try
        {
            Parallel.For(0L, count, options, create, Turn, Finish);
        }
        catch (AggregateException several) when (several.InnerException is MechanismException first)
        {
            // The caller handles one typed error; which of several turns met its own first is chance.
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
