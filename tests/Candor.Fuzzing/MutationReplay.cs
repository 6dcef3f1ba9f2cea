using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Fuzzing;

/// <summary>Mutations of the corpus without a fuzzer: the same for the same seed, on every machine.</summary>
internal static class MutationReplay
{
    private const int MostSteps = 6;

    /// <summary>Checks a target on mutations of its corpus, and of what mutations made of it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="seed">Where randomness starts.</param>
    /// <param name="count">How many inputs.</param>
    /// <exception cref="LawBrokenException">The target's law is broken, or it threw what nobody documented; the message
    /// has seed, number and input.</exception>
    internal static void Run(FuzzTarget target, int seed, int count)
    {
        byte[][] corpus = [.. Corpus.Of(target).Select(input => input.Bytes)];
        for (int i = 0; i < count; i++)
        {
            // Each input has a seed of its own, so that one can be made again without those before it.
            var random = new Random(HashCode(seed, i));
            byte[] input = corpus[random.Next(corpus.Length)];
            int steps = 1 + random.Next(MostSteps);
            for (int step = 0; step < steps; step++)
            {
                byte[]? surgery = random.Next(2) == 0 ? JsonSurgery.Draw(random, input) : null;
                input = surgery ?? ByteMutations.Draw(random, input, corpus)?.Value ?? input;
            }

            Check(target, input, $"seed {seed}, input {i}");
        }
    }

    /// <summary>Checks a target on one input.</summary>
    /// <param name="target">The target.</param>
    /// <param name="input">The input.</param>
    /// <param name="which">Which it is, for the message.</param>
    /// <exception cref="LawBrokenException">As with <see cref="Run"/>.</exception>
    internal static void Check(FuzzTarget target, byte[] input, string which)
    {
        try
        {
            target.Check(input);
        }
        catch (Exception e)
        {
            throw new LawBrokenException(
                $"{target.Name}, {which}: {e.GetType().Name}: {e.Message}\nThe law: {target.Law}\n"
                + $"The input, base64: {Convert.ToBase64String(input)}\n{e.StackTrace}");
        }
    }

    // System.HashCode differs from one process to the next.
    private static int HashCode(int seed, int i) => unchecked((seed * 1_000_003) + i);
}
