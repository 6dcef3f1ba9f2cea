using System.Collections.Immutable;

namespace Candor.Cli.Demo;

/// <summary>A sample, shared out.</summary>
/// <param name="Parts">Each company's file, line by line, its header first.</param>
/// <param name="HeldOut">The records that nobody brings, as such a file.</param>
internal sealed record SampleSplit(ImmutableArray<ImmutableArray<string>> Parts, ImmutableArray<string> HeldOut);
