using System.Buffers;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Client.Transcripts;
using Candor.Market;
using Candor.Market.Training;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.V1;
using Grpc.Core;

namespace Candor.Client.Contributions;

/// <summary>Fetches the model that a participant is allocated, and believes nothing of it that the verified transcript does not
/// say.</summary>
internal static class ModelDownload
{
    /// <summary>Fetches it.</summary>
    /// <param name="connection">The server, read over as the participant.</param>
    /// <param name="participant">The participant.</param>
    /// <param name="end">The settled market, verified from its transcript.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The model; null where it is allocated none.</returns>
    /// <exception cref="CandorException">The server rejected the call, or stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The file is not the one in the transcript, or the server says that there is
    /// none while it has to deliver it (<see cref="AnswerFault.Model"/>).</exception>
    internal static async Task<ReceivedModel?> FetchAsync(
        ClientConnection connection,
        VerifiedParticipant participant,
        VerifiedEnd end,
        CancellationToken cancellationToken)
    {
        MarketState market = end.Market;
        if (market.Training?.Model is not { } model
            || market.Outcome?.Assignments[participant.Index] is not { AllocatedQuality: > 0 })
        {
            return null;
        }

        for (int failures = 0; ;)
        {
            try
            {
                (byte[] salt, byte[] file) = await ReadAsync(connection, participant, cancellationToken).ConfigureAwait(false);
                return Check(participant, model, salt, file);
            }
            catch (CandorException e) when (e.StatusCode == StatusCode.Unavailable
                && ++failures < connection.Options.MaxAttempts)
            {
                await Backoff.Of(connection.Options).WaitAsync(failures, cancellationToken).ConfigureAwait(false);
            }
            catch (CandorException e) when (e.ErrorReason == ErrorReason.ModelNotAllocated
                && connection.Options.TimeProvider.GetUtcNow() < KeptUntil(end))
            {
                throw HeldBack(participant, end, e);
            }
        }
    }

    /// <summary>Trains one's own model.</summary>
    /// <param name="sum">The statistics of all own records.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The model; null where there is no record.</returns>
    internal static OwnModel? TrainOwn(SufficientStatistics sum, CancellationToken cancellationToken)
    {
        if (sum.Records == 0)
        {
            return null;
        }

        TrainedModel trained = RidgeTraining.Train(sum, cancellationToken);
        return new OwnModel(ModelFile.Write(trained.Model, ModelOrigin.None), trained.Records, trained.MeasuredQuality);
    }

    private static async Task<(byte[] Salt, byte[] File)> ReadAsync(
        ClientConnection connection, VerifiedParticipant participant, CancellationToken cancellationToken)
    {
        var request = new GetModelRequest
        {
            Participant = participant.Name,
            Envelope = new ContributionUploads(connection, participant).Access(),
        };
        byte[] salt = [];
        var file = new ArrayBufferWriter<byte>();
        await foreach (GetModelResponse message in ServerStreams.ReadAsync(
            options => connection.TrainingService.GetModel(request, options),
            "GetModel",
            connection.Calls.Address,
            cancellationToken).ConfigureAwait(false))
        {
            salt = salt.Length == 0 ? message.Salt.ToByteArray() : salt;
            if (file.WrittenCount + message.Content.Length > ModelFile.MaxBytes)
            {
                throw Wrong(participant, $"it has more than {ModelFile.MaxBytes} bytes");
            }

            file.Write(message.Content.Span);
        }

        return (salt, file.WrittenSpan.ToArray());
    }

    private static ReceivedModel Check(
        VerifiedParticipant participant, DeliveredModel model, byte[] salt, byte[] file)
    {
        if (salt.Length != DeliveredModel.DigestSize)
        {
            throw Wrong(participant, $"its salt has {salt.Length} bytes, expected {DeliveredModel.DigestSize}");
        }

        byte[] digest = DeliveredModel.DigestOf(salt, file);
        if (!digest.AsSpan().SequenceEqual(model.Digest.Span))
        {
            throw Wrong(
                participant,
                $"its digest is '{Convert.ToHexStringLower(digest)}', and that in the transcript "
                + $"'{Convert.ToHexStringLower(model.Digest.Span)}'");
        }

        ModelOrigin origin;
        try
        {
            ModelFile.Read(file, out origin);
        }
        catch (ModelFileException e)
        {
            throw Wrong(participant, e.Message.TrimEnd('.'));
        }

        string definition = Convert.ToHexStringLower(participant.Market.DefinitionDigest.Span);
        return origin.Market == participant.Market.Name && origin.Definition == definition
            ? new ReceivedModel(
                participant.Market.Name, file, salt, model.Digest, model.Records, model.MeasuredQuality, model.IsConstant)
            : throw Wrong(
                participant, $"it says that it is of '{origin.Market}' under the rules '{origin.Definition}'");
    }

    private static DateTimeOffset KeptUntil(VerifiedEnd end) =>
        end.At + end.Market.Definition.Training!.Rules.Retention;

    // The checkpoint is of entries that say otherwise than the server: the settlement allocates the model.
    private static UnverifiedAnswerException HeldBack(VerifiedParticipant participant, VerifiedEnd end, CandorException said) =>
        new(
            AnswerFault.Model,
            $"The server keeps back the model of {participant.Name}: the settlement of {end.At:O} allocates it, and it is "
            + $"delivered until {KeptUntil(end):O}; the server says: {said.Message.TrimEnd('.')}.")
        {
            Evidence = [end.Checkpoint.Note],
        };

    private static UnverifiedAnswerException Wrong(VerifiedParticipant participant, string what) => new(
        AnswerFault.Model,
        $"The model that the server delivers to {participant.Name} is not the one in the transcript: {what}. It is not kept.");
}
