using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.Market.Transcripts;
using Candor.Platform.Markets;
using Candor.V1;
using Candor.Wire.Signing;

namespace Candor.Platform.Calls;

/// <summary>The door to a market, which every call about one goes through. To whom a market is closed, it does not
/// exist: the answer is that to a name that nobody has given. Thread-safe.</summary>
/// <remarks>Why a reader is refused is told to members alone, once their signature holds: a stranger could otherwise
/// try key after key to find out who takes part.</remarks>
internal sealed class ReadAccess(MarketRegistry registry, TimeProvider time)
{
    /// <summary>Rents a market for who reads it.</summary>
    /// <param name="market">Its name.</param>
    /// <param name="envelope">The signed <see cref="ReadMarketPayload"/>; null where the request has none. Where everyone
    /// may read the market it is not looked at.</param>
    /// <param name="cancellationToken">Stops waiting for the market to load.</param>
    /// <returns>The market, until the lease is disposed.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.MarketNotFound"/>; to a member whose payload is too
    /// old, <see cref="ErrorReason.PayloadExpired"/>.</exception>
    internal async Task<MarketRegistry.Lease> RentAsync(
        string market, Envelope? envelope, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        MarketRegistry.Lease lease = await registry.RentExistingAsync(market, cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsClosed(lease))
            {
                RequireReading(lease, envelope, at);
            }

            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Rents a market for who sends it a message, or reads it with a payload of another kind. Whether that
    /// message holds is for the call to find out; here it is only seen that it is a member's.</summary>
    /// <param name="market">Its name.</param>
    /// <param name="message">The message; null where there is none.</param>
    /// <param name="cancellationToken">Stops waiting for the market to load.</param>
    /// <returns>The market, until the lease is disposed.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.MarketNotFound"/>.</exception>
    internal async Task<MarketRegistry.Lease> RentForSenderAsync(
        string market, SignedEnvelope? message, CancellationToken cancellationToken)
    {
        MarketRegistry.Lease lease = await registry.RentExistingAsync(market, cancellationToken).ConfigureAwait(false);
        if (!IsClosed(lease) || IsMembers(lease, message))
        {
            return lease;
        }

        lease.Dispose();
        throw Rejections.MarketNotFound(market);
    }

    /// <summary>Rents a market for one of its validators.</summary>
    /// <param name="market">Its name.</param>
    /// <param name="envelope">The validator's signed <see cref="ReadMarketPayload"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the market to load.</param>
    /// <returns>The market, until the lease is disposed.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.MarketNotFound"/> where the market is closed to who
    /// asks; else why the payload does not hold, or <see cref="ErrorReason.KeyNotOnRecord"/>.</exception>
    internal async Task<MarketRegistry.Lease> RentForValidatorAsync(
        string market, Envelope? envelope, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        MarketRegistry.Lease lease = await RentAsync(market, envelope, cancellationToken).ConfigureAwait(false);
        try
        {
            SignedPayload<ReadMarketPayload> message = SignedMessages.Read<ReadMarketPayload>(envelope);
            Market.Definitions.MarketDefinition rules = DefinitionOf(lease);
            VerificationKey key = rules.Validation?.Find(message.Envelope.KeyId)?.Key
                ?? throw new CallRejectedException(
                    ErrorReason.KeyNotOnRecord,
                    $"Key '{message.Envelope.KeyId}' is not that of a validator of {market}.")
                {
                    Resource = market,
                };
            message.Authenticate(key, rules.Version, market);
            if (message.Payload.Market != market)
            {
                throw new CallRejectedException(
                    ErrorReason.MarketMismatch,
                    $"The request is about {market}; the payload was signed for '{message.Payload.Market}'.")
                {
                    Resource = market,
                };
            }

            Rejections.Require(AccessRules.CheckLife(message.Payload.ExpireTime, at), market);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static bool IsClosed(MarketRegistry.Lease lease) =>
        DefinitionOf(lease).ReadAccess == Market.Definitions.MarketAccess.Members;

    private static bool IsMembers(MarketRegistry.Lease lease, SignedEnvelope? message) =>
        message is not null
        && EntryAccess.FindMember(DefinitionOf(lease), message.KeyId) is { } key
        && AuthenticatedEnvelope.TryVerify(message, message.PayloadType, key, out _, out _);

    private static void RequireReading(MarketRegistry.Lease lease, Envelope? envelope, DateTimeOffset at)
    {
        string market = lease.Market.Name;
        if (!Envelopes.TryRead(envelope, out SignedEnvelope? signed, out _)
            || !SignedPayload.TryRead<ReadMarketPayload>(signed, out var message, out _)
            || message.Payload.Market != market
            || !IsMembers(lease, signed))
        {
            throw Rejections.MarketNotFound(market);
        }

        // Only a member comes here, so it may learn that the market exists and what is wrong with its message.
        Market.Definitions.MarketDefinition rules = DefinitionOf(lease);
        message.Authenticate(EntryAccess.FindMember(rules, signed.KeyId)!, rules.Version, market);
        Rejections.Require(AccessRules.CheckLife(message.Payload.ExpireTime, at), market);
    }

    private static Market.Definitions.MarketDefinition DefinitionOf(MarketRegistry.Lease lease) =>
        lease.Market.View.State!.Definition;
}
