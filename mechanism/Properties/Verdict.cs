using System.Globalization;

namespace Candor.Mechanism.Properties;

/// <summary>What a verdict rests on.</summary>
public enum Evidence
{
    /// <summary>The parts looked at decide the claim for every quality.</summary>
    Proven,

    /// <summary>Every profile of the grid was looked at, and every deviation on it.</summary>
    ExhaustiveOnGrid,

    /// <summary>Some points were looked at. A sample can refute a claim and never prove it.</summary>
    Sampled,
}

/// <summary>Whether a claim holds, by how much, on what evidence, and where it comes closest to failing.</summary>
/// <param name="Claim">The claim's name: "incentiveCompatible", "Assumption 4".</param>
/// <param name="Holds">Whether nothing refutes it, within <see cref="Tolerance"/>.</param>
/// <param name="Margin">
/// The smallest room left: negative where the claim fails, ∞ where nothing was there to check.
/// </param>
/// <param name="Witness">Where the margin is attained, in words; empty where nothing was there to check.</param>
/// <param name="Evidence">What the verdict rests on.</param>
/// <param name="Looked">How many comparisons were made.</param>
public sealed record Verdict(
    string Claim, bool Holds, double Margin, string Witness, Evidence Evidence, long Looked)
{
    /// <summary>The relative tolerance of every sign test (docs/paper.md, D22).</summary>
    public const double Tolerance = 1e-12;

    /// <summary>A difference without its rounding: exactly 0 where it is within the tolerance of its terms.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="scale">
    /// The size of the terms behind it, never of a result in which they may have cancelled.
    /// </param>
    public static double WithoutRounding(double difference, double scale) =>
        Math.Abs(difference) <= Tolerance * Math.Abs(scale) ? 0 : difference;

    /// <summary>Whether a difference is negative beyond rounding.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="scale">The size of the terms behind it.</param>
    public static bool IsNegative(double difference, double scale) => WithoutRounding(difference, scale) < 0;

    /// <summary>The verdict in one line. A sample that refutes nothing is not said to hold.</summary>
    public override string ToString()
    {
        string state = (Holds, Evidence) switch
        {
            (false, _) => "fails",
            (true, Evidence.Sampled) => "was not refuted",
            _ => "holds",
        };
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{Claim} {state} (margin {Margin:G6}, {Looked} comparisons)");
        return Witness.Length == 0 ? text : $"{text}: {Witness}";
    }
}
