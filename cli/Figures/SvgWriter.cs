using System.Globalization;
using System.Net;
using System.Text;
using Candor.Cli.Output;

namespace Candor.Cli.Figures;

/// <summary>Writes the few SVG elements that a figure needs. Lengths are in pixels, y grows downwards.</summary>
internal sealed class SvgWriter
{
    /// <summary>How every image begins.</summary>
    internal const string Start = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ";

    /// <summary>What follows on an image's first line after its size.</summary>
    internal const string Style =
        "role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" font-size=\"13\" fill=\"#222\">\n<title>";

    private readonly StringBuilder _text = new();

    /// <summary>Starts an image on white ground.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    internal SvgWriter(int width, int height, string title)
    {
        _text.Append(Start)
            .Append(CultureInfo.InvariantCulture, $"{width} {height}\" width=\"{width}\" height=\"{height}\" {Style}")
            .Append(CultureInfo.InvariantCulture, $"{Escape(title)}</title>\n");
        Rectangle(0, 0, width, height, "#ffffff");
    }

    /// <summary>A filled rectangle.</summary>
    internal void Rectangle(double x, double y, double width, double height, string fill) => _text.Append(
        CultureInfo.InvariantCulture,
        $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{fill}\"/>\n");

    /// <summary>A straight line.</summary>
    internal void Line(
        (double X, double Y) from, (double X, double Y) to, string stroke, double width = 1, string dash = "") =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{from.X:0.##}\" y1=\"{from.Y:0.##}\" x2=\"{to.X:0.##}\" y2=\"{to.Y:0.##}\" ")
            .Append(CultureInfo.InvariantCulture,
                $"stroke=\"{stroke}\" stroke-width=\"{width:0.##}\"{Dashes(dash)}/>\n");

    /// <summary>A line through points.</summary>
    internal void Path(IEnumerable<(double X, double Y)> points, string stroke, double width, string dash = "") =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<polyline points=\"{Points(points)}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width:0.##}\" ")
            .Append(CultureInfo.InvariantCulture, $"stroke-linejoin=\"round\"{Dashes(dash)}/>\n");

    /// <summary>A translucent polygon.</summary>
    internal void Polygon(IEnumerable<(double X, double Y)> points, string fill) => _text.Append(
        CultureInfo.InvariantCulture,
        $"<polygon points=\"{Points(points)}\" fill=\"{fill}\" fill-opacity=\"0.18\"/>\n");

    /// <summary>A dot.</summary>
    internal void Dot(double x, double y, double radius, string fill) => _text.Append(
        CultureInfo.InvariantCulture,
            $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\"/>\n");

    /// <summary>Text in one line.</summary>
    /// <param name="x">Where its anchor is.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="attributes">Further attributes.</param>
    internal void Text(double x, double y, string text, string anchor = "start", string attributes = "") =>
        _text.Append(
        CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" {attributes}>{Escape(text)}</text>\n");

    /// <summary>Text that reads upwards.</summary>
    internal void UpwardText(double x, double y, string text, string anchor = "middle", string attributes = "") =>
        Text(
            x,
            y,
            text,
            anchor,
            string.Create(CultureInfo.InvariantCulture, $"transform=\"rotate(-90 {x:0.##} {y:0.##})\" {attributes}"));

    /// <summary>The whole image.</summary>
    internal string Finish() => _text + "</svg>\n";

    // XML has no form for most control characters; a file's name may hold any.
    private static string Escape(string text) => WebUtility.HtmlEncode(VisibleText.OfLine(text));

    private static string Dashes(string dash) => dash.Length == 0 ? string.Empty : $" stroke-dasharray=\"{dash}\"";

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(
        ' ', points.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.##},{p.Y:0.##}")));
}
