using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Mechanism;

namespace Candor.Cli.Demo;

/// <summary>What given reports lead to by the market's own rules, and what that is worth at the true data sizes, which
/// only the demo knows of everybody.</summary>
/// <param name="Outcome">What the market assigns.</param>
/// <param name="Valuations">What the models in use are worth to each company.</param>
/// <param name="OwnQualities">The curve at each company's true data size.</param>
internal sealed record SettledDemo(
    MarketOutcome Outcome, ImmutableArray<double> Valuations, ImmutableArray<double> OwnQualities)
{
    /// <summary>Everyone's valuation together.</summary>
    internal double Welfare => Valuations.Sum();

    /// <summary>All payments together.</summary>
    internal double Revenue => Enumerable.Range(0, Valuations.Length).Sum(PaymentOf);

    /// <summary>Settles a market on paper.</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="reports">One a company, in records; null is out.</param>
    /// <param name="records">The companies' true numbers of valid, distinct records.</param>
    /// <param name="contributors">How many have to contribute: those who hold shares of each other's masks may be more than the
    /// rules ask for.</param>
    internal static SettledDemo Settle(
        MarketDefinition definition, ImmutableArray<uint?> reports, ImmutableArray<uint> records, int contributors)
    {
        TrainingRequirement required = definition.Training!.Requirement;
        MarketMechanism mechanism = definition.Mechanism.WithTraining(new TrainingRequirement(
            Math.Max(required.MinContributors, contributors), required.MinRecords, required.RecordsPerUnit));
        double?[] sizes = [.. reports.Select(report => MarketSettlement.ToUnits(definition, report))];
        double[] types = [.. records.Select(count => MarketSettlement.ToUnits(definition, count)!.Value)];
        Evaluation evaluation = mechanism.Evaluate(mechanism.Settle(Profile.Of(sizes)), types);
        return new SettledDemo(
            MarketSettlement.Settle(definition, mechanism, reports),
            evaluation.Valuations,
            [.. types.Select(mechanism.Curve.Evaluate)]);
    }

    /// <summary>What the market charges a company, in units of the currency.</summary>
    /// <param name="index">In roster order.</param>
    internal double PaymentOf(int index) =>
        Outcome.Assignments[index].PaymentMicros / (double)MarketOutcome.MicrosPerUnit;

    /// <summary>Valuation less payment.</summary>
    /// <param name="index">In roster order.</param>
    internal double UtilityOf(int index) => Valuations[index] - PaymentOf(index);
}
