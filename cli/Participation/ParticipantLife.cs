using System.Collections.Immutable;
using Candor.Cli.Output;
using Candor.Client;
using Candor.V1;

namespace Candor.Cli.Participation;

/// <summary>One participant in one market, from the first step to the last.</summary>
/// <param name="client">The server.</param>
/// <param name="place">Its place in the market.</param>
/// <param name="key">Its key.</param>
/// <param name="data">What it brings.</param>
/// <param name="options">How it takes part.</param>
/// <param name="steps">Told each step.</param>
internal sealed class ParticipantLife(
    CandorClient client,
    PlaceInMarket place,
    SigningKey key,
    ParticipantDataset data,
    ParticipationOptions options,
    JoinSteps steps)
{
    // The last refusal that stands: a later commitment may pass.
    private string? _refusal;

    /// <summary>A report above the commitment to try first, for the demo's dishonest company; null: none.</summary>
    internal uint? OverReport { get; init; }

    /// <summary>Whether it never reports, for the demo's silent company.</summary>
    internal bool WithholdsReport { get; init; }

    /// <summary>Files to commit to first, one after the other, every row of them, for the demo's company with repeated
    /// and broken rows.</summary>
    internal IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Lives it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<JoinResult> RunAsync(CancellationToken cancellationToken)
    {
        var dishonest = new DishonestSteps(client, place, key, options, steps);
        foreach (string file in Claims)
        {
            await dishonest.ClaimEverythingAsync(file, cancellationToken).ConfigureAwait(false);
        }

        CommitmentReceipt? receipt = null;
        await foreach (ParticipationProgress step in place
            .NamingTheValidator(
                data.ParticipateAsync(client, place.Market, place.Participant, key, options, cancellationToken),
                options.ValidatorId,
                cancellationToken)
            .ConfigureAwait(false))
        {
            switch (step)
            {
                case ParticipationJoined joined:
                    steps.Joined(joined.Receipt is not null);
                    break;
                case ParticipationCommitted committed:
                    receipt = committed.Receipt;
                    steps.Committed(receipt, committed.IsNew);
                    if (WithholdsReport)
                    {
                        steps.Waiting();
                        return await WatchAsync(cancellationToken).ConfigureAwait(false);
                    }

                    if (place.Rules is null)
                    {
                        await TryOverReportAsync(dishonest, receipt, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                case ParticipationValidated validated:
                    TellVerdict(validated.Result);
                    if (validated.Result is not { IsAttested: false })
                    {
                        await TryOverReportAsync(dishonest, receipt!, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                case ParticipationRefused refused:
                    await TellOverlapAsync(refused.Message, cancellationToken).ConfigureAwait(false);
                    break;
                case ParticipationReported reported:
                    await TellComparisonsAsync(receipt, cancellationToken).ConfigureAwait(false);
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

    private Task TryOverReportAsync(
        DishonestSteps dishonest, CommitmentReceipt receipt, CancellationToken cancellationToken) =>
        OverReport is uint records
            ? dishonest.OverReportAsync(receipt, data.Tagged, records, cancellationToken)
            : Task.CompletedTask;

    private void TellVerdict(ValidationResult? verdict)
    {
        if (verdict is { IsAttested: false })
        {
            steps.RefusedAudit(verdict, data.Records);
            _refusal = $"{verdict.ValidatorId}: {RefusalNames.Of(verdict.Refusal)}";
            steps.Waiting();
            return;
        }

        _refusal = null;
        steps.Validated(verdict?.ValidatorId, data.Records, place.SampleSize(data.Records));
    }

    private async Task TellOverlapAsync(string message, CancellationToken cancellationToken)
    {
        FoundOverlap? shared = (await PublishedOverlaps
            .OfAsync(client, place.Market, place.Participant, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(static one => one.IsRefused);
        steps.RefusedOverlap(shared, data.Records, message);
        _refusal = $"COMMITMENT_REFUSED: {(shared is null ? message : shared.ToString())}";
        steps.Waiting();
    }

    // Who reported in an earlier run was told then.
    private async Task TellComparisonsAsync(CommitmentReceipt? receipt, CancellationToken cancellationToken)
    {
        if (receipt is null || !place.ComparesRecords)
        {
            return;
        }

        ImmutableArray<FoundOverlap> found = await PublishedOverlaps
            .OfAsync(client, place.Market, place.Participant, cancellationToken).ConfigureAwait(false);
        uint reportable = await client.ReportableAsync(receipt, key, cancellationToken).ConfigureAwait(false);
        steps.Compared(found.Length, receipt.Records - reportable);
    }

    private async Task<JoinResult> WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (AssignmentUpdate update in client
            .WatchAssignmentAsync(place.Market, place.Participant, key, data.Records, null, cancellationToken)
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
        place.Market,
        place.Participant,
        assignment.IsOut ? JoinResult.Out : JoinResult.Assigned,
        data.Records)
    {
        ReportedRecords = assignment.ReportedRecords,
        AllocatedQuality = assignment.AllocatedQuality,
        BestQuality = assignment.BestQuality,
        OwnQuality = assignment.OwnQuality,
        PreferredModel = assignment.PreferredModel == PreferredModel.Allocated ? "allocated" : "own",
        Payment = assignment.Payment,
        Currency = assignment.Currency,
        Refusal = assignment.IsOut ? _refusal : null,
    };

    private JoinResult ResultOf(string cancelReason) =>
        new(place.Market, place.Participant, JoinResult.Cancelled, data.Records) { CancelReason = cancelReason };
}
