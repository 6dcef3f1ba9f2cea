using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Numerics;
using MathNet.Numerics.Interpolation;

namespace Candor.Mechanism.Curves;

/// <summary>One measured point of a quality curve.</summary>
/// <param name="Size">Data size, at least 0.</param>
/// <param name="Quality">Quality measured at that size.</param>
public readonly record struct CurvePoint(double Size, double Quality);

/// <summary>
/// Q through measured points, by monotone piecewise cubic interpolation from (0, 0); from 0 to the last point's
/// quality.
/// </summary>
/// <remarks>
/// The slopes are those of PCHIP (Fritsch and Butland's weighted harmonic means, with Fritsch and Carlson's
/// three-point ends), so the curve rises strictly wherever the points do and never overshoots them. With one point
/// beyond the origin it is a straight line. Beyond the last size the curve stays flat: the table promises no quality
/// that was not measured. <see cref="FindViolation"/> says so for a market whose sizes can go there.
/// </remarks>
public sealed class TableCurve : IQualityCurve
{
    // Some times this the slope of a cubic may be.
    private const double Steepest = double.MaxValue / 16;

    private static readonly Comparer<CurvePoint> s_bySize =
        Comparer<CurvePoint>.Create(static (a, b) => a.Size.CompareTo(b.Size));

    private readonly CubicSpline? _spline;
    private readonly CurvePoint _last;
    private readonly FormulaRounding _rounding;

    /// <summary>Creates the curve, kept between its points.</summary>
    /// <param name="points">
    /// Points of strictly increasing size and strictly increasing quality. The first lies beyond size 0, or is (0, 0).
    /// </param>
    /// <exception cref="CurveException">The points are not such; every fault is listed.</exception>
    public TableCurve(IReadOnlyList<CurvePoint> points)
        : this(points, FormulaRounding.Correct)
    {
    }

    /// <summary>Creates the curve.</summary>
    /// <param name="points">
    /// Points of strictly increasing size and strictly increasing quality. The first lies beyond size 0, or is (0, 0).
    /// </param>
    /// <param name="rounding">The cubics are computed in doubles either way, so that a quality may be some units in its last
    /// place off. Unless they are rounded step by step, it is kept between those of the points beside it: rounding can
    /// then not carry it past a point, nor the size of a step past the doubles.</param>
    /// <exception cref="CurveException">The points are not such; every fault is listed.</exception>
    public TableCurve(IReadOnlyList<CurvePoint> points, FormulaRounding rounding)
    {
        ImmutableArray<CurveFault> faults = FindFaults(points);
        if (!faults.IsEmpty)
        {
            throw new CurveException(faults);
        }

        Points = points[0].Size == 0 ? [.. points] : [new CurvePoint(0, 0), .. points];
        _last = Points[^1];
        _rounding = rounding;
        if (Points.Length > 2)
        {
            double[] sizes = [.. Points.Select(static point => point.Size)];
            double[] qualities = [.. Points.Select(static point => point.Quality)];
            _spline = CubicSpline.InterpolatePchipSorted(sizes, qualities);
        }
    }

    /// <summary>The points from (0, 0) on.</summary>
    public ImmutableArray<CurvePoint> Points { get; }

    /// <inheritdoc/>
    public double Ceiling => _last.Quality;

    /// <summary>Lists what is wrong with the points of a table.</summary>
    /// <param name="points">The points.</param>
    /// <returns>Every fault; empty when the constructor would accept the points.</returns>
    public static ImmutableArray<CurveFault> FindFaults(IReadOnlyList<CurvePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var faults = ImmutableArray.CreateBuilder<CurveFault>();
        var previous = new CurvePoint(0, 0);
        for (int k = 0; k < points.Count; k++)
        {
            CurvePoint point = points[k];
            if (k == 0 && point == default)
            {
                continue;
            }

            int before = faults.Count;
            CheckCoordinate(faults, k, "size", point.Size, previous.Size);
            CheckCoordinate(faults, k, "quality", point.Quality, previous.Quality);
            if (faults.Count == before && (point.Quality - previous.Quality) / (point.Size - previous.Size) > Steepest)
            {
                string found = point.Size.ToString("R", CultureInfo.InvariantCulture);
                faults.Add(new CurveFault(
                    k, "size", found, "a size further from that before it: the curve is steeper than doubles can say"));
            }

            previous = point;
        }

        if (points.Count == 0 || (points.Count == 1 && points[0] == default))
        {
            faults.Add(new CurveFault(null, "points", $"{points.Count}", "at least one point beyond (0, 0)"));
        }

        return faults.ToImmutable();
    }

    /// <inheritdoc/>
    public bool DecidesAssumption1 => true;

    /// <inheritdoc/>
    public double Evaluate(double size)
    {
        if (size >= _last.Size)
        {
            return _last.Quality;
        }

        double quality = _spline is null ? _last.Quality * (size / _last.Size) : _spline.Interpolate(size);
        return _rounding == FormulaRounding.StepByStep ? quality : KeepBetween(size, quality);
    }

    /// <summary>Flat beyond the last point, and above 1 where the points are; elsewhere the assumption holds.</summary>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    public CurveViolation? FindViolation(double maxSize)
    {
        SampledAssumption1.RequireRange(maxSize);
        if (maxSize > _last.Size)
        {
            return new CurveViolation(
                CurveClause.StrictlyIncreasing, _last.Size, _last.Quality, maxSize, _last.Quality);
        }

        double top = Evaluate(maxSize);
        return top > 1 ? new CurveViolation(CurveClause.AtMostOne, maxSize, top, maxSize, top) : null;
    }

    private double KeepBetween(double size, double quality)
    {
        int at = Points.BinarySearch(new CurvePoint(size, 0), s_bySize);
        if (at >= 0)
        {
            return Points[at].Quality;
        }

        // Written so that a quality that is no number becomes that of the point before.
        return quality > Points[~at - 1].Quality ? Math.Min(quality, Points[~at].Quality) : Points[~at - 1].Quality;
    }

    private static void CheckCoordinate(
        ImmutableArray<CurveFault>.Builder faults, int index, string name, double value, double previous)
    {
        string found = value.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            faults.Add(new CurveFault(index, name, found, "a finite number"));
        }
        else if (value <= previous)
        {
            string floor = previous.ToString("R", CultureInfo.InvariantCulture);
            faults.Add(new CurveFault(
                index, name, found, $"more than {floor}, the {name} before it (a table starts from (0, 0) and rises)"));
        }
    }
}
