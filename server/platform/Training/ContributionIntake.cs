using System.Security.Cryptography;
using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Platform.Access;
using Candor.Platform.Markets;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Times;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Training;

/// <summary>Takes the signed messages of a training, with what they name: uploads before them, handed-out shares beside them.
/// Thread-safe.</summary>
/// <param name="bulk">Where that is kept.</param>
/// <param name="logger">Told of faults of the disk.</param>
internal sealed class ContributionIntake(TrainingBulk bulk, ILogger<ContributionIntake> logger)
{
    /// <summary>Takes a message.</summary>
    /// <param name="sender">Whose it is.</param>
    /// <param name="claim">What it says.</param>
    /// <param name="authentic">The message, as it was signed.</param>
    /// <param name="identity">The request.</param>
    /// <param name="shares">The shares beside it; empty where it hands out none.</param>
    /// <param name="at">When it came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The answer, when the message and what it names are on the disk.</returns>
    /// <exception cref="CallRejectedException">Why it is not taken.</exception>
    internal async Task<SubmitContributionResponse> SubmitAsync(
        Sender sender,
        ContributionClaim claim,
        AuthenticatedEnvelope authentic,
        RequestIdentity identity,
        ReadOnlyMemory<byte> shares,
        DateTimeOffset at,
        CancellationToken cancellationToken)
    {
        // The rules come before the uploads: a message that was taken before gets its answer, whatever is still kept.
        if (!ContributionCommands.TryVerify(
            sender.State, claim, authentic, null, at, out SubmitContribution? command, out Rejection? rejection))
        {
            return await sender.AnswerAgainAsync<SubmitContributionResponse>(identity, rejection).ConfigureAwait(false);
        }

        try
        {
            RequireUploads(sender, claim);
            // The upload was decoded when it came; whoever opens a wrong count again and again has nobody do that again.
            if (claim is StatisticsClaim committed && VerifiedContribution.CheckCount(
                sender.State,
                committed,
                await bulk.ReadFirstAsync(sender.State, committed.StatisticsDigest, cancellationToken)
                    .ConfigureAwait(false)) is { } mismatch)
            {
                return await sender.AnswerAgainAsync<SubmitContributionResponse>(identity, mismatch).ConfigureAwait(false);
            }

            if (claim is SharesClaim opened)
            {
                RequireShares(sender, opened, shares.Span);
                await bulk.KeepOpenedSharesAsync(
                    sender.State, sender.Name.Id, opened.SharesDigest, shares, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, sender.Name.ToString(), logger);
        }

        try
        {
            return await AppendAsync(sender, command!, identity, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRejectedException) when (claim is SharesClaim)
        {
            DeleteUnless(sender, (SharesClaim)claim);
            throw;
        }
    }

    private static Task<SubmitContributionResponse> AppendAsync(
        Sender sender, SubmitContribution command, RequestIdentity identity, CancellationToken cancellationToken) =>
        sender.SubmitAsync(
            new Submission<SubmitContributionResponse>(
                command,
                identity,
                accepted => new SubmitContributionResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                }),
            cancellationToken);

    // Shares that the market did not take, as when it ended meanwhile, are nobody's to keep.
    private void DeleteUnless(Sender sender, SharesClaim claim)
    {
        MarketState now = sender.Market.View.State!;
        if (now.Training!.Shares.TryGetValue(sender.Index, out Market.Events.ContributionUnmasked? taken)
            && taken.SharesDigest.Span.SequenceEqual(claim.SharesDigest.Span)
            && now.Phase == Market.MarketPhase.Training)
        {
            return;
        }

        try
        {
            bulk.Store.Delete(TrainingBulk.NameOf(sender.Name.Market, TrainingBulk.OpenedShares, claim.SharesDigest));
        }
        catch (BlobStoreException fault)
        {
            logger.BulkFailed(sender.Name.Market, fault.Fault.ToString(), fault.Message);
        }
    }

    private static void RequireShares(Sender sender, SharesClaim claim, ReadOnlySpan<byte> shares)
    {
        string? fault = TrainingSum.FaultOf(sender.State.Training!, sender.Index, shares)
            ?? (SHA256.HashData(shares).AsSpan().SequenceEqual(claim.SharesDigest.Span)
                ? null
                : "The shares have another SHA-256 than the message names; expected the same.");
        if (fault is not null)
        {
            throw new CallRejectedException(ErrorReason.ContributionMalformed, fault) { Resource = sender.Name.ToString() };
        }
    }

    private void RequireUploads(Sender sender, ContributionClaim claim)
    {
        (ContributionPart Part, ReadOnlyMemory<byte> Digest)[] needed = claim switch
        {
            StatisticsClaim c => [(ContributionPart.Commitments, c.StatisticsDigest)],
            MaskClaim c =>
            [
                (ContributionPart.Values, c.ValuesDigest),
                (ContributionPart.Blindings, c.BlindingsDigest),
                (ContributionPart.Shares, c.SharesDigest),
            ],
            _ => [],
        };
        string[] missing =
        [
            .. needed.Where(one => !bulk.Has(sender.State, one.Part, one.Digest)).Select(static one =>
                $"{TrainingBulk.KindOf(one.Part)} of digest '{Convert.ToHexStringLower(one.Digest.Span)}'"),
        ];
        if (missing.Length > 0)
        {
            throw new CallRejectedException(
                ErrorReason.UploadMissing,
                $"Not here, or not all of it: {string.Join(", ", missing)}; expected whole uploads before the message.")
            {
                Resource = sender.Name.ToString(),
            };
        }
    }
}
