using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.Market;
using Candor.Market.Training;
using Candor.Platform.Access;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Training;

/// <summary>Hands out what members may have of others: encrypted shares in their epoch, and the model to whoever it was
/// assigned. Thread-safe.</summary>
/// <param name="bulk">Where it is.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of faults of the disk.</param>
internal sealed class TrainingHandouts(TrainingBulk bulk, TimeProvider time, ILogger<TrainingHandouts> logger)
{
    /// <summary>Sends the encrypted shares of an epoch.</summary>
    /// <param name="sender">Who asks, verified.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="stream">Where they go: those of each member of the list, in its order.</param>
    /// <param name="context">The call.</param>
    /// <returns>Completes when they are sent.</returns>
    /// <exception cref="CallRejectedException">They are not all here, or not for the sender.</exception>
    internal async Task SendSharesAsync(
        Sender sender, ulong epoch, IServerStreamWriter<ReadSharesResponse> stream, ServerCallContext context)
    {
        TrainingProgress training = RequireShares(sender, epoch);
        try
        {
            foreach (ListedMember member in training.List!.Members)
            {
                byte[] shares = await bulk.Store.ReadAllAsync(
                    TrainingBulk.NameOf(
                        sender.Name.Market, ContributionPart.Shares, training.Masks[member.Place].SharesDigest),
                    (int)TrainingBulk.LengthOf(sender.State, ContributionPart.Shares),
                    context.CancellationToken).ConfigureAwait(false);
                await stream.WriteAsync(new ReadSharesResponse
                {
                    Dealer = sender.State.Definition.Roster[member.Place].Id,
                    Shares = UnsafeByteOperations.UnsafeWrap(shares),
                }).ConfigureAwait(false);
            }
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, sender.Name.ToString(), logger);
        }
    }

    /// <summary>Sends the model.</summary>
    /// <param name="sender">Who asks, verified.</param>
    /// <param name="stream">Where it goes, the salt with the first message.</param>
    /// <param name="context">The call.</param>
    /// <returns>Completes when it is sent.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.ModelNotAllocated"/>, or there is none.</exception>
    internal async Task SendModelAsync(
        Sender sender, IServerStreamWriter<GetModelResponse> stream, ServerCallContext context)
    {
        DeliveredModel model = RequireModel(sender);
        BlobName name = TrainingBulk.NameOf(sender.Name.Market, TrainingBulk.Models, model.Digest);
        try
        {
            // The salt stands before the file.
            var salt = ByteString.Empty;
            await foreach (ReadOnlyMemory<byte> chunk in bulk.Store.ReadAsync(name, 0, context.CancellationToken)
                .ConfigureAwait(false))
            {
                bool isFirst = salt.IsEmpty;
                var next = new GetModelResponse
                {
                    Content = ByteString.CopyFrom(chunk.Span[(isFirst ? DeliveredModel.DigestSize : 0)..]),
                };
                if (isFirst)
                {
                    salt = ByteString.CopyFrom(chunk.Span[..DeliveredModel.DigestSize]);
                    next.Salt = salt;
                    next.Size = (ulong)(bulk.Store.LengthOf(name)! - DeliveredModel.DigestSize);
                }

                await stream.WriteAsync(next).ConfigureAwait(false);
            }
        }
        catch (BlobStoreException fault) when (fault.Fault == BlobFault.NotFound && IsSwept(sender))
        {
            throw NotAllocated(
                sender,
                $"The model was deleted {sender.State.Definition.Training!.Rules.Retention.TotalDays} days after the market's "
                + "end; expected a request before.");
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, sender.Name.ToString(), logger);
        }
    }

    private static TrainingProgress RequireShares(Sender sender, ulong epoch)
    {
        MarketState market = sender.State;
        CallRejectedException Rejected(ErrorReason reason, string message) =>
            new(reason, message) { Resource = sender.Name.ToString() };
        if (market.Training is not { } training)
        {
            throw Rejected(ErrorReason.TrainingNotAsked, $"{market.Name} trains no model.");
        }

        bool isOver = market.Phase is Market.MarketPhase.Settled or Market.MarketPhase.Cancelled;
        if (!isOver && (market.Phase == Market.MarketPhase.Open
            || epoch > training.State.Epoch
            || (epoch == training.State.Epoch && training.State.Step <= Market.Training.TrainingStep.Mask)))
        {
            throw Rejected(
                ErrorReason.StepAhead,
                $"The shares of epoch {epoch} are not all here: {market.Name} is in step {training.State.Step} of epoch "
                + $"{training.State.Epoch}.");
        }

        if (isOver || epoch != training.State.Epoch)
        {
            throw Rejected(
                ErrorReason.StepOver,
                $"Epoch {epoch} of {market.Name} is over; expected the one that is on.");
        }

        return training.PositionOf(sender.Index) >= 0 && training.State.Members.ContainsKey(sender.Index)
            ? training
            : throw Rejected(
                ErrorReason.NotAContributor, $"'{sender.Name.Id}' is not on the list of epoch {epoch}, or its report has fallen.");
    }

    private static DeliveredModel RequireModel(Sender sender)
    {
        MarketState market = sender.State;
        return market.Training is null
            ? throw new CallRejectedException(ErrorReason.TrainingNotAsked, $"{market.Name} trains no model.")
            {
                Resource = sender.Name.ToString(),
            }
            : market.Phase != Market.MarketPhase.Settled
            ? throw NotAllocated(sender, $"{market.Name} has not settled; expected a request after its end.")
            : market.Training.Model is { } model && market.Outcome!.Assignments[sender.Index].AllocatedQuality > 0
            ? model
            : throw NotAllocated(sender, $"{market.Name} has allocated no model to '{sender.Name.Id}'.");
    }

    private static CallRejectedException NotAllocated(Sender sender, string message) =>
        new(ErrorReason.ModelNotAllocated, message) { Resource = sender.Name.ToString() };

    private bool IsSwept(Sender sender) =>
        time.GetUtcNow() >= sender.Market.View.Recent[^1].Event.Time + sender.State.Definition.Training!.Rules.Retention;
}
