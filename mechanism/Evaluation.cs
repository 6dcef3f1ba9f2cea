using System.Collections.Immutable;

namespace Candor.Mechanism;

/// <summary>What an outcome is worth, which depends on the true data sizes.</summary>
public sealed class Evaluation
{
    internal Evaluation(
        ImmutableArray<double> usedQualities,
        ImmutableArray<double> valuations,
        ImmutableArray<double> utilities,
        double welfare,
        double revenue)
    {
        UsedQualities = usedQualities;
        Valuations = valuations;
        Utilities = utilities;
        Welfare = welfare;
        Revenue = revenue;
    }

    /// <summary>q_i = max(x_i, Q(t_i)), one a participant, out or not.</summary>
    public ImmutableArray<double> UsedQualities { get; }

    /// <summary>v_i(q).</summary>
    public ImmutableArray<double> Valuations { get; }

    /// <summary>u_i = v_i - p_i.</summary>
    public ImmutableArray<double> Utilities { get; }

    /// <summary>WEL = Σ v_i (Definition 5).</summary>
    public double Welfare { get; }

    /// <summary>REV = Σ p_i (Definition 5).</summary>
    public double Revenue { get; }
}
