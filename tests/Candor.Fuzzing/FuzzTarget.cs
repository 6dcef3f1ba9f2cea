namespace Candor.Fuzzing;

/// <summary>One parser that meets foreign bytes, and what must hold whatever they are.</summary>
/// <param name="Name">Its name, that of its folder in <c>corpus/</c>.</param>
/// <param name="Law">What must hold, in one line.</param>
/// <param name="Run">Parses the bytes, none too: the fuzzer's first input may reach the program before it is written, and
/// the fuzzer gives up where that one runs through no instrumented code. It returns where they are taken or refused as documented, and throws
/// otherwise.</param>
internal sealed record FuzzTarget(string Name, string Law, Action<byte[]> Run)
{
    /// <summary>The longest input: what is above it teaches a fuzzer nothing and takes its time.</summary>
    internal const int MaxLength = 1 << 16;

    // Everything that is allocated counts, garbage too, so this is far above what lives at once.
    private const long MostBytes = 64 << 20;
    private const long MostBytesForOne = 1 << 14;

    /// <summary>Runs the parser and holds it to its memory.</summary>
    /// <param name="input">The bytes.</param>
    /// <exception cref="LawBrokenException">It allocated out of all proportion, or its law is broken.</exception>
    /// <remarks>Any other exception is one that nobody documented.</remarks>
    internal void Check(byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Laws.Require(
            allocated <= MostBytes + (MostBytesForOne * input.Length),
            $"{input.Length} bytes made '{Name}' allocate {allocated}");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
