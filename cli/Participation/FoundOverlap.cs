namespace Candor.Cli.Participation;

/// <summary>What an overlap check of two participants' records found.</summary>
/// <param name="Other">The participant whose commitment was attested earlier.</param>
/// <param name="Records">How many records both have.</param>
/// <param name="IsRefused">Whether the later commitment fell with it.</param>
internal sealed record FoundOverlap(string Other, ulong Records, bool IsRefused)
{
    /// <summary>The overlap in one line.</summary>
    public override string ToString() => $"{Records} of its records are those of '{Other}', which was attested earlier";
}
