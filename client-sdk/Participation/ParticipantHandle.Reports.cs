using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Commitments;
using Candor.V1;
using Candor.Wire.Commands;

namespace Candor.Client;

/// <content>The report.</content>
public partial class ParticipantHandle
{
    /// <summary>Reports a size, at most the committed one. Once, final.</summary>
    /// <param name="receipt">The commitment it is measured against, the participant's current one.</param>
    /// <param name="records">The size to contribute.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The server's receipt.</returns>
    /// <exception cref="ReceiptException">The report is above the committed size
    /// (<see cref="ReceiptFault.ReportTooLarge"/>), or the receipt is of another key or of other rules
    /// (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    /// <exception cref="CandorException">The server rejected the call, such as with <c>ALREADY_REPORTED</c>,
    /// <c>COMMITMENT_NOT_CURRENT</c> or <c>REPORT_DEADLINE_PASSED</c>; or it stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the receipt or the transcript does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<ReportReceipt> ReportAsync(
        CommitmentReceipt receipt, uint records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (!_conduct.MayReport(records, receipt.Records))
        {
            throw new ReceiptException(
                ReceiptFault.ReportTooLarge,
                $"The report is {records} records; the commitment is to {receipt.Records}, and no report above it has "
                + "a proof.");
        }

        VerifiedParticipant participant = await OwnerOfAsync(receipt, cancellationToken).ConfigureAwait(false);
        ulong debited = await DebitOfAsync(receipt, participant, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (!_conduct.MayReport(records, receipt.Records - debited))
            {
                throw new ReceiptException(
                    ReceiptFault.ReportTooLarge,
                    $"The report is {records} records; the commitment is to {receipt.Records}, of which {debited} are "
                    + "credited to participants whose commitments were attested earlier.");
            }

            try
            {
                return await ReportAsync(participant, receipt, records, debited, cancellationToken).ConfigureAwait(false);
            }
            catch (CandorException e) when (e.ErrorReason == ErrorReason.RangeProofInvalid)
            {
                // Another overlap check may have been taken since the debit was read; debits only grow, and few times.
                ulong since = await DebitOfAsync(receipt, participant, cancellationToken).ConfigureAwait(false);
                if (since == debited)
                {
                    throw;
                }

                debited = since;
            }
        }
    }

    private async Task<ReportReceipt> ReportAsync(
        VerifiedParticipant participant,
        CommitmentReceipt receipt,
        uint records,
        ulong debited,
        CancellationToken cancellationToken)
    {
        CommitmentOpening opening = debited == 0 ? receipt.Opening : receipt.Opening.Less(debited);
        using var random = RandomNumberGenerator.Create();
        byte[] proof = _conduct.ProveReport(receipt.TermsOf(records, opening.Commit()), opening, random);
        string requestId = ClientConnection.NewRequestId();
        var claim = new Candor.Market.ReportClaim(
            ParticipantId, participant.Context.DefinitionDigest, records, receipt.Event, proof);
        var request = new SubmitReportRequest
        {
            Participant = participant.Name,
            Envelope = Key.SignMessage(ClaimPayloads.ToPayload(Market, claim, requestId)),
        };
        SubmitReportResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.ParticipantService.SubmitReportAsync(request, options),
            "SubmitReport",
            requestId,
            cancellationToken).ConfigureAwait(false);

        // What settles is the number in the event beside the message; it has to be the one in the message.
        var sent = new SentMessage(
            request.Envelope,
            response.Event,
            entry => entry is Candor.Market.Events.ReportAccepted e && e.Participant == receipt.ParticipantId
                && e.Records == records
                && e.CommitmentEvent == (long)receipt.Event
                && e.RangeProof.Span.SequenceEqual(proof)
                    ? e.Envelope
                    : null);
        return new ReportReceipt(
            response.Event,
            AnswerTimes.Read(response.Time),
            records,
            await _connection.Transcripts.AcceptAsync(participant.Market, response.Receipt, sent, cancellationToken)
                .ConfigureAwait(false));
    }

    /// <summary>How many of its committed records a participant may report.</summary>
    internal async Task<uint> ReportableAsync(CommitmentReceipt receipt, CancellationToken cancellationToken)
    {
        VerifiedParticipant participant = await OwnerOfAsync(receipt, cancellationToken).ConfigureAwait(false);
        return receipt.Records - (uint)await DebitOfAsync(receipt, participant, cancellationToken).ConfigureAwait(false);
    }

    // Only a market that credits shared records to the earlier participant takes any from the later one.
    private async Task<ulong> DebitOfAsync(
        CommitmentReceipt receipt, VerifiedParticipant participant, CancellationToken cancellationToken)
    {
        if (participant.Market.Rules.Validation is not { Overlap: Candor.Market.Definitions.OverlapPolicy.CreditEarlier })
        {
            return 0;
        }

        GetCommitmentResponse response = await _connection.GetCommitmentAsync(
            Market, participant.Name, cancellationToken).ConfigureAwait(false);
        return response.Event != receipt.Event ? 0
            : response.DebitedRecords <= receipt.Records ? response.DebitedRecords
            : throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"{response.DebitedRecords} records are debited of the commitment of {participant.Name}, which is to "
                + $"{receipt.Records}.");
    }
}
