using System.Collections.Immutable;

namespace Candor.Mechanism.Valuations;

/// <summary>What the paper asks of valuations as qualities rise.</summary>
public enum MonotoneClaim
{
    /// <summary>Assumption 3: one's valuation does not fall as one's own data grows, the outcome fixed.</summary>
    OwnType,

    /// <summary>Assumption 4: the market's size M(q) = Σ v_i does not fall as qualities rise.</summary>
    GrowingMarket,

    /// <summary>Definition 10: nobody's valuation falls as anybody's quality rises.</summary>
    NonCompetitive,
}

/// <summary>One quality raised, the others fixed.</summary>
/// <param name="Participant">i, whose valuation is looked at; null for the market's size.</param>
/// <param name="Raised">j, whose quality rises.</param>
/// <param name="From">The lower quality of j.</param>
/// <param name="To">The higher quality of j.</param>
/// <param name="Others">All qualities, of which j's is ignored; empty for all 0.</param>
public readonly record struct QualityStep(
    int? Participant, int Raised, double From, double To, ImmutableArray<double> Others);

/// <summary>A valuation of which finitely many steps decide a claim for every quality.</summary>
public interface IDecidedBySteps : IValuation
{
    /// <summary>Steps such that the claim holds on [0, maxQuality]^n exactly when no step lowers its value.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="maxQuality">The largest quality, more than 0.</param>
    IEnumerable<QualityStep> DecidingSteps(MonotoneClaim claim, double maxQuality);
}
