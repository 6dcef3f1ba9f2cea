using Candor.Cli.Errors;
using Candor.Cli.Output;
using Candor.Client;
using Candor.V1;

namespace Candor.Cli.Commands;

/// <summary>One participant in one market, from the first step to the last.</summary>
/// <param name="client">The server.</param>
/// <param name="market">The market's name.</param>
/// <param name="participant">The participant's id.</param>
/// <param name="key">Its key.</param>
/// <param name="dataset">Its data set.</param>
/// <param name="options">How it takes part.</param>
/// <param name="steps">Told each step.</param>
internal sealed class ParticipantLife(
    CandorClient client,
    string market,
    string participant,
    SigningKey key,
    Dataset dataset,
    ParticipationOptions options,
    JoinSteps steps)
{
    /// <summary>A report above the commitment to try first, for the demo's dishonest company; null: none.</summary>
    internal uint? OverReport { get; init; }

    /// <summary>Whether it never reports, for the demo's silent company.</summary>
    internal bool WithholdsReport { get; init; }

    /// <summary>Lives it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<JoinResult> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (ParticipationProgress step in client
            .ParticipateAsync(market, participant, key, dataset, options, cancellationToken).ConfigureAwait(false))
        {
            switch (step)
            {
                case ParticipationJoined joined:
                    steps.Joined(joined.Receipt is not null);
                    break;
                case ParticipationCommitted committed:
                    steps.Committed(committed.Receipt, committed.IsNew);
                    if (WithholdsReport)
                    {
                        steps.Waiting();
                        return await WatchAsync(cancellationToken).ConfigureAwait(false);
                    }

                    if (OverReport is uint records)
                    {
                        await TryOverReportAsync(committed.Receipt, records, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                case ParticipationReported reported:
                    steps.Reported(reported.Receipt?.Records);
                    steps.Waiting();
                    break;
                case ParticipationAssigned assigned:
                    return ResultOf(assigned.Assignment);
                case ParticipationCancelled cancelled:
                    return ResultOf(cancelled.Reason);
            }
        }

        throw new InvalidOperationException("The participation ended without an assignment.");
    }

    private async Task TryOverReportAsync(
        CommitmentReceipt receipt, uint records, CancellationToken cancellationToken)
    {
        try
        {
            await client.ReportUncheckedAsync(receipt, key, records, cancellationToken).ConfigureAwait(false);
        }
        catch (CandorException refusal) when (refusal.ErrorReason == ErrorReason.RangeProofInvalid)
        {
            steps.Refused(records, refusal);
            return;
        }

        throw new CliException(
            $"the server accepted a report of {records} records against a commitment to {receipt.Records}; expected a "
            + "refusal",
            ExitCode.Failed);
    }

    private async Task<JoinResult> WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (AssignmentUpdate update in client
            .WatchAssignmentAsync(market, participant, key, dataset.Records, null, cancellationToken)
            .ConfigureAwait(false))
        {
            if (update.Assignment is { } assignment)
            {
                return ResultOf(assignment);
            }

            if (update.IsFinal)
            {
                return ResultOf(update.CancelReason ?? string.Empty);
            }
        }

        throw new InvalidOperationException("The assignment stream ended without an assignment.");
    }

    private JoinResult ResultOf(MarketAssignment assignment) => new(
        market, participant, assignment.IsOut ? JoinResult.Out : JoinResult.Assigned, dataset.Records)
    {
        ReportedRecords = assignment.ReportedRecords,
        AllocatedQuality = assignment.AllocatedQuality,
        BestQuality = assignment.BestQuality,
        OwnQuality = assignment.OwnQuality,
        PreferredModel = assignment.PreferredModel == PreferredModel.Allocated ? "allocated" : "own",
        Payment = assignment.Payment,
        Currency = assignment.Currency,
    };

    private JoinResult ResultOf(string cancelReason) => new(market, participant, JoinResult.Cancelled, dataset.Records)
    {
        CancelReason = cancelReason,
    };
}
