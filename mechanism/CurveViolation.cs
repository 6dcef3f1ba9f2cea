using System.Globalization;

namespace Candor.Mechanism;

/// <summary>The parts of Assumption 1 (bounded and monotone quality).</summary>
public enum CurveClause
{
    /// <summary>Q is a finite number at every size.</summary>
    Finite,

    /// <summary>Q(0) = 0.</summary>
    ZeroAtZero,

    /// <summary>Q(s') &gt; Q(s) for every s' &gt; s.</summary>
    StrictlyIncreasing,

    /// <summary>Q(s) ≤ 1. A matter of scale: where the valuation is homogeneous no verdict depends on it.</summary>
    AtMostOne,
}

/// <summary>Where a quality curve breaks Assumption 1.</summary>
/// <param name="Clause">Which part of the assumption fails.</param>
/// <param name="Size">The size s at which it fails.</param>
/// <param name="Quality">Q(s).</param>
/// <param name="LargerSize">For <see cref="CurveClause.StrictlyIncreasing"/>, an s' &gt; s; else equal to Size.</param>
/// <param name="LargerQuality">Q(s'), which is not above Q(s).</param>
public sealed record CurveViolation(
    CurveClause Clause, double Size, double Quality, double LargerSize, double LargerQuality)
{
    /// <summary>The witness in words.</summary>
    public override string ToString() => Clause switch
    {
        CurveClause.Finite => Say($"Q({Size:R}) = {Quality:R}, but a quality is a finite number"),
        CurveClause.ZeroAtZero => Say($"Q(0) = {Quality:R}, but no data gives quality 0"),
        CurveClause.AtMostOne => Say($"Q({Size:R}) = {Quality:R}, but a quality is at most 1"),
        _ => Say($"Q({LargerSize:R}) = {LargerQuality:R} is not above Q({Size:R}) = {Quality:R}, but quality rises"),
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
