using Candor.Commitments.Projections;
using Candor.Market.Training;
using Candor.Training.Features;
using Candor.Training.Sums;

namespace Candor.Market.Audits;

/// <summary>What is kept of the opened records to judge the statistics by: the moments of their projections.</summary>
internal static class OpenedMoments
{
    /// <summary>Computes the moments of an audit's openings.</summary>
    /// <param name="state">The audit, with its seed.</param>
    /// <param name="command">The openings; every record is valid.</param>
    /// <returns>The moments, as they are saved.</returns>
    internal static ReadOnlyMemory<byte> Of(AuditState state, OpenSample command)
    {
        TrainingPlan plan = command.Training
            ?? throw new ArgumentException($"{state.Market} trains; expected what it trains.", nameof(command));
        var moments = new ProjectionMoments(
            new ProjectionMatrix(state.ProjectionsSeed!.Value.Span, plan.Shape, plan.Projections!));
        var row = new FeatureValue[plan.Task.Map.Features.Count];
        foreach (AuditOpening opening in command.Openings)
        {
            // The audit has asked this of every record, by the same format.
            if (plan.Examples.Read(opening.Record.Span, row, out FeatureValue target) is { } fault)
            {
                throw new InvalidOperationException($"A record that was found valid is not: {fault}.");
            }

            var statistics = new SufficientStatistics(plan.Task);
            statistics.Add(row, target);
            moments.Add(statistics.Coordinates);
        }

        return moments.Export();
    }
}
