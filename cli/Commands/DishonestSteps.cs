using Candor.Cli.Errors;
using Candor.Client;
using Candor.Client.Participation;
using Candor.V1;

namespace Candor.Cli.Commands;

/// <summary>What the demo's dishonest companies try first. Each try is sent as a cheater would send it, and must be
/// refused: where it is accepted, the demo fails.</summary>
/// <param name="client">The server.</param>
/// <param name="place">The company's place in the market.</param>
/// <param name="key">Its key.</param>
/// <param name="options">How it takes part.</param>
/// <param name="steps">Told each step.</param>
internal sealed class DishonestSteps(
    CandorClient client, MarketPlace place, SigningKey key, ParticipationOptions options, JoinSteps steps)
{
    /// <summary>Commits to every row of a file, repeated and broken ones too, until a validator refuses that.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CliException">It was attested.</exception>
    internal async Task ClaimEverythingAsync(string file, CancellationToken cancellationToken)
    {
        MarketDataset claim = await client.TagDatasetAsync(
            place.Market,
            place.Participant,
            key,
            file,
            new DatasetFileOptions { ClaimEverything = true },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        string validator = options.ValidatorId ?? place.Rules!.Validators[0].Id;
        try
        {
            await foreach (ParticipationProgress step in client
                .ParticipateAsync(
                    place.Market,
                    place.Participant,
                    key,
                    claim,
                    options with { ReceiptPath = null, ReportRecords = null },
                    cancellationToken)
                .ConfigureAwait(false))
            {
                switch (step)
                {
                    case ParticipationJoined joined:
                        steps.Joined(joined.Receipt is not null);
                        break;
                    case ParticipationCommitted committed:
                        steps.Committed(committed.Receipt, committed.IsNew);
                        break;
                    case ParticipationValidated { Result: { IsAttested: false } refused }:
                        steps.RefusedAudit(refused, claim.Records);
                        return;
                    case ParticipationValidated:
                        throw Accepted($"a commitment to all {claim.Records} rows of '{file}'");
                }
            }
        }
        catch (CandorException refusal) when (refusal.ErrorReason == ErrorReason.TagRepeated)
        {
            steps.RefusedTags(validator, claim.Records, refusal);
        }
    }

    /// <summary>Reports more than was committed to.</summary>
    /// <param name="receipt">The commitment, attested where the market asks for that.</param>
    /// <param name="tagged">The records behind it, where the market asks for validation.</param>
    /// <param name="records">What to report.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CliException">It was accepted.</exception>
    internal async Task OverReportAsync(
        CommitmentReceipt receipt, MarketDataset? tagged, uint records, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task answers = place.ComparesRecords
            ? client.AnswerOverlapsAsync(receipt, tagged!.Key, key, ending.Token)
            : Task.CompletedTask;
        var comparisons = new ComparisonWatch(client, place.Market);
        await using (comparisons.ConfigureAwait(false))
        {
            try
            {
                // The rules are asked before the proof: a report that waits for comparisons is not refused for it.
                while (await TryReportAsync(receipt, records, cancellationToken).ConfigureAwait(false))
                {
                    await comparisons.NextAsync(answers, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                // Whoever takes part afterwards answers what is left.
                await ending.CancelAsync().ConfigureAwait(false);
                await answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // True where the report has to wait for comparisons.
    private async Task<bool> TryReportAsync(
        CommitmentReceipt receipt, uint records, CancellationToken cancellationToken)
    {
        try
        {
            await client.ReportUncheckedAsync(receipt, key, records, cancellationToken).ConfigureAwait(false);
        }
        catch (CandorException pending) when (pending.ErrorReason == ErrorReason.OverlapPending)
        {
            return true;
        }
        catch (CandorException refusal) when (refusal.ErrorReason == ErrorReason.RangeProofInvalid)
        {
            steps.RefusedReport(records, refusal);
            return false;
        }

        throw Accepted($"a report of {records} records against a commitment to {receipt.Records}");
    }

    private static CliException Accepted(string what) =>
        new($"{what} was accepted; expected a refusal", ExitCode.Failed);
}
