namespace Candor.Cli.Figures;

/// <summary>A rectangle of an image.</summary>
internal readonly record struct Area(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The horizontal place of a share of the width.</summary>
    internal double X(double share) => Left + (share * (Right - Left));

    /// <summary>The vertical place of a share of the height, from the bottom.</summary>
    internal double Y(double share) => Bottom - (share * (Bottom - Top));
}
