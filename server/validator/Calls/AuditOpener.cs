using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Markets;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Verdicts;

namespace Candor.Validator.Calls;

/// <summary>Opens audits of commitments.</summary>
internal sealed class AuditOpener(
    AuditLog audits, KeptAudits kept, MarketDirectory markets, VerdictSigner signer, TimeProvider time)
{
    // What a report can say at most, so a larger commitment serves no one.
    private const ulong MaxRecords = uint.MaxValue;

    // What version 1 takes of tags that are to be compared. Version 2 has a limit in its definition.
    private const ulong MaxComparedRecords = Market.Definitions.ValidationRules.MostRecords;

    /// <summary>See <c>ValidatorService.OpenAudit</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>The audit.</returns>
    /// <exception cref="CallRejectedException">The request is malformed or not the participant's, or the market does not
    /// ask for this audit.</exception>
    internal async Task<OpenAuditResponse> OpenAsync(OpenAuditRequest request, CancellationToken cancellation)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<OpenAuditPayload>(request.Envelope);
        OpenAuditPayload payload = message.Payload;
        ParticipantName name = AuditAccess.ParticipantOf(
            request.Participant,
            payload.Participant,
            new FieldChecks().RequestId(payload.RequestId).Require(
                payload.Size <= MaxRecords, "envelope.payload.size", $"{payload.Size}", $"at most {MaxRecords}"));
        AuditedMarket market = await markets.FindAsync(name.Market, cancellation).ConfigureAwait(false);
        RequireShown(market, name, message.Envelope);
        VerificationKey key = KeyOf(market, name);
        AuthenticatedEnvelope envelope = message.Authenticate(
            key, market.Definition.Version, request.Participant).Envelope;
        RequestIdentity id = message.Identify(payload.RequestId);
        CheckCompared(market, payload);

        var audit = new AuditName(name, payload.CommitmentEvent);
        if (await audits.FindAsync(audit, cancellation).ConfigureAwait(false) is { } open)
        {
            await audits.RequireSameBodyAsync(id, cancellation).ConfigureAwait(false);
            return new OpenAuditResponse { Audit = AuditMessages.ToMessage(SameAudit(open, payload)) };
        }

        StandingCommitment standing = await markets.FindCommitmentAsync(market, name, key, cancellation)
            .ConfigureAwait(false);
        var command = new OpenAudit(
            at,
            market,
            standing,
            ClaimPayloads.ToClaim(name.Id, payload),
            signer.Key,
            envelope,
            await kept.FindAsync(market, audit, standing, cancellation).ConfigureAwait(false) is { } before
                ? new AuditRenewal(before, signer)
                : null);
        AuditState opened = await audits.DecideAsync(audit, command, id, cancellation).ConfigureAwait(false);
        return new OpenAuditResponse { Audit = AuditMessages.ToMessage(opened) };
    }

    // To whom a market is closed it does not exist, here as at its own server; else a stranger could ask for its roster
    // here, name by name.
    private static void RequireShown(AuditedMarket market, ParticipantName name, SignedEnvelope message)
    {
        bool isShown = market.Definition.ReadAccess == Market.Definitions.MarketAccess.Anyone
            || (market.Definition.TryFind(name.Id, out int index) && AuthenticatedEnvelope.TryVerify(
                message, message.PayloadType, market.Definition.Roster[index].Key, out _, out _));
        if (!isShown)
        {
            // In the very form in which a platform's own word of a market that does not exist is passed on.
            CallRejectedException absent = Rejections.MarketNotFound(name.Market);
            throw new MarketPlatformException(absent.Reason, absent.Message);
        }
    }

    private static VerificationKey KeyOf(AuditedMarket market, ParticipantName name) =>
        market.Definition.TryFind(name.Id, out int index)
            ? market.Definition.Roster[index].Key
            : throw new CallRejectedException(
                ErrorReason.ParticipantNotFound, $"The roster of {name.Market} has no participant '{name.Id}'.")
            {
                Resource = name.ToString(),
            };

    private static void CheckCompared(AuditedMarket market, OpenAuditPayload payload) => new FieldChecks()
        .Require(
            payload.Size <= MaxComparedRecords
                || market.Definition.Version >= 2
                || market.Definition.Validation is null or { Overlap: Market.Definitions.OverlapPolicy.None },
            "envelope.payload.size",
            $"{payload.Size}",
            $"at most {MaxComparedRecords} where records are compared")
        .ThrowIfAny();

    // The commitment binds N, so another size has no proof.
    private static AuditState SameAudit(AuditState audit, OpenAuditPayload payload) => audit.Size == payload.Size
        ? audit
        : throw new CallRejectedException(
            ErrorReason.DatasetProofInvalid,
            $"The audit was opened for a commitment to {audit.Size} records, not {payload.Size}.")
        {
            Resource = payload.Participant,
        };
}
