using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Signing;
using Candor.Platform.Markets;
using Candor.V1;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Platform.Access;

/// <summary>Finds whom a participant's message claims to be from. Thread-safe.</summary>
internal sealed class Senders(ReadAccess access, TimeProvider time)
{
    /// <summary>Opens a market for a participant who reads it: the signed <see cref="WatchAssignmentPayload"/> is
    /// verified.</summary>
    /// <param name="asked">The participant that the request names.</param>
    /// <param name="envelope">The signed payload.</param>
    /// <param name="context">The call.</param>
    /// <returns>The participant, until it is disposed.</returns>
    /// <exception cref="CallRejectedException">The request is wrong, or the participant may not read.</exception>
    internal async Task<Sender> OpenForReadingAsync(string asked, Envelope? envelope, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<WatchAssignmentPayload>(envelope);
        WatchAssignmentPayload payload = message.Payload;
        FieldChecks checks = new FieldChecks().Time(
            payload.ExpireTime, "envelope.payload.expireTime", required: true);
        Sender sender = await OpenAsync(
            asked, payload.Participant, message.Envelope, checks, context).ConfigureAwait(false);
        try
        {
            sender.Authenticate(message);
            Rejections.Require(
                AccessRules.Check(
                    sender.Name.Market,
                    sender.State.DefinitionDigest.Span,
                    payload.DefinitionDigest,
                    payload.ExpireTime,
                    at),
                asked);
            return sender;
        }
        catch
        {
            sender.Dispose();
            throw;
        }
    }

    /// <summary>Opens a market for a participant who sends it a message. The message is not verified yet.</summary>
    /// <param name="asked">The participant that the request names.</param>
    /// <param name="signed">The participant that the payload names.</param>
    /// <param name="message">The message.</param>
    /// <param name="checks">What else of the request was checked.</param>
    /// <param name="context">The call.</param>
    /// <returns>The participant, until it is disposed.</returns>
    /// <exception cref="CallRejectedException">The request is wrong, or there is no such participant.</exception>
    internal async Task<Sender> OpenAsync(
        string asked, string signed, SignedEnvelope message, FieldChecks checks, ServerCallContext context)
    {
        checks
            .Participant(asked, "participant")
            .Participant(signed, "envelope.payload.participant")
            .ThrowIfAny();
        _ = ParticipantName.TryParse(asked, out ParticipantName? name);
        _ = ParticipantName.TryParse(signed, out ParticipantName? signedName);
        if (name != signedName)
        {
            throw new CallRejectedException(
                name!.Market == signedName!.Market ? ErrorReason.ParticipantMismatch : ErrorReason.MarketMismatch,
                $"The request names '{asked}'; the payload was signed for '{signed}'.")
            {
                Resource = asked,
            };
        }

        MarketRegistry.Lease lease = await access.RentForSenderAsync(
            name!.Market, message, context.CancellationToken).ConfigureAwait(false);
        MarketState state = lease.Market.View.State!;
        if (state.Definition.TryFind(name.Id, out int index))
        {
            return new Sender(lease, state, name, index);
        }

        lease.Dispose();
        throw new CallRejectedException(
            ErrorReason.ParticipantNotFound, $"The roster of {name.Market} has no participant '{name.Id}'.")
        {
            Resource = asked,
        };
    }
}

/// <summary>Whom a message claims to be from, in a snapshot of its market.</summary>
/// <param name="Lease">The market's use.</param>
/// <param name="State">The snapshot.</param>
/// <param name="Name">The participant's name.</param>
/// <param name="Index">Its roster index, from 0.</param>
internal sealed record Sender(MarketRegistry.Lease Lease, MarketState State, ParticipantName Name, int Index)
    : IDisposable
{
    /// <summary>The market.</summary>
    internal HostedMarket Market => Lease.Market;

    /// <summary>Verifies a message's signature with the participant's key.</summary>
    /// <typeparam name="TPayload">What the message holds.</typeparam>
    /// <param name="message">The message.</param>
    /// <returns>The message, verified.</returns>
    /// <exception cref="CallRejectedException">It does not hold.</exception>
    internal AuthenticatedPayload<TPayload> Authenticate<TPayload>(SignedPayload<TPayload> message)
        where TPayload : class, IMessage<TPayload>, new() =>
        message.Authenticate(State.Definition.Roster[Index].Key, State.Definition.Version, Name.ToString());

    /// <inheritdoc cref="HostedMarket.SubmitAsync"/>
    internal async Task<TResponse> SubmitAsync<TResponse>(
        Submission<TResponse> submission, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new()
    {
        try
        {
            return await Market.SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRejectedException rejected) when (rejected.Reason == ErrorReason.PredecessorMismatch)
        {
            throw await WithLastMessageAsync(rejected).ConfigureAwait(false);
        }
    }

    /// <typeparam name="TResponse">The answer.</typeparam>
    /// <summary>Answers a request that was rejected before the writer was asked. The snapshot is older than this look-up, so
    /// where an earlier coming of the same request is the cause of the rejection, its answer is found.</summary>
    /// <param name="identity">The request.</param>
    /// <param name="rejection">Why it was rejected.</param>
    /// <returns>The first answer.</returns>
    /// <exception cref="CallRejectedException">The request is new; why it is rejected.</exception>
    internal async Task<TResponse> AnswerAgainAsync<TResponse>(RequestIdentity identity, Rejection rejection)
        where TResponse : class, IMessage<TResponse>, new() =>
        await Market.FindAnswerAsync<TResponse>(identity).ConfigureAwait(false)
        ?? throw (rejection.Reason == RejectionReason.PredecessorMismatch
            ? await WithLastMessageAsync(Rejections.ToException(rejection, null)).ConfigureAwait(false)
            : Rejections.ToException(rejection, Name.ToString()));

    /// <inheritdoc/>
    public void Dispose() => Lease.Dispose();

    // Another device of the same participant may have sent a message since: this one is shown which.
    private async Task<CallRejectedException> WithLastMessageAsync(CallRejectedException rejected) =>
        new(rejected.Reason, rejected.Message)
        {
            Resource = Name.ToString(),
            Receipt = await Receipts.OfLastMessageAsync(Market, Index, default).ConfigureAwait(false),
        };
}
