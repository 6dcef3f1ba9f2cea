using Candor.Fuzzing.Golden;
using SharpFuzz;

namespace Candor.Fuzzing;

/// <summary>What <c>.ci/fuzz</c> starts: <c>list</c> prints the targets' names, <c>fuzz TARGET</c> is what afl-fuzz
/// runs, <c>run TARGET FILE</c> replays one input, such as a crash that it found, and <c>seeds FOLDER</c> writes the seeds
/// that come out of the golden files.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int WrongArguments = 2;

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["list"]:
                foreach (FuzzTarget target in FuzzTargets.All)
                {
                    Console.WriteLine(target.Name);
                }

                return Done;
            case ["seeds", var folder]:
                Seeds.Write(folder);
                return Done;
            case ["fuzz", var name]:
                Fuzz(name);
                return Done;
            case ["run", var name, var file] when FuzzTargets.Find(name) is { } target:
                target.Check(File.ReadAllBytes(file));
                Console.WriteLine($"{name}: {target.Law}");
                return Done;
            default:
                Console.Error.WriteLine("Expected 'list', 'seeds FOLDER', 'fuzz TARGET' or 'run TARGET FILE'.");
                return WrongArguments;
        }
    }

    // Instrumented code counts into memory that is there only once the fuzzer runs: the target is made with its first
    // input.
    private static void Fuzz(string name)
    {
        FuzzTarget? target = null;
        Fuzzer.Run(stream =>
        {
            target ??= FuzzTargets.Find(name)
                ?? throw new ArgumentException($"There is no target '{name}'.", nameof(name));
            target.Check(ReadAll(stream));
        });
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.Length <= FuzzTarget.MaxLength ? bytes.ToArray() : bytes.ToArray()[..FuzzTarget.MaxLength];
    }
}
