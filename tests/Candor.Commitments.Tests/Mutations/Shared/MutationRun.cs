using System.Collections.Concurrent;

namespace Candor.Commitments.Tests.Mutations.Shared;

/// <summary>Mutates a target as often as its plan says. Mutation number n is drawn from seed n, so that a failure is
/// reproduced by its number alone.</summary>
internal static class MutationRun
{
    private const int Attempts = 1_000;

    /// <summary>Runs a target. It fails at the first mutation that is accepted or throws.</summary>
    /// <typeparam name="T">What is mutated.</typeparam>
    /// <param name="target">The target.</param>
    /// <param name="mutate">Draws a mutation; null where what it drew changes nothing, and another is drawn.</param>
    /// <param name="refuse">Why the value is refused; null where it is accepted. Called from several threads.</param>
    /// <returns>How many were refused for each reason.</returns>
    internal static IReadOnlyDictionary<string, int> Run<T>(
        MutationTarget target, Func<Random, Mutation<T>?> mutate, Func<T, string?> refuse)
    {
        var tally = new MutationTally(target);
        Parallel.For(0, target.Total, (seed, loop) =>
        {
            Mutation<T> mutation = Draw(seed, mutate);
            try
            {
                tally.Add(seed, mutation.What, refuse(mutation.Value));
            }
            catch (Exception e)
            {
                tally.Fail(seed, mutation.What, e);
            }

            if (tally.HasFailed)
            {
                loop.Stop();
            }
        });
        return tally.Finish();
    }

    /// <summary>Runs a target whose refusals are waited for, some at a time.</summary>
    /// <typeparam name="T">What is mutated.</typeparam>
    /// <param name="target">The target.</param>
    /// <param name="atOnce">How many are waited for at once.</param>
    /// <param name="mutate">As for <see cref="Run"/>.</param>
    /// <param name="refuse">As for <see cref="Run"/>.</param>
    /// <returns>How many were refused for each reason.</returns>
    internal static async Task<IReadOnlyDictionary<string, int>> RunAsync<T>(
        MutationTarget target, int atOnce, Func<Random, Mutation<T>?> mutate, Func<T, Task<string?>> refuse)
    {
        var tally = new MutationTally(target);
        await Parallel.ForAsync(
            0,
            target.Total,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (seed, _) =>
            {
                if (tally.HasFailed)
                {
                    return;
                }

                Mutation<T> mutation = Draw(seed, mutate);
                try
                {
                    tally.Add(seed, mutation.What, await refuse(mutation.Value));
                }
                catch (Exception e)
                {
                    tally.Fail(seed, mutation.What, e);
                }
            });
        return tally.Finish();
    }

    private static Mutation<T> Draw<T>(int seed, Func<Random, Mutation<T>?> mutate)
    {
        var random = new Random(seed);
        for (int i = 0; i < Attempts; i++)
        {
            if (mutate(random) is { } mutation)
            {
                return mutation;
            }
        }

        throw new InvalidOperationException($"Seed {seed} drew {Attempts} mutations that change nothing.");
    }

    /// <summary>Counts refusals and keeps the first failure.</summary>
    private sealed class MutationTally(MutationTarget target)
    {
        private readonly ConcurrentDictionary<string, int> _reasons = new(StringComparer.Ordinal);
        private readonly ConcurrentQueue<string> _failures = new();

        internal bool HasFailed => !_failures.IsEmpty;

        internal void Add(int seed, string what, string? reason)
        {
            if (reason is null)
            {
                _failures.Enqueue($"{target.Name}, seed {seed}: {what}: was accepted.");
            }
            else
            {
                _reasons.AddOrUpdate(reason, 1, static (_, count) => count + 1);
            }
        }

        internal void Fail(int seed, string what, Exception exception) =>
            _failures.Enqueue($"{target.Name}, seed {seed}: {what}: threw {exception}");

        internal ConcurrentDictionary<string, int> Finish()
        {
            Assert.True(_failures.IsEmpty, _failures.TryPeek(out string? first) ? first : "");
            Assert.Equal(target.Total, _reasons.Values.Sum());
            return _reasons;
        }
    }
}
