using System.Collections.Immutable;
using System.Globalization;

namespace Candor.Mechanism.Valuations;

/// <summary>A point of a curve of values over used quality.</summary>
/// <param name="Quality">Used quality, at least 0.</param>
/// <param name="Value">The value at that quality.</param>
public readonly record struct ValuePoint(double Quality, double Value);

/// <summary>A continuous curve of straight pieces; flat before its first point and after its last.</summary>
public sealed class PiecewiseLinear
{
    /// <summary>Creates the curve.</summary>
    /// <param name="points">At least one point, finite, of strictly increasing quality from 0 on.</param>
    /// <exception cref="ArgumentException">The points are not such; the message names the first fault.</exception>
    public PiecewiseLinear(IReadOnlyList<ValuePoint> points)
    {
        if (FindFault(points) is (int index, string found, string expected))
        {
            throw new ArgumentException($"Point {index}: found {found}, expected {expected}.", nameof(points));
        }

        Points = [.. points];
    }

    /// <summary>The curve that is 0 everywhere.</summary>
    public static PiecewiseLinear Zero { get; } = new([new ValuePoint(0, 0)]);

    /// <summary>The points, in the order of quality.</summary>
    public ImmutableArray<ValuePoint> Points { get; }

    /// <summary>Finds the first point that cannot be on a curve.</summary>
    /// <param name="points">The points.</param>
    /// <returns>The point's index, what was found and what was expected; null when all is well.</returns>
    public static (int Index, string Found, string Expected)? FindFault(IReadOnlyList<ValuePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        for (int k = 0; k < points.Count; k++)
        {
            (double quality, double value) = points[k];
            double least = k == 0 ? 0 : points[k - 1].Quality;
            bool isAfter = k == 0 ? quality >= 0 : quality > least;
            if (!isAfter || !double.IsFinite(quality) || !double.IsFinite(value))
            {
                string found = string.Create(CultureInfo.InvariantCulture, $"({quality:R}, {value:R})");
                string bound = (k == 0 ? "at least " : "above ") + least.ToString("R", CultureInfo.InvariantCulture);
                return (k, found, $"finite numbers, the quality {bound}");
            }
        }

        return points.Count == 0 ? (0, "nothing", "at least one point [quality, value]") : null;
    }

    /// <summary>The first point at which the curve falls; null when it never does.</summary>
    public int? FindFall()
    {
        for (int k = 1; k < Points.Length; k++)
        {
            if (Points[k].Value < Points[k - 1].Value)
            {
                return k;
            }
        }

        return null;
    }

    /// <summary>The value at a used quality.</summary>
    /// <param name="quality">The quality.</param>
    public double Evaluate(double quality)
    {
        ((double q0, double v0), (double q1, double v1)) = Piece(quality);
        return q0 == q1 ? v0 : v0 + ((v1 - v0) * ((quality - q0) / (q1 - q0)));
    }

    /// <summary>The larger magnitude of the two values between which the curve runs at a used quality.</summary>
    /// <param name="quality">The quality.</param>
    internal double Magnitude(double quality)
    {
        ((_, double v0), (_, double v1)) = Piece(quality);
        return Math.Max(Math.Abs(v0), Math.Abs(v1));
    }

    /// <summary>The ends of the straight piece at a quality; the same point twice where the curve is flat.</summary>
    private (ValuePoint From, ValuePoint To) Piece(double quality)
    {
        // The first point that is not below the quality.
        int above = 0;
        for (int end = Points.Length; above < end;)
        {
            int middle = (above + end) / 2;
            (above, end) = Points[middle].Quality < quality ? (middle + 1, end) : (above, middle);
        }

        if (above == 0 || above == Points.Length)
        {
            ValuePoint flat = Points[above == 0 ? 0 : ^1];
            return (flat, flat);
        }

        return (Points[above - 1], Points[above]);
    }
}
