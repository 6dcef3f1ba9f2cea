using Candor.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Candor.Samples.Worker;

/// <summary>Takes part in one market for as long as that takes, then stops the host. Started again after whatever
/// stopped it, it goes on where it was.</summary>
/// <param name="client">The server.</param>
/// <param name="options">Where, as whom and with what.</param>
/// <param name="lifetime">Stops the host.</param>
/// <param name="logger">Told of each step.</param>
internal sealed class MarketWorker(
    CandorClient client,
    IOptions<WorkerOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<MarketWorker> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Also where something unforeseen ends it: whoever watches the service learns that it failed.
        Environment.ExitCode = 1;
        try
        {
            await ParticipateAsync(options.Value, stoppingToken);
            Environment.ExitCode = 0;
        }
        catch (CandorException e)
        {
            WorkerLog.Failed(logger, e.Reason, e.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            WorkerLog.Stopped(logger);
            Environment.ExitCode = 0;
        }

        lifetime.StopApplication();
    }

    private async Task ParticipateAsync(WorkerOptions settings, CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(settings.StateFolder);
        using SigningKey key = SigningKey.Load(settings.KeyFile);
        ParticipantHandle participant = client.GetParticipantHandle(settings.Market, settings.Participant, key);

        // After a restart the records are tagged under the key that is in the receipt, so that they are the ones that
        // were committed to.
        Dataset dataset = File.Exists(settings.ReceiptFile)
            ? await participant.TagDatasetAsync(
                CommitmentReceipt.Load(settings.ReceiptFile), settings.DataFile, cancellationToken: stoppingToken)
            : await participant.TagDatasetAsync(settings.DataFile, cancellationToken: stoppingToken);
        WorkerLog.Tagged(logger, dataset);
        var participation = new ParticipationOptions { ReceiptPath = settings.ReceiptFile };
        await foreach (ParticipationProgress step in participant.ParticipateAsync(dataset, participation, stoppingToken))
        {
            Tell(step);
        }
    }

    private void Tell(ParticipationProgress step)
    {
        switch (step)
        {
            case ParticipationVerified { Market: var market }:
                WorkerLog.Verified(logger, market.Name, Convert.ToHexStringLower(market.DefinitionDigest.Span));
                break;
            case ParticipationJoined:
                WorkerLog.Joined(logger);
                break;
            case ParticipationCommitted { IsNew: true, Receipt: var receipt }:
                WorkerLog.Committed(logger, receipt);
                break;
            case ParticipationCommitted { Receipt: var receipt }:
                WorkerLog.WentOn(logger, receipt);
                break;
            case ParticipationValidated { Result: { IsAttested: false } verdict }:
                WorkerLog.Refused(logger, $"{verdict.Refusal}, says {verdict.ValidatorId}.");
                break;
            case ParticipationValidated:
                WorkerLog.Attested(logger);
                break;
            case ParticipationRefused refused:
                WorkerLog.Refused(logger, refused.Message);
                break;
            case ParticipationReported:
                WorkerLog.Reported(logger);
                break;
            case ParticipationAssigned { Assignment: { IsOut: true } assignment }:
                WorkerLog.WasLeftOut(logger, assignment.ParticipantId);
                break;
            case ParticipationAssigned { Assignment: var assignment }:
                WorkerLog.Assigned(
                    logger, assignment.AllocatedQuality, assignment.OwnQuality, assignment.Payment, assignment.Currency);
                break;
            case ParticipationCannotAnswer unanswered:
                WorkerLog.Refused(logger, unanswered.Message);
                break;
            case ParticipationTranscriptVerified { Checkpoint.Size: var entries }:
                WorkerLog.TranscriptVerified(logger, entries);
                break;
            case ParticipationCancelled cancelled:
                WorkerLog.Cancelled(logger, cancelled.Reason);
                break;
        }
    }
}
