namespace Candor.Mechanism.Properties;

/// <summary>The least margin of one property so far, and where it is.</summary>
/// <remarks>
/// A margin within rounding of its terms is 0, so the least margin is negative exactly when something fails, and is then
/// the largest failure. Ties go to the smaller place, so that merging in any order gives one result.
/// </remarks>
internal sealed class LeastMargin
{
    private double _margin = double.PositiveInfinity;
    private (int Participant, long Place, int Step) _at;
    private string _witness = string.Empty;
    private long _looked;

    /// <summary>Takes one comparison into account.</summary>
    /// <param name="margin">The room left; negative where the property fails.</param>
    /// <param name="scale">The size of the margin's terms.</param>
    /// <param name="at">Where: the participant, the line or profile, the step on it.</param>
    /// <returns>
    /// Whether this is the least margin so far: the caller then puts the place into words, which is too dear to do for
    /// every comparison.
    /// </returns>
    public bool Offer(double margin, double scale, (int Participant, long Place, int Step) at)
    {
        _looked++;
        double settled = Verdict.WithoutRounding(margin, scale);
        bool isLeast = settled < _margin || (settled == _margin && at.CompareTo(_at) < 0);
        if (isLeast)
        {
            (_margin, _at) = (settled, at);
        }

        return isLeast;
    }

    /// <summary>Puts the place of the least margin into words.</summary>
    /// <param name="witness">The words.</param>
    public void Describe(string witness) => _witness = witness;

    /// <summary>Takes everything another has seen into account.</summary>
    public void Merge(LeastMargin other)
    {
        _looked += other._looked;
        if (other._margin < _margin || (other._margin == _margin && other._at.CompareTo(_at) < 0))
        {
            (_margin, _at, _witness) = (other._margin, other._at, other._witness);
        }
    }

    /// <summary>Takes in what a part of a check found.</summary>
    /// <param name="part">The part's finding.</param>
    public void Merge(PropertyFinding part)
    {
        var other = new LeastMargin
        {
            _margin = part.Verdict.Margin,
            _at = (part.Participant, part.Place, part.Step),
            _witness = part.Verdict.Witness,
            _looked = part.Verdict.Looked,
        };
        Merge(other);
    }

    /// <summary>What this part of a check found.</summary>
    public PropertyFinding ToFinding(string claim, Evidence evidence) =>
        new(ToVerdict(claim, evidence), _at.Participant, _at.Place, _at.Step);

    /// <summary>The verdict on all that was seen.</summary>
    public Verdict ToVerdict(string claim, Evidence evidence) =>
        new(claim, _margin >= 0, _margin, _witness, evidence, _looked);
}
