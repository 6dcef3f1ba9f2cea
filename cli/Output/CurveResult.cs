using System.Text.Json.Serialization;

namespace Candor.Cli.Output;

/// <summary>What <c>candor curve fit --json</c> prints.</summary>
/// <param name="Target">The column that is predicted.</param>
/// <param name="Rows">The rows with a target.</param>
/// <param name="Dimension">p, the entries of the feature map.</param>
/// <param name="HeldOut">How many rows measured each model.</param>
/// <param name="Sizes">What was measured.</param>
/// <param name="Families">What was fitted, the one that extrapolates best first.</param>
/// <param name="Redrawn">How often the rows held out were drawn anew, since all had one target.</param>
/// <param name="Best">The kind of the best that fits; null where none does.</param>
internal sealed record CurveResult(
    string Target,
    int Rows,
    int Dimension,
    int HeldOut,
    IReadOnlyList<CurveResult.Size> Sizes,
    IReadOnlyList<CurveResult.Family> Families,
    int Redrawn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Best)
{
    /// <summary>The quality at a number of records.</summary>
    /// <param name="Records">How many.</param>
    /// <param name="Mean">The mean over repetitions.</param>
    /// <param name="Deviation">Their standard deviation.</param>
    /// <param name="Falls">Whether it is below the size before.</param>
    internal sealed record Size(double Records, double Mean, double Deviation, bool Falls);

    /// <summary>A fitted curve, for sizes in records.</summary>
    /// <param name="Kind">Its kind, as definitions spell it.</param>
    /// <param name="Parameters">Its parameters by name.</param>
    /// <param name="Error">The root mean squared distance from the means.</param>
    /// <param name="ExtrapolationError">How far it misses the largest sizes when fitted to the others.</param>
    /// <param name="Fits">Whether it is near enough to be offered.</param>
    /// <param name="AtTwice">The quality at twice the largest size.</param>
    /// <param name="AtTwiceLow">Where the bootstrap band begins there.</param>
    /// <param name="AtTwiceHigh">Where it ends.</param>
    /// <param name="AtBounds">The names of parameters that the search left at the end of their range.</param>
    internal sealed record Family(
        string Kind,
        IReadOnlyDictionary<string, double> Parameters,
        double Error,
        double ExtrapolationError,
        bool Fits,
        double AtTwice,
        double AtTwiceLow,
        double AtTwiceHigh,
        IReadOnlyList<string> AtBounds);
}
