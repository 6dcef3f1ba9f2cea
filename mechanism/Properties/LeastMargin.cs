namespace Candor.Mechanism.Properties;

/// <summary>The least margin of one property so far, and where it is.</summary>
/// <remarks>Ties go to the smaller place, so that merging in any order gives one result.</remarks>
internal sealed class LeastMargin
{
    private double _margin = double.PositiveInfinity;
    private (int Participant, long Place, int Step) _at;
    private string _witness = string.Empty;
    private bool _holds = true;
    private long _looked;

    /// <summary>Takes one comparison into account.</summary>
    /// <param name="margin">The room left; negative where the property fails.</param>
    /// <param name="magnitude">The largest magnitude among the terms of the margin.</param>
    /// <param name="at">Where: the participant, the line or profile, the step on it.</param>
    /// <param name="describe">Puts the place into words; called when this is the least margin so far.</param>
    public void Offer(double margin, double magnitude, (int, long, int) at, Func<string> describe)
    {
        _looked++;
        _holds &= !Verdict.IsNegative(margin, magnitude);
        if (margin < _margin || (margin == _margin && at.CompareTo(_at) < 0))
        {
            (_margin, _at, _witness) = (margin, at, describe());
        }
    }

    /// <summary>Takes everything another has seen into account.</summary>
    public void Merge(LeastMargin other)
    {
        _looked += other._looked;
        _holds &= other._holds;
        if (other._margin < _margin || (other._margin == _margin && other._at.CompareTo(_at) < 0))
        {
            (_margin, _at, _witness) = (other._margin, other._at, other._witness);
        }
    }

    /// <summary>The verdict on all that was seen.</summary>
    public Verdict ToVerdict(string claim, Evidence evidence) =>
        new(claim, _holds, _margin, _witness, evidence, _looked);
}
