using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Properties;

/// <summary>Which properties of a mechanism follow from a theorem, whatever the profile.</summary>
/// <remarks>
/// <para>Individually rational: maximal exploitation payments leave everyone with V(∅, t) exactly (Theorem 1), and those
/// of Algorithm 1 keep every constraint of their grid.</para>
/// <para>Incentive compatible: under maximal exploitation payments hiding pays F(max(x, Q(t))) - F(max(x, Q(s))) and
/// truth F(Q(t)) - F(Q(s)), where v_i = F(q_i) + θ(q_-i), which is never less when neither F nor Q falls, whatever x
/// (Theorem 1). Algorithm 1's payments are as above.</para>
/// <para>Efficient: see <see cref="EfficiencyProof"/>.</para>
/// <para>Weakly budget-balanced: nobody is charged or paid.</para>
/// </remarks>
/// <param name="IndividuallyRational">Why, in a sentence; null where no theorem says so.</param>
/// <param name="IncentiveCompatible">Why, in a sentence; null where no theorem says so.</param>
/// <param name="Efficient">Why, in a sentence; null where no theorem says so.</param>
/// <param name="WeaklyBudgetBalanced">Why, in a sentence; null where no theorem says so.</param>
internal sealed record ProvenProperties(
    string? IndividuallyRational, string? IncentiveCompatible, string? Efficient, string? WeaklyBudgetBalanced)
{
    private const string Algorithm1 = "Algorithm 1 charges what keeps everyone in and truthful on this grid";

    /// <summary>Nothing is taken from a theorem.</summary>
    public static ProvenProperties None { get; } = new(null, null, null, null);

    /// <summary>Whether both properties of single participants are proven, so that no line has to be looked at.</summary>
    public bool CoverLines => IndividuallyRational is not null && IncentiveCompatible is not null;

    /// <summary>Whether both properties of profiles are proven.</summary>
    public bool CoverProfiles => Efficient is not null && WeaklyBudgetBalanced is not null;

    /// <summary>What is proven of a mechanism on a grid.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    public static ProvenProperties Of(MarketMechanism mechanism, TypeGrid grid)
    {
        bool exploits = mechanism.Payment is MaximalExploitationPayment;
        bool solves = mechanism.Payment is DesirablePayment desirable && desirable.Grid == grid;
        string? rational = exploits
            ? "Theorem 1: maximal exploitation payments charge what taking part gains, and no more"
            : solves ? Algorithm1 : null;
        string? compatible = exploits && OwnQualityNeverHarms(mechanism.Valuation) && NeverFalls(mechanism, grid)
            ? "Theorem 1: quasi-monotone valuations under maximal exploitation payments"
            : solves ? Algorithm1 : null;
        string? efficient = EfficiencyProof.Find(
            mechanism.Curve, mechanism.Valuation, mechanism.Allocation, mechanism.Count * grid.Max);
        return new ProvenProperties(
            rational, compatible, efficient, mechanism.Payment is FreePayment ? "nobody is charged or paid" : null);
    }

    /// <summary>Definition 8, v_i = F_i(q_i) + θ_i(q_-i) with no F_i that falls.</summary>
    private static bool OwnQualityNeverHarms(IValuation valuation) => valuation switch
    {
        LinearExternalities linear => Enumerable.Range(0, linear.Count).All(i => linear[i, i] >= 0),
        SeparableValuation => true,
        _ => false,
    };

    /// <summary>Whether the curve's own closed form says that it never falls; a sample of sizes proves nothing.</summary>
    private static bool NeverFalls(MarketMechanism mechanism, TypeGrid grid)
    {
        double most = mechanism.Count * grid.Max;
        if (!mechanism.Curve.DecidesAssumption1 || !double.IsFinite(most))
        {
            return false;
        }

        CurveViolation? violation = mechanism.Curve.FindViolation(most);
        return violation is null or { Clause: CurveClause.AtMostOne }
            || (violation.Clause == CurveClause.StrictlyIncreasing && violation.LargerQuality == violation.Quality);
    }
}
