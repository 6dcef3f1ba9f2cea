namespace Candor.Cli.Figures;

/// <summary>One curve of a panel.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Points">Its points, with half the height of the band around each; 0 for no band.</param>
/// <param name="Dash">Its dashes in SVG's notation; none by default.</param>
internal sealed record Series(
    string Name, string Colour, IReadOnlyList<(double X, double Y, double Error)> Points, string Dash = "")
{
    // Colours that people with any colour vision tell apart (Okabe and Ito).
    internal const string Blue = "#0072b2";
    internal const string Orange = "#d55e00";
    internal const string Green = "#009e73";
    internal const string Pink = "#b0508a";
}
