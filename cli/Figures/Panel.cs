namespace Candor.Cli.Figures;

/// <summary>One pair of axes with curves.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Curves">The curves, drawn in this order.</param>
internal sealed record Panel(string Title, Axis X, Axis Y, IReadOnlyList<Series> Curves)
{
    private const string Grid = "#e3e3e3";
    private const double TextWidth = 7.5;
    private const string Ink = "#444444";

    /// <summary>Draws the panel.</summary>
    /// <param name="svg">The image.</param>
    /// <param name="area">Where the axes are; titles and ticks are around it.</param>
    /// <param name="behind">Draws what lies behind the curves.</param>
    internal void Draw(SvgWriter svg, Area area, Action? behind = null)
    {
        svg.Text(area.Left, area.Top - 12, Title, attributes: "font-weight=\"bold\"");
        foreach ((double value, string label) in Y.Ticks())
        {
            double y = area.Y(Y.Share(value));
            svg.Line((area.Left, y), (area.Right, y), Grid);
            svg.Text(area.Left - 8, y + 4.5, label, "end");
        }

        behind?.Invoke();
        foreach ((double value, string label) in X.Ticks())
        {
            double x = area.X(X.Share(value));
            svg.Line((x, area.Bottom), (x, area.Bottom + 5), Ink);
            svg.Text(x, area.Bottom + 19, label, "middle");
        }

        svg.Text((area.Left + area.Right) / 2, area.Bottom + 40, X.Title, "middle");
        double labels = TextWidth * Y.Ticks().Max(static tick => tick.Label.Length);
        svg.UpwardText(area.Left - 22 - labels, (area.Top + area.Bottom) / 2, Y.Title);
        foreach (Series series in Curves)
        {
            DrawBand(svg, area, series);
        }

        foreach (Series series in Curves)
        {
            svg.Path(series.Points.Select(p => At(area, p.X, p.Y)), series.Colour, 2, series.Dash);
        }

        svg.Line((area.Left, area.Top), (area.Left, area.Bottom), Ink);
        svg.Line((area.Left, area.Bottom), (area.Right, area.Bottom), Ink);
    }

    /// <summary>Draws the legend in one row.</summary>
    /// <param name="svg">The image.</param>
    /// <param name="x">Where it starts.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="curves">What it names.</param>
    internal static void DrawLegend(SvgWriter svg, double x, double y, IEnumerable<Series> curves)
    {
        foreach (Series series in curves)
        {
            svg.Line((x, y - 4.5), (x + 26, y - 4.5), series.Colour, 2.5, series.Dash);
            svg.Text(x + 33, y, series.Name);
            x += 62 + (TextWidth * series.Name.Length);
        }
    }

    /// <summary>A point of the panel in the image.</summary>
    internal (double X, double Y) At(Area area, double x, double y) => (area.X(X.Share(x)), area.Y(Y.Share(y)));

    private void DrawBand(SvgWriter svg, Area area, Series series)
    {
        if (series.Points.Any(static p => p.Error > 0))
        {
            IEnumerable<(double, double)> upper = series.Points.Select(p => At(area, p.X, p.Y + p.Error));
            IEnumerable<(double, double)> lower = series.Points.Reverse().Select(p => At(area, p.X, p.Y - p.Error));
            svg.Polygon(upper.Concat(lower), series.Colour);
        }
    }
}
