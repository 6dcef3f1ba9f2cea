namespace Candor.Mechanism.Checks;

/// <summary>A small sample of one kind of a check's work.</summary>
public sealed class PropertySample
{
    private const int MostTurns = 32;

    private readonly Action _look;

    private PropertySample(double share, Action look)
    {
        Share = share;
        _look = look;
    }

    /// <summary>Which part of that work the sample is, above 0 and at most 1.</summary>
    public double Share { get; }

    /// <summary>Does the sample's work on the calling thread; its findings are dropped.</summary>
    /// <exception cref="MechanismException">The mechanism cannot settle what it looked at.</exception>
    public void Look() => _look();

    /// <summary>A sample of turns that are spread evenly.</summary>
    /// <param name="turns">How many there are in all.</param>
    /// <param name="look">Does the turn at a place from 0, the first, to 1, the last.</param>
    internal static PropertySample Of(double turns, Action<double> look)
    {
        int sampled = (int)Math.Min(MostTurns, Math.Max(1, turns));
        return new PropertySample(sampled / Math.Max(1, turns), () =>
        {
            for (int k = 0; k < sampled; k++)
            {
                look(sampled == 1 ? 0 : (double)k / (sampled - 1));
            }
        });
    }
}
